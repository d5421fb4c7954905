/**
 * TLC and raftcheck on the same cluster, within the same bounds, in the same run: specs/tla/EtcdRaft.tla against tlc.yaml.
 * Distinct states, generated states and depth must be equal, and where the space is small every state is compared; the
 * status is 1 when anything differs; one question is of whole behaviors (specs/tla/EtcdRaftLive.tla, tlclive.yaml). Prints a table and adds it to out/bench.json as `tlc`.
 *
 *   npm run build && node --import tsx test/bench/tlc.ts --tlc <jar> [--java <java>] [--only <name>]
 *
 * --timeout: seconds after which a search has failed; --seconds: how long the one lasts that has no end.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { count } from '../../src/report/words.ts';
import { readSpec } from '../../src/spec/load.ts';
import {
  type Bounds,
  prepareTlc,
  type Question,
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
    seconds: { type: 'string', default: '30' },
    only: { type: 'string' },
  },
});

const benchFile = join(import.meta.dirname, '../../out/bench.json');

interface Comparison {
  readonly name: string;
  readonly bounds: Bounds;
  /** What of the two is compared; a space too large for TLC has only its speeds. */
  readonly what: 'states' | 'counts' | 'speed';
  readonly question?: Question;
}

const elections = { timeouts: 2, heartbeats: 0, proposals: 0, crashes: 0 };

const comparisons: readonly Comparison[] = [
  {
    name: 'two nodes, all',
    bounds: { nodes: 2, term: 2, inFlight: 3, timeouts: null, heartbeats: 1, proposals: 1, crashes: 1 },
    what: 'states',
  },
  {
    name: 'three nodes, heartbeat',
    bounds: { ...elections, nodes: 3, term: 2, inFlight: 3, heartbeats: 1 },
    what: 'states',
  },
  { name: 'elections', bounds: { ...elections, nodes: 3, term: 2, inFlight: 4 }, what: 'states' },
  {
    name: 'proposal and crash',
    bounds: { ...elections, nodes: 3, term: 2, inFlight: 3, proposals: 1, crashes: 1 },
    what: 'counts',
  },
  {
    name: 'the default spec',
    bounds: { nodes: 3, term: 3, inFlight: 4, timeouts: null, heartbeats: 1, proposals: 1, crashes: 1 },
    what: 'speed',
  },
  {
    name: 'messages are read',
    bounds: { ...elections, nodes: 3, term: 2, inFlight: 20 },
    what: 'counts',
    question: 'liveness',
  },
];

/** How many drawings of states the two do not have equally often; the first ones are printed. */
async function compareStates(tools: Tools, folder: string, bounds: Bounds): Promise<number> {
  // A run of its own, since writing the states takes TLC longer than finding them.
  const dump = join(folder, 'states.dump');
  await runTlc(tools, folder, { question: 'safety', workers: 1, stopAfter: null }, dump);
  const values = { model: { nodes: bounds.nodes }, bounds: specBounds(bounds) };
  const { spec } = readSpec(specFile, [{ values, where: () => 'the benchmark' }]);
  const found = differences(drawReachable(spec.model), drawDump(readFileSync(dump, 'utf8')));
  for (const difference of found.slice(0, 3)) process.stdout.write(`  ${difference}\n`);
  return found.length;
}

function row(cells: readonly string[]): void {
  const widths = [24, 12, 9, 12, 12, 7, 9, 9, 12, 13];
  const text = cells.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i])));
  process.stdout.write(`${text.join('').trimEnd()}\n`);
}

function tell(name: string, run: Run): void {
  const { tool, workers, distinct, generated, depth, seconds, wall } = run;
  const rates = [distinct / seconds, generated / seconds].map(count);
  const times = [seconds, wall].map((time) => time.toFixed(2));
  row([name, tool, String(workers), count(distinct), count(generated), String(depth), ...times, ...rates]);
}

interface Result extends Comparison {
  readonly runs: readonly Run[];
  /** Null: not compared, as below. */
  readonly equalCounts: boolean | null;
  readonly statesThatDiffer: number | null;
  /** raftcheck's distinct states a second by those of TLC, by workers. */
  readonly ratios: Readonly<Record<number, number>>;
}

async function compare(tools: Tools, comparison: Comparison): Promise<Result> {
  const { name, bounds, what, question = 'safety' } = comparison;
  const folder = mkdtempSync(join(tmpdir(), 'raftcheck-tlc-'));
  try {
    prepareTlc(folder, bounds, question);
    const stopAfter = what === 'speed' ? Number(options.seconds) : null;
    const runs: Run[] = [];
    const ratios: Record<number, number> = {};
    // One thread alone judges whole behaviors here.
    for (const workers of question === 'liveness' ? [1] : [1, 2].filter((one) => one <= cpus().length)) {
      const theirs = await runTlc(tools, folder, { question, workers, stopAfter });
      const ours = runRaftcheck(tools, folder, bounds, { question, workers, stopAfter });
      for (const run of [theirs, ours]) tell(name, run);
      runs.push(theirs, ours);
      ratios[workers] = ours.distinct / ours.seconds / (theirs.distinct / theirs.seconds);
    }
    const counts = runs.map(({ distinct, generated, depth }) => `${distinct} ${generated} ${depth}`);
    const equalCounts = what === 'speed' ? null : counts.every((count) => count === counts[0]);
    const statesThatDiffer = what === 'states' ? await compareStates(tools, folder, bounds) : null;
    const verdict = [
      ...(equalCounts === null ? [] : [equalCounts ? 'counts equal' : 'COUNTS DIFFER']),
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
const agree = results.every(
  ({ equalCounts, statesThatDiffer }) => equalCounts !== false && (statesThatDiffer ?? 0) === 0,
);
process.exitCode = agree && results.length > 0 ? 0 : 1;
