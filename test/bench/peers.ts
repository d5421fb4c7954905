/**
 * Two-phase commit with seven resource managers, of which everybody has a model: raftcheck's is a system of one's own, beside it
 * Stateright (where cargo is), Spin (where spin and cc are) and TLC (with --tlc <jar>); with --before <folder> another build of
 * raftcheck too. One worker each, in turn, five times; all have to come to the same counts. Prints the medians and adds them to
 * out/bench.json as `peers`; the status is 1 when counts differ. See peers/.
 *
 *   npm run build && node --import tsx test/bench/peers.ts [--tlc <jar>] [--java <java>] [--before <folder>] [--times <n>]
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { count } from '../../src/report/words.ts';
import { median, timed } from './turns.ts';

const { values: options } = parseArgs({
  options: {
    tlc: { type: 'string' },
    java: { type: 'string', default: 'java' },
    before: { type: 'string' },
    times: { type: 'string', default: '5' },
  },
  strict: false,
});

const root = join(import.meta.dirname, '../..');
const models = join(import.meta.dirname, 'peers');
const out = join(root, 'out/peers');
const benchFile = join(root, 'out/bench.json');

interface Counts {
  readonly distinct: number;
  readonly generated: number;
}

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
  /** What it says of its search; null: it has not come to an end. */
  counts(text: string): Counts | null;
}

/** Two numbers that a pattern finds; separators between thousands are left out. */
function found(pattern: RegExp, text: string): Counts | null {
  const { distinct, generated } = pattern.exec(text)?.groups ?? {};
  if (distinct === undefined) return null;
  return { distinct: Number(distinct.replaceAll(',', '')), generated: Number(generated.replaceAll(',', '')) };
}

function raftcheck(name: string, folder: string): Contender {
  return {
    name,
    command: [process.execPath, join(models, 'runtwophase.mjs'), folder],
    counts: (text) => found(/"distinct":(?<distinct>\d+),"generated":(?<generated>\d+)/, text),
  };
}

function stateright(): Contender {
  const target = join(out, 'stateright');
  const manifest = join(models, 'stateright/Cargo.toml');
  run('cargo', ['build', '--release', '--locked', '--manifest-path', manifest, '--target-dir', target]);
  return {
    name: 'Stateright 0.31.0',
    command: [join(target, 'release/twophase')],
    counts: (text) => found(/(?<distinct>\d+) (?<generated>\d+)/, text),
  };
}

function spin(): Contender {
  const folder = join(out, 'spin');
  mkdirSync(folder, { recursive: true });
  run('spin', ['-a', join(models, 'twophase.pml')], folder);
  // Every state is asked for: its own reduction, which leaves some out, is off.
  run('cc', ['-O2', '-DNOREDUCE', '-DSAFETY', '-DBFS', '-o', 'pan', 'pan.c'], folder);
  return {
    name: run('spin', ['-V']).trim().split(' -- ')[0],
    command: [join(folder, 'pan')],
    counts: (text) =>
      /errors: 0\b/.test(text)
        ? found(/(?<distinct>\d+) states, stored[\s\S]*?(?<generated>\d+) transitions/, text)
        : null,
  };
}

function tlc(jar: string): Contender {
  const folder = join(out, 'tlc');
  mkdirSync(folder, { recursive: true });
  for (const name of ['TwoPhaseBench.tla', 'TwoPhaseBench.cfg'])
    cpSync(join(models, name), join(folder, name));
  const args = ['-XX:+UseParallelGC', '-cp', resolve(jar), 'tlc2.TLC', '-workers', '1'];
  return {
    name: 'TLC',
    command: [
      String(options.java),
      ...args,
      '-metadir',
      join(folder, 'states'),
      join(folder, 'TwoPhaseBench.tla'),
    ],
    counts: (text) =>
      /No error has been found/.test(text)
        ? found(
            /(?<generated>[\d,]+) states generated, (?<distinct>[\d,]+) distinct states found, 0 states left/,
            text,
          )
        : null,
  };
}

function run(command: string, args: readonly string[], cwd = root): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Null, said aloud, where what it needs is not here. */
function ifFound(needs: string, make: () => Contender): Contender | null {
  try {
    return make();
  } catch (error) {
    process.stdout.write(`SKIPPED: ${needs}: ${String(error).split('\n')[0]}\n`);
    return null;
  }
}

function contenders(): Contender[] {
  const { tlc: jar, before } = options;
  const all = [
    raftcheck('raftcheck', root),
    typeof before === 'string' ? raftcheck('raftcheck before', resolve(before)) : null,
    ifFound('Stateright needs cargo', stateright),
    ifFound('Spin needs spin and cc', spin),
    typeof jar === 'string' ? tlc(jar) : null,
  ];
  if (typeof jar !== 'string') process.stdout.write('SKIPPED: TLC needs --tlc <jar>\n');
  return all.filter((one) => one !== null);
}

mkdirSync(out, { recursive: true });
const racing = contenders();
const seconds = new Map<string, number[]>(racing.map(({ name }) => [name, []]));
const seen = new Map<string, Counts | null>();
for (let turn = 0; turn < Number(options.times); turn++) {
  for (const { name, command, counts } of racing) {
    const { cpuSeconds, stdout } = timed(command, out);
    seconds.get(name)!.push(cpuSeconds);
    seen.set(name, counts(stdout));
  }
}
const own = median(seconds.get('raftcheck')!);
const rows = racing.map(({ name }) => {
  const cpuSeconds = median(seconds.get(name)!);
  return { name, cpuSeconds, ratio: cpuSeconds / own, ...seen.get(name) };
});
process.stdout.write('two-phase commit, 7 managers: CPU seconds, and how many times those of raftcheck\n');
for (const { name, cpuSeconds, ratio, distinct, generated } of rows) {
  const counts =
    distinct === undefined ? 'no counts' : `${count(distinct)} distinct, ${count(generated!)} generated`;
  process.stdout.write(
    `  ${name.padEnd(20)}${cpuSeconds.toFixed(2).padStart(8)}${ratio.toFixed(2).padStart(8)}  ${counts}\n`,
  );
}
const known: object = existsSync(benchFile) ? JSON.parse(readFileSync(benchFile, 'utf8')) : {};
writeFileSync(benchFile, `${JSON.stringify({ ...known, peers: rows }, null, 2)}\n`);
if (new Set(rows.map(({ distinct, generated }) => `${distinct} ${generated}`)).size > 1) {
  process.stdout.write('the counts differ\n');
  process.exitCode = 1;
}
