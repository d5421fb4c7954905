/**
 * What a thread may do that runs somebody else's code: read a few folders and compute. Node's permission model refuses it the
 * rest of the file system, other processes and threads, native code and the inspector; seal.ts takes away what that leaves
 * open. Nothing of the process's environment is handed to it, and nobody reads what it prints.
 *
 * The model holds for one thread although the process has none of it: measured with Node 20, 22 and 24, and asked again by
 * test/e2e/foreigncore.test.ts.
 */
import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';
import { packageRoot } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import type { SeededCore } from '../spec/bug.ts';

/** Throws a UserError where a path cannot be said to Node. */
export function confinement({ folder }: SeededCore): WorkerOptions {
  const reads = apart([folder, ...ownFiles()]);
  for (const path of reads) mustBeSayable(path);
  const execArgv = [
    permissionFlag(process.versions.node),
    ...reads.map((path) => `--allow-fs-read=${path}`),
    // That the model was an experiment once.
    '--no-warnings',
  ];
  return { execArgv, env: {}, stdin: false, stdout: true, stderr: true };
}

/** Without what lies in another of them: of such a pair Node 20 takes its own list to be broken, and ends the process. */
function apart(paths: readonly string[]): readonly string[] {
  return [...new Set(paths)].filter((path) => !paths.some((other) => path.startsWith(other + sep)));
}

/** It was renamed in 23.5, and the old name is refused since. */
export function permissionFlag(version: string): string {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 23 || (major === 23 && minor >= 5) ? '--permission' : '--experimental-permission';
}

/** Raftcheck's own modules and its packages, which the core needs to run; folders with all that is in them. */
function ownFiles(): readonly string[] {
  const root = packageRoot();
  // Whoever looks for the package's root asks in each folder on the way.
  const ways = [join(root, 'package.json'), join(root, 'out/package.json')];
  const { dependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return [
    join(root, 'out/build'),
    ...ways,
    ...Object.keys(dependencies).flatMap((name) => packageAt(root, name)),
  ];
}

/** Where a package lies that modules under a folder import, and where its link leads. */
function packageAt(folder: string, name: string): readonly string[] {
  const all = join(folder, 'node_modules');
  const path = join(all, name);
  // Node reads a link before it follows it: one in the place of node_modules is said by its own name.
  const link = existsSync(path) && lstatSync(all).isSymbolicLink() ? [all] : [];
  if (existsSync(path)) return [...link, path, realpathSync(path)];
  return dirname(folder) === folder ? [] : packageAt(dirname(folder), name);
}

/** Node takes a comma and a star in such a path for more than themselves. */
function mustBeSayable(path: string): void {
  if (!/[,*]/.test(path)) return;
  throw new UserError({
    message: 'code of somebody else cannot be kept apart there',
    where: path,
    expected: 'a folder without a comma or a star in its path',
    hint: 'give another --out',
  });
}
