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
  return configurations(files).some((whole) => {
    const parts = [whole, ...Object.values(Object(Object(whole).profiles))];
    return parts.some((part) => typeof Object(part).out === 'string' && Object(part).out !== 'out');
  });
}

/** Whether a configuration names it, however its text writes the name. */
function isConfigured({ files }: Case, name: string): boolean {
  const stands = (value: unknown): boolean =>
    typeof value === 'string' ? value.includes(name) : Object.values(Object(value)).some(stands);
  return configurations(files).some(stands);
}

function configurations(files: Case['files']): unknown[] {
  return Object.entries(files)
    .filter(([name]) => /^(?:raftcheck\.config|package\.json)/.test(name))
    .flatMap(([, bytes]) => {
      try {
        const document: unknown = parse(bytes.toString());
        return [Object(document).raftcheck ?? document];
      } catch {
        return [];
      }
    });
}

/** In out/, in a folder that is named somewhere, or as init has it. */
function mayCome(one: Case, path: string): boolean {
  const [top = ''] = path.split('/');
  if (top === 'out' || given(one).includes(top) || hasOutOfItsOwn(one) || isConfigured(one, top)) return true;
  return (
    one.argv.includes('init') &&
    /^(?:raftcheck\.config\.yaml|\.git(?:hub|ignore|lab-ci\.yml)|specs)/.test(path)
  );
}
