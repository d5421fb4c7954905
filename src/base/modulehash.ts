/**
 * What a module of the user's holds, as one hash over its text and over all that it imports by relative paths: what it does follows from
 * these texts, from packages, and from what it reads by itself, which nobody looks into. Nothing of it is run.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from './usererror.ts';
import { isRefusedBySystem, reason } from './write.ts';

/** Files that one module may lead to. */
const most = 1000;
const imported = /\b(?:from|import|require)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
const endings = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js'];

/** SHA-256, in hexadecimal. `where`: who names the module. Throws a UserError where a file cannot be read. */
export function hashOfModule(file: string, where: string): string {
  const hash = createHash('sha256');
  for (const [path, text] of filesOfModule(file, where))
    hash.update(`${relative(dirname(file), path)} ${text.length}\n${text}`);
  return hash.digest('hex');
}

/** The module, and what it imports by relative paths: absolute paths with their texts. Throws likewise. */
export function* filesOfModule(file: string, where: string): Generator<readonly [string, string]> {
  const files = new Set([resolve(file)]);
  for (const path of files) {
    const text = textOf(path, where);
    yield [path, text];
    for (const [, , specifier] of text.matchAll(imported)) {
      const found = importedFile(join(dirname(path), specifier));
      if (found !== undefined && files.size < most) files.add(found);
    }
  }
}

/** In TypeScript a file is also imported by the name of what it is compiled to. */
function importedFile(path: string): string | undefined {
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts');
  return [...endings.map((ending) => path + ending), typed].find(isFile);
}

export function isFile(path: string): boolean {
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
