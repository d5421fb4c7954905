/**
 * TLC and raftcheck on the same cluster, within the same bounds, in the same run: specs/tla/EtcdRaft.tla against tlc.yaml.
 * Distinct states, generated states and depth must be equal, and where the space is small every state is compared; the
 * status is 1 when anything differs. Prints a table and adds it to out/bench.json as `tlc`.
 *
 *   npm run build && node --import tsx test/bench/tlc.ts --tlc <jar> [--java <java>] [--timeout <seconds>] [--only <name>]
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readSpec } from '../../src/spec/load.ts';
import {
  type Bounds,
  prepareTlc,
  type Run,
  runRaftcheck,
  runTlc,
  specBounds,
  specFile,
  type Tools,
} from './tlcruns.ts';
import { differences, drawDump, drawReachable } from './tlcstates.ts';

const { values: options } = parseArgs({
  options: {
    tlc: { type: 'string' },
    java: { type: 'string', default: 'java' },
    timeout: { type: 'string', default: '900' },
    only: { type: 'string' },
  },
});

const benchFile = join(import.meta.dirname, '../../out/bench.json');

interface Comparison {
  readonly name: string;
  readonly bounds: Bounds;
  /** Every state is compared; otherwise only how many there are. */
  readonly states: boolean;
}

const elections = { timeouts: 2, heartbeats: 0, proposals: 0, crashes: 0 };

const comparisons: readonly Comparison[] = [
  {
    name: 'two nodes, all',
    bounds: { nodes: 2, term: 2, inFlight: 3, timeouts: null, heartbeats: 1, proposals: 1, crashes: 1 },
    states: true,
  },
  {
    name: 'three nodes, heartbeat',
    bounds: { ...elections, nodes: 3, term: 2, inFlight: 3, heartbeats: 1 },
    states: true,
  },
  { name: 'elections', bounds: { ...elections, nodes: 3, term: 2, inFlight: 4 }, states: true },
  {
    name: 'proposal and crash',
    bounds: { ...elections, nodes: 3, term: 2, inFlight: 3, proposals: 1, crashes: 1 },
    states: false,
  },
  {
    name: 'heartbeat and proposal',
    bounds: { ...elections, nodes: 3, term: 2, inFlight: 4, heartbeats: 1, proposals: 1 },
    states: false,
  },
];

/** How many drawings of states the two do not have equally often; the first ones are printed. */
function compareStates(dump: string, bounds: Bounds): number {
  const values = { model: { nodes: bounds.nodes }, bounds: specBounds(bounds) };
  const { spec } = readSpec(specFile, [{ values, where: () => 'the benchmark' }]);
  const found = differences(drawReachable(spec.model), drawDump(readFileSync(dump, 'utf8')));
  for (const difference of found.slice(0, 3)) process.stdout.write(`  ${difference}\n`);
  return found.length;
}

const whole = (n: number): string => Math.round(n).toLocaleString('en-US');

function row(cells: readonly string[]): void {
  const widths = [24, 12, 9, 12, 12, 7, 9, 9, 12, 13];
  const text = cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)));
  process.stdout.write(`${text.join('').trimEnd()}\n`);
}

function tell(name: string, run: Run): void {
  const { tool, workers, distinct, generated, depth, seconds, wall } = run;
  const rates = [distinct / seconds, generated / seconds].map(whole);
  const times = [seconds, wall].map((time) => time.toFixed(2));
  row([name, tool, String(workers), whole(distinct), whole(generated), String(depth), ...times, ...rates]);
}

interface Result extends Comparison {
  readonly runs: readonly Run[];
  readonly equalCounts: boolean;
  /** Null: not compared. */
  readonly statesThatDiffer: number | null;
  /** Seconds of TLC by seconds of raftcheck, by workers. */
  readonly ratios: Readonly<Record<number, number>>;
}

async function compare(tools: Tools, comparison: Comparison): Promise<Result> {
  const { name, bounds } = comparison;
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-tlc-'));
  try {
    prepareTlc(folder, bounds);
    const runs: Run[] = [];
    const ratios: Record<number, number> = {};
    for (const workers of [1, 2].filter((workers) => workers <= cpus().length)) {
      const pair = [
        await runTlc(tools, folder, workers, null),
        runRaftcheck(tools, folder, bounds, workers),
      ] as const;
      for (const run of pair) tell(name, run);
      runs.push(...pair);
      ratios[workers] = pair[0].seconds / pair[1].seconds;
    }
    const counts = runs.map(({ distinct, generated, depth }) => `${distinct} ${generated} ${depth}`);
    const equalCounts = counts.every((count) => count === counts[0]);
    const dump = join(folder, 'states.dump');
    // A run of its own, since writing the states takes TLC longer than finding them.
    if (comparison.states) await runTlc(tools, folder, 1, dump);
    const statesThatDiffer = comparison.states ? compareStates(dump, bounds) : null;
    const verdict = [
      equalCounts ? 'counts equal' : 'COUNTS DIFFER',
      ...(statesThatDiffer === null ? [] : [statesThatDiffer === 0 ? 'every state equal' : 'STATES DIFFER']),
      ...Object.entries(ratios).map(([workers, ratio]) => `${ratio.toFixed(1)} times TLC with ${workers}`),
    ];
    process.stdout.write(`  ${verdict.join(' · ')}\n`);
    return { ...comparison, runs, equalCounts, statesThatDiffer, ratios };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

if (options.tlc === undefined || !existsSync(options.tlc)) {
  process.stderr.write('tlc.ts: --tlc <jar> must name the TLA+ tools (tla2tools.jar)\n');
  process.exit(2);
}
const tools: Tools = { jar: resolve(options.tlc), java: options.java, timeout: Number(options.timeout) };
const chosen = comparisons.filter(({ name }) => options.only === undefined || name === options.only);
row([
  'TLC and raftcheck',
  'tool',
  'workers',
  'distinct',
  'generated',
  'depth',
  'seconds',
  'wall',
  'distinct/s',
  'generated/s',
]);
const results: Result[] = [];
for (const comparison of chosen) results.push(await compare(tools, comparison));
mkdirSync(dirname(benchFile), { recursive: true });
const bench = existsSync(benchFile) ? JSON.parse(readFileSync(benchFile, 'utf8')) : {};
writeFileSync(benchFile, `${JSON.stringify({ ...bench, tlc: results }, null, 2)}\n`);
process.stdout.write('added to out/bench.json\n');
const agree = results.every(({ equalCounts, statesThatDiffer }) => equalCounts && !statesThatDiffer);
process.exitCode = agree && results.length > 0 ? 0 : 1;
