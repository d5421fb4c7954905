/**
 * A core that a module exports: raftcheck's own driver (library/driver.ts) asks it, in a process as any driver has. So it is given
 * all that a core in another process is given, and code of a user runs in no thread of raftcheck.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageRoot } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';

export const moduleEndings = /\.[cm]?[jt]s$/;
const typed = /\.[cm]?ts$/;

/** The program and its arguments. `file`: absolute. Throws a UserError where nothing here reads TypeScript. */
export function moduleRun(file: string, where: string): readonly string[] {
  const driver = join(packageRoot(), 'out/build/src/library/driver.js');
  return [process.execPath, ...(typed.test(file) ? readerOfTypes(file, where) : []), driver, file];
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
