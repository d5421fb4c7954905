/**
 * Where the package lies: its specs, its compiled core. Found from this file upwards, so that it is right from the
 * sources, from the build, and when installed as somebody's dependency.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

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

/** How modules of this package end as it runs: sources import sources, the build the build. */
export const moduleExtension = extname(fileURLToPath(import.meta.url));

/** A folder of modules by its path in the sources, as the package runs: there, or in the build. */
export function moduleFolder(path: string): string {
  return join(packageRoot(), moduleExtension === '.ts' ? '' : 'out/build', path);
}

/** A module by its path in the sources without an extension, such as src/run/thread. */
export function moduleUrl(path: string): URL {
  return pathToFileURL(moduleFolder(path) + moduleExtension);
}

/** Raftcheck's version, as its package.json has it. */
export function packageVersion(): string {
  return packageAt(packageRoot())?.version ?? 'unknown';
}

function packageAt(folder: string): { readonly name?: string; readonly version?: string } | undefined {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
