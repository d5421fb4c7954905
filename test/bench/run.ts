/**
 * npm run bench: how fast the built product explores, how much memory a state costs, how often the core really runs, and
 * how soon the command answers. Absolute figures depend on the machine; ratios within one run are what to compare.
 * Prints a table and writes out/bench.json.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { count } from '../../src/report/words.ts';
import type { Figures } from './one.ts';

const command = 'out/build/src/cli/main.js';

interface Row {
  readonly name: string;
  readonly spec: string;
  /** Laid over the spec. */
  readonly search: Readonly<Record<string, unknown>>;
  readonly bounds?: Readonly<Record<string, unknown>>;
}

const plain = { workers: 1, symmetry: false, 'dead-messages': false, 'dead-history': false };
const tenMillion = { ...plain, 'max-states': 10_000_000, depth: null };
/** The default spec with what the reductions save: small enough to be explored without any. */
const bounds = { 'max-in-flight': 4 };

/** The first is what ratios are against. What a reduction saves: the rows of one spec beside each other. */
const rows: readonly Row[] = [
  { name: 'four in flight, no reduction', spec: 'raft', bounds, search: plain },
  { name: '  flat states', spec: 'raft', bounds, search: { ...plain, pack: false } },
  { name: '  depth first', spec: 'raft', bounds, search: { ...plain, strategy: 'dfs' } },
  { name: '  two workers', spec: 'raft', bounds, search: { ...plain, workers: 2 } },
  { name: 'ten million states', spec: 'raft', search: tenMillion },
  { name: '  two workers', spec: 'raft', search: { ...tenMillion, workers: 2 } },
  ...['raft', 'prevote', 'check-quorum', 'five-nodes', 'membership'].flatMap((spec): Row[] => {
    const of = { spec, ...(spec === 'raft' ? { bounds } : {}) };
    return [
      { name: `${spec}, no reduction`, ...of, search: plain },
      { name: '  symmetry', ...of, search: { ...plain, symmetry: true } },
      { name: '  dead messages', ...of, search: { ...plain, 'dead-messages': true } },
      {
        name: '  and dead history',
        ...of,
        search: { ...plain, 'dead-messages': true, 'dead-history': true },
      },
      { name: '  all', ...of, search: { workers: 1 } },
    ];
  }),
  { name: 'default, one worker', spec: 'raft', search: { workers: 1 } },
  { name: '  two workers', spec: 'raft', search: { workers: 2 } },
];

function measure({ spec, search, bounds = {} }: Row): Figures {
  const args = ['--import', 'tsx', 'test/bench/one.ts', spec, JSON.stringify({ search, bounds })];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 24 }));
}

/** Seconds until the command has answered `--help`: the median of five. */
function helpSeconds(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    execFileSync(process.execPath, [command, '--help']);
    return (performance.now() - start) / 1000;
  });
  return times.sort((a, b) => a - b)[2];
}

/** Seconds until the first line of progress. */
function firstProgressSeconds(): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, [command, 'raft', '--time-limit', '20s']);
    child.on('error', reject);
    child.stderr.once('data', () => {
      resolve((performance.now() - start) / 1000);
      child.kill('SIGKILL');
    });
  });
}

/** Random behaviors: steps a CPU second of the default spec, and how many times as many as where every step is made first. */
function walkFigures(): { readonly stepsPerCpuSecond: number; readonly ratio: number } {
  const steps = (how: 'one' | 'all'): number => {
    const args = ['--import', 'tsx', 'test/bench/walks.ts', 'raft', '400', how];
    return Number(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  };
  const one = steps('one');
  return { stepsPerCpuSecond: one, ratio: one / steps('all') };
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(26) : cell.padStart(13))).join('');
}

const head = [
  'search',
  'distinct',
  'seconds',
  'distinct/s',
  'ratio',
  'generated/s',
  'gen/step call',
  'store B',
  'rss B',
];
process.stdout.write(`${row(head)}\n`);
const results: { readonly name: string; readonly figures: Figures }[] = [];
for (const each of rows) {
  const figures = measure(each);
  results.push({ name: each.name, figures });
  const base = results[0].figures.distinctPerSecond;
  const cells = [
    each.name,
    count(figures.distinct),
    figures.seconds.toFixed(1),
    count(figures.distinctPerSecond),
    (figures.distinctPerSecond / base).toFixed(2),
    count(figures.generatedPerSecond),
    count(figures.generatedPerStepCall),
    figures.storeBytesPerState.toFixed(1),
    figures.residentBytesPerState.toFixed(1),
  ];
  process.stdout.write(`${row(cells)}\n`);
}
const walks = walkFigures();
process.stdout.write(
  `random behaviors: ${count(walks.stepsPerCpuSecond)} steps a CPU second, ${walks.ratio.toFixed(1)} times as many as with every step made first\n`,
);
const help = helpSeconds();
const firstProgress = await firstProgressSeconds();
process.stdout.write(`--help ${help.toFixed(2)} s · first progress line ${firstProgress.toFixed(2)} s\n`);
mkdirSync('out', { recursive: true });
writeFileSync(
  'out/bench.json',
  `${JSON.stringify({ results, walks, helpSeconds: help, firstProgressSeconds: firstProgress }, null, 2)}\n`,
);
process.stdout.write('written to out/bench.json\n');
// Beside others on a system that everybody has a model of: those whose tools are here.
const rest = process.argv.slice(2);
execFileSync(process.execPath, ['--import', 'tsx', 'test/bench/peers.ts', ...rest], { stdio: 'inherit' });
// With --tlc <jar> and what else tlc.ts takes: TLC beside raftcheck, added to the same file.
if (rest.includes('--tlc')) {
  execFileSync(process.execPath, ['--import', 'tsx', 'test/bench/tlc.ts', ...rest], { stdio: 'inherit' });
}
