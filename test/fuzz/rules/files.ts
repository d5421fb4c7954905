/** What a call does to files: those that were there stay what they were, and new ones come where they were asked for. */
import { parse } from 'yaml';
import { type Case, given } from '../case.ts';
import { type Changes, projectFolder } from '../sandbox.ts';
import type { Broken } from './rules.ts';

export function checkFiles(one: Case, { added, spoilt }: Changes, broken: Broken): void {
  for (const path of spoilt) {
    const own = inProject(path);
    if (own === null || !mayChange(one, own)) broken('what was there is left alone', path);
  }
  for (const path of added) {
    const own = inProject(path);
    if (own === null || !mayCome(one, own)) broken('nothing new comes outside of out/', path);
  }
}

/** From the project's folder; null for what lies outside of it. */
function inProject(path: string): string | null {
  return path.startsWith(`${projectFolder}/`) ? path.slice(projectFolder.length + 1) : null;
}

/** Pins are renewed where that was asked for, a checkpoint gives way to the next, a report's file that the user names is written. */
function mayChange(one: Case, path: string): boolean {
  if (/^(?:specs\/|case)/.test(path) && /update/i.test(given(one))) return true;
  if (/^out\/(?:prevote|election)\.checkpoint/.test(path)) return true;
  const { argv, env } = one;
  const named = [...argv, env.RAFTCHECK_REPORTER, env.RAFTCHECK_OUTPUT_FILE].join('\n');
  return /reporter|output-file|=/i.test(named) && named.includes(path);
}

/** Whether the user has said where everything goes: that may be the project's folder itself. */
function hasOutOfItsOwn({ argv, env, files }: Case): boolean {
  if (env.RAFTCHECK_OUT !== undefined || argv.some((word) => word.startsWith('--out'))) return true;
  return Object.entries(files)
    .filter(([name]) => /^(?:raftcheck\.config|package\.json)/.test(name))
    .flatMap(([, bytes]) => outsIn(bytes.toString()))
    .some((out) => typeof out === 'string' && out !== 'out');
}

/** What a configuration says of `out`, in a profile too; nothing where it is none. */
function outsIn(text: string): unknown[] {
  try {
    const document: unknown = parse(text);
    const whole = Object(document).raftcheck ?? document;
    return [whole, ...Object.values(Object(Object(whole).profiles))].map((part) => Object(part).out);
  } catch {
    return [];
  }
}

/** In out/, in a folder that is named somewhere, or as init has it. */
function mayCome(one: Case, path: string): boolean {
  const [top = ''] = path.split('/');
  if (top === 'out' || given(one).includes(top) || hasOutOfItsOwn(one)) return true;
  return one.argv.includes('init') && /^(?:raftcheck\.config\.yaml|\.github|specs)/.test(path);
}
