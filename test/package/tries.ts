/**
 * What the package is tried with: commands in other processes, and what is expected of them, told as it goes on.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';

let failed = 0;

export function failures(): number {
  return failed;
}

export function expectThat(holds: boolean, sentence: string, detail = ''): void {
  console.log(`${holds ? 'ok    ' : 'FAILED'}  ${sentence}`);
  if (holds) return;
  failed++;
  if (detail !== '') console.log(detail.replaceAll(/^/gm, '        '));
}

/** Runs npm to its end and gives what it prints. Its scripts for packages do not run. */
export function npm(args: readonly string[], folder: string): string {
  const quiet = args[0] === 'run' ? [] : ['--ignore-scripts'];
  return execFileSync('npm', [...args, ...quiet], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
}

export interface Tried {
  readonly stdout: string;
}

/** The installed command with these arguments: its status, and words that it prints. */
export function tryCommand(
  node: string,
  project: string,
  args: readonly string[],
  status: number,
  words: RegExp,
): Tried {
  const command = join(project, 'node_modules/raftcheck/out/build/src/cli/main.js');
  const { FORCE_COLOR: _, NODE_OPTIONS: __, ...env } = process.env;
  const run = spawnSync(node, [command, ...args], { cwd: project, encoding: 'utf8', env, maxBuffer: 1e8 });
  const right = run.status === status && words.test(run.stdout);
  expectThat(right, `raftcheck ${args.join(' ')}`, `status ${run.status}\n${run.stdout}${run.stderr}`);
  return { stdout: run.stdout };
}
