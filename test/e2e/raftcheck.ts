/**
 * The built command, as a user runs it: another process, its exit status and its two streams apart. Writes into a folder
 * of its own that goes away with the test.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const main = fileURLToPath(new URL('../../out/build/src/cli/main.js', import.meta.url));

/** Node and its arguments. */
function builtCommand(args: readonly string[]): string[] {
  return [process.execPath, main, ...args];
}

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A new empty folder, removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into a folder of its own, and gives its path. */
export function temporaryFile(name: string, text: string): string {
  const file = join(temporaryFolder(), name);
  writeFileSync(file, text);
  return file;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the command with no colour and no RAFTCHECK_* but what `env` says, in the project's folder or another one. */
export function start(args: readonly string[], env: Record<string, string> = {}, cwd = root): ChildProcess {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(RAFTCHECK_|FORCE_COLOR|NO_COLOR|NODE_|GITHUB_)/.test(name),
  );
  const [command, ...rest] = builtCommand(args);
  const child = spawn(command, rest, {
    cwd,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

/** Collects what a process writes until it ends. */
export function finished(child: ChildProcess): Promise<Finished> {
  const texts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, ...texts }));
  });
}

/** Runs the command to its end. */
export function raftcheck(
  args: readonly string[],
  env: Record<string, string> = {},
  cwd = root,
): Promise<Finished> {
  return finished(start(args, env, cwd));
}

/** Runs the command in a shell, "$0" "$@" being the command. */
export function inShell(script: string, args: readonly string[]): Promise<Finished> {
  const [main, ...rest] = builtCommand(args);
  return finished(spawn('sh', ['-c', script, main, ...rest], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** No file may have more than so many blocks; a write beyond fails, as on a full disk. */
export function withFilesUpTo(blocks: number, args: readonly string[]): Promise<Finished> {
  return inShell(`trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`, args);
}

/** The text without the figures that say how fast it went and what it took: those differ from run to run. */
export function masked(text: string): string {
  return text
    .replaceAll(/[\d,.]+( states\/s| calls of the core| bytes a state)/g, '<n>$1')
    .replaceAll(/\d+\.\d s\b/g, '<t> s')
    .replaceAll(/[\d.]+ [kMG]B peak/g, '<m> peak');
}
