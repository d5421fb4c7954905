/**
 * A module that exports a system, as plain data that every thread can be sent: which file it is, what was in it, and what the
 * system says of itself. Whoever loads it compares: a file that has changed meanwhile is another system.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, parse, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import { UserError } from '../base/usererror.ts';
import { thrownText } from '../cluster/guarded.ts';
import type { Fairness } from '../explore/temporal/fairness.ts';
import { readTypes } from '../foreign/module.ts';
import { type OwnSystem, systemOf } from './exported.ts';

export interface SystemModule {
  /** Absolute. */
  readonly file: string;
  /** Where it was named, for errors: `specs/own.yaml:3:7`, `--core`. */
  readonly where: string;
  readonly name: string;
  /** Of the file, and of what it imports by relative paths. */
  readonly hash: string;
  readonly invariants: readonly string[];
  readonly sometimes: readonly string[];
  readonly eventually: readonly string[];
  readonly leadsTo: readonly string[];
  readonly fairness: readonly Fairness[];
}

/** What a system is called that does not say so. */
export function nameOf({ name }: OwnSystem, file: string): string {
  return name ?? parse(file).name;
}

const digits = 16;
const imported = /\b(?:from|import|require)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;
const endings = ['', '.ts', '.js', '.mts', '.mjs', '.cts', '.cjs', '/index.ts', '/index.js'];

/** Names what a module and all that it imports by relative paths hold; other packages are not looked into. */
export function hashOf(file: string): string {
  const files = new Set([resolve(file)]);
  const hash = createHash('sha256');
  for (const path of files) {
    const text = readFileSync(path, 'utf8');
    hash.update(`${relative(dirname(file), path)} ${text.length}\n${text}`);
    for (const [, specifier] of text.matchAll(imported)) {
      const found = importedFile(join(dirname(path), specifier));
      if (found !== null) files.add(found);
    }
  }
  return hash.digest('hex').slice(0, digits);
}

/** In TypeScript a file is also imported by the name of what it is compiled to. */
function importedFile(path: string): string | null {
  const typed = path.replace(/\.([cm]?)js$/, '.$1ts');
  const paths = [...endings.map((ending) => path + ending), typed];
  return paths.find((one) => existsSync(one) && statSync(one).isFile()) ?? null;
}

/** Loads the system into this thread. Throws a UserError where it does not load, or is no longer what it was. */
export async function loadSystem({ file, where, hash }: SystemModule): Promise<OwnSystem> {
  const trouble = { where, expected: 'the module as it was when the command began' };
  // What a system prints is no result.
  if (!isMainThread) process.stdout.write = process.stderr.write.bind(process.stderr);
  let system: ReturnType<typeof systemOf>;
  try {
    await readTypes(file, where);
    system = systemOf(await import(pathToFileURL(file).href));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError({ ...trouble, message: 'the system does not load', found: thrownText(error) });
  }
  if (system === null || 'refused' in system || hashOf(file) !== hash)
    throw new UserError({ ...trouble, message: 'the system has changed meanwhile', found: file });
  return system;
}
