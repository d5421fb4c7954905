/**
 * Whose code may be run. An edit of the core is code, whatever else its file says; reading a file never runs any. An edit is run
 * unasked where it is of the package or of the project that the user is in, and otherwise only where the user has said so, of
 * this run or of a folder. What a file, its repository or its configuration says of itself counts for nothing.
 *
 * Files are judged by where they really lie: a link in a trusted folder that leads elsewhere is not in the folder.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isStraight, landing, leadsInto } from '../base/inside.ts';
import { UserError } from '../base/usererror.ts';
import { packageSpecs, readSpec } from './load.ts';
import type { Bug, Edit } from './spec.ts';

/** What the user says of code in files. */
export interface Trust {
  /** Whether the user trusts all that is opened in this run. */
  readonly told: boolean;
  /** The current folder, absolute: specs/ in it is the project's own. */
  readonly folder: string;
  /** Folders that the user's home names, absolute. Throws a UserError where what stands there means nothing. */
  folders(): readonly string[];
  /** The file that names them, for people. */
  readonly home: string;
}

/** A bug from a file. */
export interface FoundBug {
  readonly bug: Bug;
  /** The file that it was read from: a spec, or a trace. */
  readonly file: string;
  readonly kind: 'spec' | 'trace';
  /** Its place in the file, for errors. */
  readonly where: string;
}

/** A bug whose edits may be run. Only `trust` makes one. */
export class TrustedBug {
  readonly edits: readonly Edit[];
  /** Its place, for errors. */
  readonly where: string;
  /** True of a stranger's code, which runs because the user has said so. */
  readonly foreign: boolean;

  private constructor({ bug, where }: FoundBug, foreign: boolean) {
    this.edits = bug.edits;
    this.where = where;
    this.foreign = foreign;
  }

  /** Throws a UserError for edits that nobody has allowed. */
  static trust(found: FoundBug, user: Trust): TrustedBug {
    if (isProjects(found, user.folder) || isPackages(found)) return new TrustedBug(found, false);
    if (isAllowed(found.file, user)) return new TrustedBug(found, true);
    throw untold(found, user);
  }
}

/** A command in a file: how a core is run. */
export interface FoundCommand {
  /** The file that says it. */
  readonly file: string;
  /** Whether it is the configuration of the current folder. */
  readonly configuration: boolean;
  readonly where: string;
}

/** Throws a UserError for a core that would be run by a file of somebody else's, and that nobody has allowed. */
export function trustCommand({ file, configuration, where }: FoundCommand, user: Trust): void {
  // The current folder's own configuration is as much the user's as its specs.
  const own = configuration && isStraight(user.folder, file) && leadsInto(user.folder, file);
  if (own || (!configuration && isSpecOfTheirs(file, user)) || isAllowed(file, user)) return;
  throw new Untrusted({
    message: 'names a core of its own, which runs only when you say --trust',
    where,
    found: 'a command, or a folder with one, in a file of somebody else',
    expected: 'the cores of specs/ in the current folder, of its configuration, or of whom you trust',
    hint: `look at the command; RAFTCHECK_TRUST=true says the same, and so does its folder in ${user.home}`,
  });
}

/** A module of properties that a file names: a spec, or a trace that was found with them. */
export interface FoundModule {
  readonly file: string;
  readonly kind: 'spec' | 'trace';
  /** Where the module lies, absolute. */
  readonly module: string;
  readonly where: string;
}

/** Throws a UserError for code that would be run by a file of somebody else's, and that nobody has allowed. */
export function trustModule({ file, kind, module, where }: FoundModule, user: Trust): void {
  // A trace says nothing of where it comes from: what counts is whose module it is.
  if (isSpecOfTheirs(kind === 'trace' ? module : file, user) || isAllowed(file, user)) return;
  throw new Untrusted({
    message: 'names a module with properties of its own, which runs only when you say --trust',
    where,
    found: kind === 'trace' ? module : `code in a file of somebody else: ${module}`,
    expected: 'what the specs in specs/ of the current folder name, or whom you trust',
    hint: `look at the module; RAFTCHECK_TRUST=true says the same, and so does its folder in ${user.home}`,
  });
}

/** In specs/ of the current folder, or among those of the package. */
function isSpecOfTheirs(file: string, user: Trust): boolean {
  return isOfSpecs(file, user.folder) || leadsInto(packageSpecs(), file);
}

function isAllowed(file: string, user: Trust): boolean {
  return user.told || user.folders().some((folder) => leadsInto(folder, file));
}

/** Of the specs that come with the package, or equal to one of theirs, as in a trace that a check of one has written. */
function isPackages({ bug, file, kind }: FoundBug): boolean {
  return (kind === 'spec' && leadsInto(packageSpecs(), file)) || packageHas(bug.edits);
}

/** A trace says nothing of where its edits come from, so it is of no project. A link in the place of specs/ is not specs/. */
function isProjects({ file, kind }: FoundBug, folder: string): boolean {
  return kind === 'spec' && isOfSpecs(file, folder);
}

function isOfSpecs(file: string, folder: string): boolean {
  const specs = join(folder, 'specs');
  return isStraight(folder, specs) && leadsInto(specs, file);
}

/** The edits themselves are compared: a name is easily taken. */
function packageHas(edits: readonly Edit[]): boolean {
  const folder = packageSpecs();
  // A part of the text, so that few specs need to be parsed.
  const word = longestWord(edits.map(({ find }) => find).join(' '));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name))
    .filter((file) => readFileSync(file, 'utf8').includes(word))
    .some((file) => sameEdits(readSpec(file).spec.bug?.edits ?? [], edits));
}

function longestWord(text: string): string {
  return (text.match(/\w+/g) ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
}

function sameEdits(some: readonly Edit[], others: readonly Edit[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ file, find, replace }, k) => {
      const other = others[k];
      return file === other.file && find === other.find && replace === other.replace;
    })
  );
}

/** That a file holds code which nobody has allowed. */
export class Untrusted extends UserError {}

function untold({ bug, file, where }: FoundBug, { home }: Trust): Untrusted {
  const files = [...new Set(bug.edits.map((edit) => edit.file))];
  return new Untrusted({
    message: 'holds code, which runs only when you say --trust',
    where: where.startsWith(file) ? where : file,
    found: `${bug.edits.length === 1 ? 'an edit' : `${bug.edits.length} edits`} of ${files.join(', ')}`,
    expected: 'once you have read it, the same command with --trust, or with RAFTCHECK_TRUST=true',
    hint: `for good: ${dirname(landing(file) ?? file)} among the \`folders\` of ${home}`,
  });
}
