/**
 * This build beside an earlier one, on the earlier one's specs, in turn: processor time of whole processes, one worker, medians. Prints
 * how many times as long the earlier one takes, and adds it to out/bench.json as `before`.
 *
 *   npm run build && node --import tsx test/bench/before.ts --before <its folder, built> [--times <n>]
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { median, timed } from './turns.ts';

const { values: options } = parseArgs({
  options: { before: { type: 'string' }, times: { type: 'string', default: '5' } },
  strict: false,
});
const root = join(import.meta.dirname, '../..');
const benchFile = join(root, 'out/bench.json');
const before = resolve(String(options.before ?? ''));
const main = 'out/build/src/cli/main.js';
if (typeof options.before !== 'string' || !existsSync(join(before, main))) {
  process.stderr.write('--before: the folder of an earlier checkout that was built is expected\n');
  process.exit(2);
}

const specs = join(before, 'specs');
const gate = readdirSync(specs)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join(specs, name));
const raft = join(specs, 'raft.yaml');
const one = ['--workers', '1', '--no-progress'];
const unreduced = ['--no-symmetry', '--no-dead-messages', '--no-dead-history', '--max-in-flight', '4'];
const commands: Readonly<Record<string, readonly string[]>> = {
  'the default spec': [raft, ...one],
  'four in flight, no reduction': [raft, ...unreduced, ...one],
  'the gate': ['ci', ...gate, ...one],
};

const rows = Object.entries(commands).map(([name, args]) => {
  const taken = { now: [] as number[], earlier: [] as number[] };
  for (let turn = 0; turn < Number(options.times); turn++) {
    taken.earlier.push(timed([process.execPath, join(before, main), ...args], before).cpuSeconds);
    // What to raise next is a search of its own, which earlier builds did not make unasked.
    taken.now.push(timed([process.execPath, join(root, main), ...args, '--no-advise'], before).cpuSeconds);
  }
  const [now, earlier] = [median(taken.now), median(taken.earlier)];
  process.stdout.write(
    `${name.padEnd(32)}${earlier.toFixed(1).padStart(8)} s then ${now.toFixed(1).padStart(8)} s now ${(earlier / now).toFixed(2).padStart(6)}\n`,
  );
  return { name, now, earlier, ratio: earlier / now };
});
const known: object = existsSync(benchFile) ? JSON.parse(readFileSync(benchFile, 'utf8')) : {};
writeFileSync(benchFile, `${JSON.stringify({ ...known, before: rows }, null, 2)}\n`);
