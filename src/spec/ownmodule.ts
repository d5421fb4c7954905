/**
 * A module of properties as a file: found from where it is named, and told apart from what it is at any other time by a hash over its text
 * and over all that it imports by relative paths. Nothing of it is run here.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem, reason } from '../base/write.ts';
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
  return { module, file, hash: hashOf(file, where) };
}

/** Files that one module may lead to. */
const most = 1000;
const imports = /\b(?:from|import)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;

/** What a module does follows from these texts, and from packages. Throws a UserError where one cannot be read. */
export function hashOf(file: string, where: string): string {
  const hash = createHash('sha256');
  const files = new Set([file]);
  for (const path of files) {
    const text = textOf(path, where);
    hash.update(`${text.length}\n`).update(text);
    for (const [, , specifier] of text.matchAll(imports)) {
      const found = candidates(resolve(dirname(path), specifier)).find(isFile);
      if (found !== undefined && files.size < most) files.add(found);
    }
  }
  return hash.digest('hex');
}

/** As readers of TypeScript find it: a.js may be a.ts. */
function candidates(path: string): readonly string[] {
  return [path, path.replace(/\.([cm]?)js$/, '.$1ts'), `${path}.ts`, `${path}.js`];
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function textOf(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    throw new UserError({ message: `cannot read ${path}`, where, found: reason(error) });
  }
}
