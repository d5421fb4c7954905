/**
 * What the gate goes through: which specs, in which order. All of them are read before the first is run, so that a mistake
 * in the last one shows at once; it is that spec's alone, unless no spec can be read.
 */
import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { leadsInto } from '../../base/inside.ts';
import { UserError } from '../../base/usererror.ts';
import type { EntryKind } from '../../report/gate.ts';
import { entriesOf, findSpec, packageSpecs, type SpecFile, specFiles, specNamed } from '../../spec/load.ts';
import type { Overlay } from '../../spec/spec.ts';
import { Untrusted } from '../../spec/trust.ts';
import { EditOfBuiltin } from '../cores.ts';
import { type Asked, projectOf, readAsked, specFolders } from '../project.ts';
import type { Arguments } from '../settings.ts';
import type { Terminal } from '../terminal.ts';

export interface Planned extends Asked {
  readonly kind: EntryKind;
  readonly name: string;
  /** Where the spec lies, links followed, if its pins may be rewritten: in the project, or in the folder that the user typed. */
  readonly home: string;
}

/** A spec that cannot be read. */
export interface Unread {
  readonly name: string;
  readonly path: string;
  readonly error: UserError;
}

export interface Plan {
  readonly planned: readonly Planned[];
  readonly unread: readonly Unread[];
  /** Names of seeded bugs that are not asked of another core than the built-in one, which they are edits of. */
  readonly leftOut: readonly string[];
}

/** What the gate shall run: names, paths of .yaml files, folders. */
export interface Wanted {
  /** Null: the project's specs/, else the package's own. */
  readonly names: readonly string[] | null;
  /** Whether the user typed them; else a configuration has them. */
  readonly typed: boolean;
}

export function planGate(
  wanted: Wanted,
  overlays: readonly Overlay[],
  args: Arguments,
  terminal: Terminal,
): Plan {
  const read = filesWanted(wanted).map((file) => plan(file, overlays, args, terminal));
  const planned = read.filter((one): one is Planned => !isUnread(one));
  const unread = read.filter(isUnread);
  // What is said to all of them, by a flag or a configuration, may be wrong.
  if (planned.length === 0) throw unread[0].error;
  const isLeftOut = ({ error }: Unread): boolean => error instanceof EditOfBuiltin;
  return {
    planned: planned.sort((a, b) => cost(a) - cost(b)),
    unread: unread.filter((one) => !isLeftOut(one)),
    leftOut: unread.filter(isLeftOut).map(({ name }) => name),
  };
}

/** Each once. Throws a UserError where there is none. */
export function filesWanted({ names, typed }: Wanted): Named[] {
  const files =
    names === null
      ? folderFiles(defaultFolder()).map((file) => ({ ...file, home: process.cwd() }))
      : names.flatMap((name) => filesOf(name, typed));
  const unique = [...new Map(files.map((file) => [file.path, file])).values()];
  if (unique.length > 0) return unique;
  throw new UserError({
    message: 'there is no spec to run',
    where: names === null ? relative(process.cwd(), defaultFolder()) || '.' : names.join(', ') || 'specs',
    expected: 'at least one .yaml file',
    hint: 'raftcheck init writes a first one',
  });
}

/** What the gate is asked for: what was typed, else what the project says. */
export function wantedOf(args: Arguments, terminal: Terminal): Wanted {
  const typed = Array.isArray(args.specs) ? args.specs.map(String) : [];
  return typed.length > 0
    ? { names: typed, typed: true }
    : { names: projectOf(terminal).specs, typed: false };
}

function defaultFolder(): string {
  const own = resolve('specs');
  return existsSync(own) ? own : packageSpecs();
}

/** The specs of a folder and of the folders right below it: seeded bugs, known hazards, whatever the project keeps apart. */
function folderFiles(folder: string): SpecFile[] {
  const below = entriesOf(folder).map(({ name }) => join(folder, name));
  const folders = [folder, ...below.filter(leadsToFolder).sort()];
  return folders.flatMap((each) => specFiles('specs', each));
}

/** A folder, or a link to one: whose code it is, is asked when it is read. Of what cannot be looked at: false. */
function leadsToFolder(path: string): boolean {
  return existsSync(`${path}/.`);
}

/** A spec, and the folder that whoever named it has named with it. */
interface Named extends SpecFile {
  readonly home: string;
}

function filesOf(nameOrPath: string, typed: boolean): Named[] {
  const near = resolve(nameOrPath);
  const isFile = /\.ya?ml$/.test(nameOrPath);
  if (!isFile && isFolder(nameOrPath, near)) {
    return folderFiles(near).map((file) => ({ ...file, home: homeOf(near, typed) }));
  }
  const path = findSpec(nameOrPath, [], specFolders());
  const home = isFile ? homeOf(dirname(near), typed) : process.cwd();
  return [{ name: basename(path).replace(/\.ya?ml$/, ''), path, home }];
}

/** A word that could be either is a spec's name where one has it. `specs` is the folder. */
function isFolder(word: string, near: string): boolean {
  if (/[/\\.]|^specs$/.test(word)) return existsSync(near);
  return word !== '' && leadsToFolder(near) && specNamed(word, specFolders()) === undefined;
}

/** What is typed is meant, wherever it lies. */
function homeOf(folder: string, typed: boolean): string {
  return typed && !leadsInto(process.cwd(), folder) ? folder : process.cwd();
}

function plan(
  { name, path, home }: Named,
  overlays: readonly Overlay[],
  args: Arguments,
  terminal: Terminal,
): Planned | Unread {
  try {
    const asked = readAsked(path, overlays, args, terminal);
    return {
      ...asked,
      kind: asked.parsed.spec.bug === null ? 'spec' : 'bug',
      name: asked.parsed.spec.name,
      home,
    };
  } catch (error) {
    // Where one of them asks for trust, the gate does: before anything is run.
    if (error instanceof UserError && !(error instanceof Untrusted)) return { name, path, error };
    throw error;
  }
}

function isUnread(one: Planned | Unread): one is Unread {
  return 'error' in one;
}

/** The cheapest first, so that a budget covers as many as it can. What should break does so after few states, and pins no count. */
export function cost({ kind, parsed }: Pick<Planned, 'kind' | 'parsed'>): number {
  const { distinct, verdict } = parsed.spec.expect;
  if (verdict === 'violation' || (kind === 'bug' && distinct === undefined)) return 0;
  return distinct ?? Number.MAX_SAFE_INTEGER;
}

/** The definition of an invariant in the project, where there is one. */
export function invariantFile(name: string): string | null {
  const file = join('invariants', `${name}.ts`);
  return existsSync(file) ? file.split('\\').join('/') : null;
}
