/**
 * The folder a run writes into: shown to be writable before the search begins, since nobody wants to learn it after.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../spec/usererror.ts';

/** Makes the folder if need be. Throws a UserError when nothing can be written there. */
export function prepareOut(out: string): void {
  const probe = join(out, `.writable-${process.pid}`);
  try {
    makeFolder(resolve(out));
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (error) {
    throw new UserError({
      message: `cannot write into ${out}`,
      where: '--out',
      found: error instanceof Error ? error.message : String(error),
      expected: 'a folder that can be written to',
    });
  }
}

/** Not `recursive: true`: where no folder can be made although the parent exists (/proc), that never returns. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}
