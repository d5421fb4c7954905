/**
 * The watchdog: runs cases in another process, some thousand in each, and looks which one is being run. A case that does not end
 * is ended with its process and told like any other fault; so is one that takes the process with it.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Case } from './case.ts';
import { type Finding, type Order, signature, told } from './finding.ts';

export interface Watch {
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly builtEvery: number;
  /** With the material; the mark is written there too. */
  readonly folder: string;
  /** Seconds that a case may take. */
  readonly patience: number;
  /** A case again by its number: what a process that has ended cannot tell. */
  readonly caseAt: (number: number) => Case;
  /** The module that runs cases, as a URL; another one in tests. */
  readonly program?: string;
}

/** Cases in one process: modules of edited cores stay in memory for as long as it lives. */
const batch = 2000;
const program = new URL('./cases.ts', import.meta.url).href;

export async function watch(options: Watch, tell: (finding: Finding) => void): Promise<void> {
  const known = new Set<string>();
  const heard = (finding: Finding): void => {
    known.add(signature(finding));
    tell(finding);
  };
  for (let from = options.from; from < options.to; ) {
    const to = Math.min(options.to, from + batch);
    const mark = join(options.folder, 'mark');
    const { seed, builtEvery, folder: material } = options;
    const order = { seed, from, to, builtEvery, material, mark, known: [...known] };
    const stuck = await runBatch(order, options, heard);
    from = stuck === null ? to : stuck + 1;
  }
}

/** Sources are compiled while they are loaded, but only those of the fuzzer: edited cores and threads are loaded as users load them. */
function starter(module: string): string {
  const tsx = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  return `import { tsImport } from ${tsx}; tsImport(${JSON.stringify(module)}, 'file:///');`;
}

/** Null, or the number of the case that did not let the batch end. */
async function runBatch(
  order: Order,
  { patience, program: other, caseAt }: Watch,
  tell: (finding: Finding) => void,
): Promise<number | null> {
  rmSync(order.mark, { force: true });
  // A file, and no flags of Node: threads would inherit them.
  const start = join(dirname(order.mark), 'start.mjs');
  writeFileSync(start, starter(other ?? program));
  const child = spawn(process.execPath, [start], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = endOf(child);
  child.on('message', tell);
  child.send(order);
  const hung = await Promise.race([ended.then(() => false), stands(order.mark, patience, ended)]);
  if (hung) child.kill('SIGKILL');
  const { code, said } = await ended;
  const number = Number(readMark(order.mark) ?? order.from);
  const fault = (rule: string, detail: string): void =>
    tell(told(caseAt(number), { rule, detail }, number, false));
  if (hung) fault('every case ends', `it had not ended after ${patience} s`);
  else if (code !== 0) fault('no case ends the process', `status ${code}: ${said.slice(-2000)}`);
  else if (said !== '')
    fault('nothing is written past the terminal', `${said.slice(0, 500)} (in a case from ${order.from} on)`);
  return hung || code !== 0 ? number : null;
}

function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly said: string }> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      if (said.length < 100_000) said += text;
    });
  }
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

/** True once the mark has not changed for so many seconds, ten times as many before there is one; never where the process ends. */
function stands(mark: string, patience: number, ended: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    let before = readMark(mark);
    let since = performance.now();
    const timer = setInterval(() => {
      const now = readMark(mark);
      if (now !== before) [before, since] = [now, performance.now()];
      if (performance.now() - since > 1000 * patience * (now === null ? 10 : 1)) resolve(true);
    }, 250);
    void ended.then(() => clearInterval(timer));
  });
}

function readMark(mark: string): string | null {
  try {
    return readFileSync(mark, 'utf8');
  } catch {
    return null;
  }
}
