/**
 * One search by TLC, of specs/tla/EtcdRaft.tla, or by raftcheck, of tlc.yaml, within the same bounds; or of whole behaviors:
 * EtcdRaftLive.tla and tlclive.yaml.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');
const command = join(root, 'out/build/src/cli/main.js');

/** The spec that is raftcheck's half of the comparison. */
export const specFile = join(root, 'test/bench/tlc.yaml');

/** What is asked: of states alone, or of whole behaviors. */
export type Question = 'safety' | 'liveness';

const asked = {
  safety: { spec: specFile, module: 'EtcdRaft', specification: 'SPECIFICATION Spec' },
  liveness: {
    spec: join(root, 'test/bench/tlclive.yaml'),
    module: 'EtcdRaftLive',
    specification: 'SPECIFICATION FairSpec\nPROPERTY HasRead',
  },
} as const satisfies Record<Question, unknown>;

/** What bounds the search, for both; null: not bounded. */
export interface Bounds {
  readonly nodes: number;
  readonly term: number;
  readonly inFlight: number;
  readonly timeouts: number | null;
  readonly heartbeats: number;
  readonly proposals: number;
  readonly crashes: number;
}

/** The bounds by the names that specs and flags have for them. */
export function specBounds(bounds: Bounds): Readonly<Record<string, number | null>> {
  return {
    'max-term': bounds.term,
    'max-in-flight': bounds.inFlight,
    'max-timeouts': bounds.timeouts,
    'max-heartbeats': bounds.heartbeats,
    'max-proposals': bounds.proposals,
    'max-crashes': bounds.crashes,
  };
}

/** How TLC is started. `timeout`: seconds, for either tool. */
export interface Tools {
  readonly jar: string;
  readonly java: string;
  readonly timeout: number;
}

/** With how many threads; stopped after so many seconds, or null: it goes to the end. */
export interface Effort {
  readonly question: Question;
  readonly workers: number;
  readonly stopAfter: number | null;
}

/** One search by one of the two. `seconds`: of the search alone; `wall`: with the start and all that is read first. */
export interface Run {
  readonly tool: 'tlc' | 'raftcheck';
  readonly workers: number;
  readonly distinct: number;
  readonly generated: number;
  readonly depth: number;
  readonly seconds: number;
  readonly wall: number;
}

/** Puts into the folder what TLC reads there. */
export function prepareTlc(folder: string, bounds: Bounds, question: Question): void {
  for (const { module } of Object.values(asked))
    cpSync(join(root, `specs/tla/${module}.tla`), join(folder, `${module}.tla`));
  const { module, specification } = asked[question];
  writeFileSync(join(folder, `${module}.cfg`), configuration(bounds, specification));
}

/** TLC's configuration of these bounds. */
function configuration(bounds: Bounds, specification: string): string {
  const constants = {
    Nodes: bounds.nodes,
    MaxTerm: bounds.term,
    MaxInFlight: bounds.inFlight,
    MaxTimeouts: bounds.timeouts ?? 'NoLimit',
    MaxHeartbeats: bounds.heartbeats,
    MaxProposals: bounds.proposals,
    MaxCrashes: bounds.crashes,
    NoLimit: 'NoLimit',
  };
  const lines = Object.entries(constants).map(([name, value]) => `  ${name} = ${value}`);
  return ['CONSTANTS', ...lines, specification, 'INVARIANT IndexOrder', ''].join('\n');
}

/** TLC's search, timed from when it begins with the initial state until it has seen all. Rejects where it does not get there. */
export function runTlc(
  tools: Tools,
  folder: string,
  { question, workers, stopAfter }: Effort,
  dump: string | null = null,
): Promise<Run> {
  const start = performance.now();
  const limit = stopAfter === null ? [] : [`-Dtlc2.TLC.stopAfter=${stopAfter}`];
  const java = ['-XX:+UseParallelGC', ...limit, '-jar', tools.jar];
  const search = ['-deadlock', '-workers', String(workers), '-metadir', join(folder, `meta${workers}`)];
  const args = [...java, ...search, ...(dump === null ? [] : ['-dump', dump]), asked[question].module];
  return new Promise((resolve, reject) => {
    const child = spawn(tools.java, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 1000 * tools.timeout);
    let said = '';
    let from = start;
    let until = start;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (from === start && said.includes('Computing initial states')) from = performance.now();
      if (until === start && said.includes('Model checking completed')) until = performance.now();
    });
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      const counts = /(\d+) states generated, (\d+) distinct states found, (\d+) states left/.exec(said);
      const depth = /complete state graph search is (\d+)/.exec(said);
      const ended = counts !== null && (stopAfter !== null || counts[3] === '0');
      if (!ended || depth === null || !said.includes('No error has been found')) {
        reject(new Error(`TLC did not get to the end within ${tools.timeout} s:\n${said}`));
        return;
      }
      resolve({
        tool: 'tlc',
        workers,
        generated: Number(counts[1]),
        distinct: Number(counts[2]),
        // TLC counts the states of the longest shortest behavior, raftcheck its actions.
        depth: Number(depth[1]) - 1,
        seconds: (until - from) / 1000,
        wall: (performance.now() - start) / 1000,
      });
    });
  });
}

/** The built command's search, by its own account of the seconds. */
export function runRaftcheck(
  tools: Tools,
  folder: string,
  bounds: Bounds,
  { question, workers, stopAfter }: Effort,
): Run {
  const start = performance.now();
  const flags = { nodes: bounds.nodes, ...specBounds(bounds), workers, progress: 'none', out: folder };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value ?? 'none')]);
  if (stopAfter !== null) args.push('--time-limit', `${stopAfter}s`, '--allow-incomplete');
  const report = execFileSync(process.execPath, [command, asked[question].spec, '--json', ...args], {
    encoding: 'utf8',
    timeout: 1000 * tools.timeout,
    maxBuffer: 1 << 26,
  });
  const { states, seconds } = JSON.parse(report);
  const { distinct, generated, depth } = states;
  const wall = (performance.now() - start) / 1000;
  return { tool: 'raftcheck', workers, distinct, generated, depth, seconds, wall };
}
