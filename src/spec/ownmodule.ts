/**
 * A module of properties as a file: found from where it is named, and told apart from what it is at any other time by a hash. Nothing of
 * it is run here.
 */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { hashOfModule, isFile } from '../base/modulehash.ts';
import { UserError } from '../base/usererror.ts';
import type { WantedModule } from './wanted.ts';

/** Throws a UserError where there is none. `folder`: what its path is relative to. */
export function foundModule(module: string, folder: string, where: string): WantedModule {
  const file = resolve(folder, module);
  if (!isFile(file)) {
    throw new UserError({
      message: `there is no module '${module}'`,
      where,
      found: existsSync(file) ? `a folder: ${file}` : `nothing: ${file}`,
      expected: 'a .ts, .js or .mjs file that exports properties, by its path from the file that names it',
    });
  }
  return { module, file, hash: hashOfModule(file, where) };
}
