/**
 * Where the package lies: its specs, its compiled core. Found from this file upwards, so that it is right from the
 * sources, from the build, and when installed as somebody's dependency.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package.json named raftcheck. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (packageAt(folder)?.name !== 'raftcheck') {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('no package.json named raftcheck above this file');
    folder = parent;
  }
  return folder;
}

/** Raftcheck's version, as its package.json has it. */
export function packageVersion(): string {
  return packageAt(packageRoot())?.version ?? 'unknown';
}

function packageAt(folder: string): { readonly name?: string; readonly version?: string } | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
