/**
 * From what the user typed to a spec: a name under specs/ or specs/bugs/, or the path of a file.
 */
import { type Dirent, existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { readText } from '../base/readtext.ts';
import { packageRoot } from '../base/root.ts';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem, reason } from '../base/write.ts';
import { type ParsedSpec, parseSpec } from './parse.ts';
import type { Overlay } from './spec.ts';

export interface SpecFile {
  readonly name: string;
  /** The path of the file, absolute. */
  readonly path: string;
}

/** The folder of the specs that come with the package. */
export function packageSpecs(): string {
  return join(packageRoot(), 'specs');
}

/**
 * The specs of a folder (the package's own when none is named), or in its deep/ those that take minutes, in its bugs/ the
 * seeded bugs, in its hazards/ what goes wrong with the core as it is, by name.
 */
export function specFiles(kind: 'specs' | 'deep' | 'bugs' | 'hazards', specs = packageSpecs()): SpecFile[] {
  const folder = kind === 'specs' ? specs : join(specs, kind);
  if (kind !== 'specs' && !existsSync(folder)) return [];
  return entriesOf(folder)
    .map(({ name }) => name)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => ({ name: file.slice(0, -'.yaml'.length), path: join(folder, file) }));
}

const wanted = { message: 'cannot read the spec', expected: 'the path of a readable .yaml file' };

/** What stands in a folder. Throws a UserError where it is none, or cannot be read. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    throw new UserError({
      message: 'cannot be read',
      where: shown(folder),
      found: reason(error),
      expected: 'a folder with specs',
    });
  }
}

/** Reads and parses a spec file. Throws UserError. */
export function readSpec(
  path: string,
  overlays: readonly Overlay[] = [],
  defaults: Overlay | null = null,
): ParsedSpec {
  return parseSpec(readText(path, wanted), shown(path), overlays, defaults);
}

/**
 * The absolute path of a spec: whatever ends like a file is one, everything else is a name, of the first of `folders` that
 * has it. `otherWords` are what could have been meant besides (commands). Throws UserError.
 */
export function findSpec(
  nameOrPath: string,
  otherWords: readonly string[] = [],
  folders: readonly string[] = [packageSpecs()],
): string {
  if (/\.ya?ml$/.test(nameOrPath)) return resolve(nameOrPath);
  const file = specNamed(nameOrPath, folders);
  if (file !== undefined) return file.path;
  const { specs, bugs } = known(folders);
  const words = [...new Set([...[...specs, ...bugs].map((spec) => spec.name), ...otherWords])];
  throw new UserError({
    message: `there is no spec${otherWords.length > 0 ? ' or command' : ''} named '${nameOrPath}'`,
    expected: 'a name that `raftcheck list` shows, or the path of a .yaml file',
    hint: didYouMean(nameOrPath.replace(/^bugs\//, ''), words),
  });
}

/** The spec that has the name in the first of `folders` that has one; "bugs/x" is a bug. */
export function specNamed(word: string, folders: readonly string[]): SpecFile | undefined {
  const { specs, bugs } = known(folders);
  const name = word.replace(/^bugs\//, '');
  return [...(name === word ? specs : []), ...bugs].find((spec) => spec.name === name);
}

/** The specs that have a name, with bugs and hazards apart. */
function known(folders: readonly string[]): Readonly<Record<'specs' | 'bugs', readonly SpecFile[]>> {
  return {
    specs: folders.flatMap((folder) => [...specFiles('specs', folder), ...specFiles('deep', folder)]),
    bugs: folders.flatMap((folder) => [...specFiles('bugs', folder), ...specFiles('hazards', folder)]),
  };
}

/** Relative where that is shorter: a place in the current folder reads better, and editors open both. */
function shown(path: string): string {
  const near = relative(process.cwd(), path);
  return near.length < path.length ? near : path;
}
