/**
 * The project as its own rules see it: files found by walking the folders, read as text, their imports resolved. Text is
 * enough for every rule here, and keeps them fast. What a rule finds is a list of sentences, each with its fix.
 */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** Folders that hold what people write, and nothing that a tool made. */
export const writtenFolders = ['src', 'invariants', 'test', 'examples', 'specs', 'docs', 'findings', '.ci'];

/** Paths from the root, in order. `folder` '' is the root itself, without its folders. */
export function filesIn(folder: string, ending = ''): string[] {
  const names = readdirSync(join(root, folder), { withFileTypes: true, recursive: folder !== '' });
  return names
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('/testdata/'))
    .sort();
}

/** Whether its owner may run the file. */
export function isRunnable(path: string): boolean {
  return (statSync(join(root, path)).mode & 0o100) !== 0;
}

/** Every TypeScript file: sources, invariants, tests, examples, configuration. */
export function codeFiles(): string[] {
  const folders = ['src', 'invariants', 'test', 'examples'];
  return [
    ...folders.flatMap((folder) => [...filesIn(folder, '.ts'), ...filesIn(folder, '.tsx')]),
    'vitest.config.ts',
  ];
}

/** The names of the folders right below one that have files in them. */
export function foldersIn(folder: string): string[] {
  const inside = filesIn(folder).map((path) => path.slice(folder.length + 1));
  return [...new Set(inside.filter((path) => path.includes('/')).map((path) => path.split('/')[0]))];
}

export function exists(path: string): boolean {
  return existsSync(join(root, path));
}

export function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** The code without its comments: line comments at the end of a line count only after a space. */
export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/ .*$/gm, '$1');
}

export interface Import {
  readonly specifier: string;
  /** The imported file from the root, or null for a package of others. */
  readonly target: string | null;
  readonly typeOnly: boolean;
}

export function importsOf(path: string): Import[] {
  return importsIn(read(path), path);
}

/** Where the imports end. What looks like one further down is in the text of a program that is written there. */
const firstDeclaration = /^(?:export )?(?:async )?(?:const|let|function|class|interface|type) \w/m;

/** Static imports, and dynamic ones of a literal; `path` is the file that holds the text. */
export function importsIn(source: string, path: string): Import[] {
  const dynamics = [...withoutComments(source).matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)];
  return [
    ...staticImportsIn(source, path),
    ...dynamics.map(([, specifier]) => resolved(path, specifier, false)),
  ];
}

function staticImportsIn(source: string, path: string): Import[] {
  const text = withoutComments(source);
  const head = text.slice(0, firstDeclaration.exec(text)?.index);
  const statics = [...head.matchAll(/^(?:import|export)\s+(?:([\w*{][^'";]*?)\s+from\s+)?'([^']+)';$/gm)];
  return statics.map(([, names = '', specifier]) => resolved(path, specifier, isTypeOnly(names)));
}

/** What is loaded with a file: imported before anything runs, and no type. */
export function loadedWith(path: string): Import[] {
  return staticImportsIn(read(path), path).filter(({ typeOnly }) => !typeOnly);
}

function isTypeOnly(names: string): boolean {
  if (/^type\s/.test(names)) return true;
  const inner = /^\{([\s\S]*)\}$/.exec(names)?.[1];
  if (inner === undefined) return false;
  const parts = inner.split(',').map((part) => part.trim());
  return parts.every((part) => part === '' || part.startsWith('type '));
}

function resolved(path: string, specifier: string, typeOnly: boolean): Import {
  // The examples import the package by its name.
  const own = specifier === 'raftcheck' ? 'src/library/raftcheck.ts' : null;
  // Node reads none of what is compiled, and its compiler wants no endings.
  const ending = path.startsWith('src/compiled/') ? '.ts' : '';
  const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) + ending : own;
  return { specifier, target, typeOnly };
}

/** Everything that `entries` import, directly or not, themselves included. */
export function reachableFrom(entries: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const waiting = [...entries];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    waiting.push(...importsOf(path).flatMap(({ target }) => (target === null ? [] : [target])));
  }
  return seen;
}
