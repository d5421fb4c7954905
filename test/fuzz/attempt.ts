/** One case, run: in this process with its terminal handed in, or as the built command. */
import { spawn } from 'node:child_process';
import type { invoke } from '../../src/cli/invoke.ts';
import type { Terminal } from '../../src/cli/terminal.ts';
import type { CoreJobs } from '../../src/run/alljobs.ts';
import type { ThreadRunner } from '../../src/run/runner.ts';
import type { Case, Ran } from './case.ts';
import { main } from './material.ts';

/** The built modules: what users run, and what threads and edited cores are loaded from. */
const build = new URL('../../out/build/src/', import.meta.url);
const built: { invoke: typeof invoke } = await import(new URL('cli/invoke.js', build).href);
const { ThreadRunner: Runner }: { ThreadRunner: typeof ThreadRunner } = await import(
  new URL('run/runner.js', build).href
);

/** Nobody interrupts; one thread serves all cases that run the core. */
const interrupts: Terminal['interrupts'] = { asked: false, heed: () => () => {} };
const runner = new Runner<CoreJobs>(new URL('run/alljobs.js', build), interrupts);

/** What a call leaves behind in its process besides what it wrote. */
export function residue(): readonly string[] {
  const left: string[] = [];
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    if (process.listenerCount(signal) > 0) left.push(signal);
  if (process.exitCode !== undefined) left.push('an exit status');
  return left;
}

/** Runs it here. The process's folder and streams are those that the case says while it runs. */
export async function runHere({ argv, env }: Case, cwd: string): Promise<Ran> {
  const said = { stdout: '', stderr: '' };
  const terminal: Terminal = {
    env,
    out: (text) => {
      said.stdout += text;
    },
    err: (text) => {
      said.stderr += text;
    },
    losses: [],
    interrupts,
    runner,
    anotherRunner: () => runner,
    outIsTTY: false,
    errIsTTY: false,
    inIsTTY: false,
    columns: 80,
    rows: 24,
  };
  const home = process.cwd();
  process.chdir(cwd);
  try {
    const status = await built.invoke(argv, terminal);
    return { status, ...said };
  } finally {
    process.chdir(home);
  }
}

/** Milliseconds that the command may take as a process of its own: far more than any case needs, on whatever machine. */
const patience = 120_000;

/** Runs it as a command, in a process of its own; its status is null where it did not end by itself. */
export async function runBuilt({ argv, env }: Case, cwd: string): Promise<Ran> {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [main, ...argv], {
    cwd,
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    killSignal: 'SIGKILL',
  });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      said[stream] += text;
    });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, ...said };
}

/** Where branches of the core are counted: in a thread that has run it before the engine tells fewer of them apart. */
const counted = /^--coverage\b/;

/** How the two differ, or null: figures of time and memory and the folders they ran in apart, they say the same. */
export function difference(
  { argv, env }: Case,
  here: Ran,
  built: Ran,
  folders: readonly [string, string],
): string | null {
  if (argv.some((word) => counted.test(word)) || env.RAFTCHECK_COVERAGE !== undefined) return null;
  if (here.status !== built.status)
    return `status ${here.status} in one process, ${built.status} as a command: ${built.stderr}`;
  for (const stream of ['stdout', 'stderr'] as const) {
    const [a, b] = [here, built].map((ran, k) => steady(ran[stream].replaceAll(folders[k], ''))) as [
      string,
      string,
    ];
    if (a === b) continue;
    const lines = b.split('\n');
    const k = a.split('\n').findIndex((line, i) => line !== lines[i]);
    return `${stream}: ${JSON.stringify(a.split('\n')[k])} in one process, ${JSON.stringify(lines[k])} as a command`;
  }
  return null;
}

/** Without what is different each time, and without what is told on the way. */
function steady(text: string): string {
  return text
    .replaceAll(/^.*raftcheck: (?:.* states? · .*\/s|behavior \d).*\n/gm, '')
    .replaceAll(/^\S.*: depth \d+ · [\d,]+ distinct · .*\n/gm, '')
    .replaceAll(
      /"(seconds|distinctPerSecond|peakRssBytes|bytesPerState|time|timeLimit)": ?"?[\d.]+"?/g,
      '"$1":0',
    )
    .replaceAll(/\b(time|timestamp)="[^"]*"/g, '$1=""')
    .replaceAll(/[\d,.]+( states\/s| behaviors\/s| calls of the core| bytes a state)/g, 'n$1')
    .replaceAll(/[\d.]+ [kMG]?B peak/g, 'n peak')
    .replaceAll(/(?:\d+ h )?(?:\d+ min )?\d+(?:\.\d+)? m?s\b/g, 't s')
    .replaceAll(/ +\d+\.\d$/gm, ' t')
    .replaceAll(/\d+\.\d\d?s?\b/g, 't');
}
