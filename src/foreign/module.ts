/**
 * A core that a module exports: raftcheck's own driver (library/driver.ts) asks it, in a process as any driver has. So it is given
 * all that a core in another process is given, and code of a user runs in no thread of raftcheck.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';

export const moduleEndings = /\.[cm]?[jt]s$/;
const typed = /\.[cm]?ts$/;

/** The program and its arguments. `file`: absolute. Throws a UserError where nothing here reads TypeScript. */
export function moduleRun(file: string, where: string): readonly string[] {
  return runWith('driver', file, where);
}

/** As moduleRun, to look at what the module exports: an answer on descriptor 3 (library/look.ts). */
export function moduleLook(file: string, where: string): readonly string[] {
  return runWith('look', file, where);
}

function runWith(program: string, file: string, where: string): readonly string[] {
  const path = join(packageRoot(), `out/build/src/library/${program}.js`);
  return [process.execPath, ...(typed.test(file) ? readerOfTypes(file, where) : []), path, file];
}

/** What this thread has been given to read TypeScript with, by its manifest. */
const registered = new Map<string, Promise<void>>();

/** From now on this thread can import the module. Throws a UserError where nothing here reads TypeScript. */
export async function readTypes(file: string, where: string): Promise<void> {
  if (!typed.test(file) || readerOfTypes(file, where).length === 0) return;
  const manifest = createRequire(file).resolve('tsx/package.json');
  const ready = registered.get(manifest) ?? register(manifest);
  registered.set(manifest, ready);
  return ready;
}

async function register(manifest: string): Promise<void> {
  const { exports } = JSON.parse(readFileSync(manifest, 'utf8'));
  // What a thread can ask of it is not what a process is started with.
  for (const api of ['./esm/api', './cjs/api']) {
    const path = join(dirname(manifest), exports[api].import.default);
    (await import(pathToFileURL(path).href)).register();
  }
}

/** What Node is started with to read TypeScript: tsx where the project has it, or nothing where Node reads it by itself. */
function readerOfTypes(file: string, where: string): readonly string[] {
  const tsx = tsxOf(file);
  if (tsx !== null) return ['--import', pathToFileURL(tsx).href];
  if (Reflect.get(process.features, 'typescript')) return [];
  throw new UserError({
    message: 'nothing here reads TypeScript',
    where,
    found: `${file}, and Node ${process.versions.node}`,
    expected: 'a module in JavaScript, or the package tsx in its project, or Node 22.18 or later',
    hint: 'npm install --save-dev tsx',
  });
}

function tsxOf(file: string): string | null {
  try {
    return createRequire(file).resolve('tsx');
  } catch {
    return null;
  }
}
