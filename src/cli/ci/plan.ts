/**
 * What the gate goes through: which specs, in which order. All of them are read before the first is run, so that a mistake
 * in the last one shows at once.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, isAbsolute, join, relative, resolve } from 'node:path';
import type { Slice } from '../../explore/slice.ts';
import type { EntryKind } from '../../report/gate.ts';
import { findSpec, packageSpecs, type SpecFile, specFiles } from '../../spec/load.ts';
import type { ParsedSpec } from '../../spec/parse.ts';
import type { Overlay } from '../../spec/spec.ts';
import { UserError } from '../../spec/usererror.ts';
import { readAsked, specFolders } from '../project.ts';
import type { Terminal } from '../terminal.ts';

export interface Planned {
  readonly kind: EntryKind;
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly parsed: ParsedSpec;
  /** Whether the figures that the spec pins apply: no flag has changed its question. */
  readonly pinned: boolean;
  /** Only this slice of its search; absent: all of it. */
  readonly slice?: Slice;
}

/** `wanted`: names, paths of .yaml files, folders; null: the project's specs/, else the package's own. */
export function planGate(
  wanted: readonly string[] | null,
  overlays: readonly Overlay[],
  terminal: Terminal,
): Planned[] {
  const files = wanted === null ? folderFiles(defaultFolder()) : wanted.flatMap(filesOf);
  const unique = [...new Map(files.map((file) => [file.path, file])).values()];
  if (unique.length === 0) {
    throw new UserError({
      message: 'there is no spec to run',
      where: wanted === null ? relative(process.cwd(), defaultFolder()) || '.' : wanted.join(', ') || 'specs',
      expected: 'at least one .yaml file',
      hint: 'raftcheck init writes a first one',
    });
  }
  return unique.map((file) => plan(file, overlays, terminal)).sort((a, b) => cost(a) - cost(b));
}

function defaultFolder(): string {
  const own = resolve('specs');
  return existsSync(own) ? own : packageSpecs();
}

/** The specs of a folder and of the folders right below it: seeded bugs, known hazards, whatever the project keeps apart. */
function folderFiles(folder: string): SpecFile[] {
  const below = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const folders = [folder, ...below.map(({ name }) => join(folder, name)).sort()];
  return folders.flatMap((each) => specFiles('specs', each));
}

function filesOf(nameOrPath: string): SpecFile[] {
  const near = resolve(nameOrPath);
  if (!/\.ya?ml$/.test(nameOrPath) && /[/\\.]|^specs$/.test(nameOrPath) && existsSync(near))
    return folderFiles(near);
  const path = findSpec(nameOrPath, [], specFolders());
  return [{ name: basename(path).replace(/\.ya?ml$/, ''), path }];
}

function plan({ path }: SpecFile, overlays: readonly Overlay[], terminal: Terminal): Planned {
  const { parsed, pinned } = readAsked(path, overlays, terminal);
  const { name, bug } = parsed.spec;
  return { kind: bug === null ? 'spec' : 'bug', name, path, parsed, pinned };
}

/** The cheapest first, so that a budget covers as many as it can. What should break does so after few states, and pins no count. */
export function cost({ kind, parsed }: Planned): number {
  const { distinct, verdict } = parsed.spec.expect;
  if (verdict === 'violation' || (kind === 'bug' && distinct === undefined)) return 0;
  return distinct ?? Number.MAX_SAFE_INTEGER;
}

/** Relative where the file lies below the current folder: annotations and readers of a log need no more. */
export function shownPath(path: string): string {
  const near = relative(process.cwd(), path);
  return near.startsWith('..') || isAbsolute(near) ? path : near.split('\\').join('/');
}

/** The definition of an invariant in the project, where there is one. */
export function invariantFile(name: string): string | null {
  const file = join('invariants', `${name}.ts`);
  return existsSync(file) ? file.split('\\').join('/') : null;
}
