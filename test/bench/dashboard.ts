/**
 * What the dashboard costs a search: the same search of the built command in a real terminal (tmux), with nothing shown,
 * with the line and with the screen in turn, several times; prints the seconds of each and the ratios of the medians.
 *
 *   npm run build && node --import tsx test/bench/dashboard.ts [--rounds 5] [--states 1m] [--spec raft]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    states: { type: 'string', default: '1m' },
    spec: { type: 'string', default: 'raft' },
  },
});

const shown = {
  nothing: ['--progress', 'none'],
  line: ['--ui', 'none'],
  screen: ['--ui', 'screen'],
} as const;
type Shown = keyof typeof shown;

const folder = mkdtempSync(join(tmpdir(), 'raftcheck-dashboard-'));
const socket = join(folder, 'tmux');

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' });
}

/** Seconds that the search took by its own account; start and end of the command are no part of it. */
function search(what: Shown): number {
  const report = join(folder, 'report.json');
  const main = join(import.meta.dirname, '../../out/build/src/cli/main.js');
  const limits = ['--depth', 'none', '--max-states', values.states, '--out', folder];
  const command = ['node', main, values.spec, '--json', ...limits, ...shown[what]].join(' ');
  // The report goes to a file and progress to the terminal. `wait-for` returns when the command has ended.
  tmux(
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-x',
    '120',
    '-y',
    '40',
    `${command} > ${report}; tmux -S ${socket} wait-for -S done`,
  );
  tmux('wait-for', 'done');
  return JSON.parse(readFileSync(report, 'utf8')).seconds;
}

const times: Record<Shown, number[]> = { nothing: [], line: [], screen: [] };
try {
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const what of Object.keys(shown) as Shown[]) times[what].push(search(what));
    const last = Object.entries(times).map(([what, all]) => `${what} ${all.at(-1)!.toFixed(2)} s`);
    console.log(`round ${round}: ${last.join(', ')}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)];
const base = median(times.nothing);
for (const what of ['line', 'screen'] as const) {
  const ratio = median(times[what]) / base;
  console.log(
    `${what}: ${((ratio - 1) * 100).toFixed(1)} % over nothing shown (medians ${median(times[what]).toFixed(2)} s and ${base.toFixed(2)} s)`,
  );
}
