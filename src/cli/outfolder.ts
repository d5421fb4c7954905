/**
 * The folder a run writes into: shown to be writable before the search begins, since nobody wants to learn it after.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../spec/usererror.ts';

/** Makes the folder if need be. Throws a UserError when nothing can be written there. */
export function prepareOut(out: string): void {
  const probe = join(out, `.writable-${process.pid}`);
  try {
    mkdirSync(out, { recursive: true });
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
