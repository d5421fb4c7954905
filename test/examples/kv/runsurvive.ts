/**
 * npm run survive -- --faults 10000 [--seed 1] [--async] [--trace FOLDER]: the example under faults, one cluster after another, until
 * so many have happened. What has been done stands in out/survive; the same command goes on from there. Stops at the first
 * run that goes wrong, with its histories beside. Status 0: all survived; 1: something did not; 2: bad arguments.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasGo, porcupine } from './porcupine.ts';
import { type Outcome, survive } from './survive.ts';

interface Progress {
  runs: number;
  faults: number;
  done: number;
  unknown: number;
  acknowledged: number;
  happened: Record<string, number>;
}

const inOneRun = 20;

function readArguments() {
  const { values } = parseArgs({
    options: {
      faults: { type: 'string', default: '10000' },
      seed: { type: 'string', default: '1' },
      async: { type: 'boolean', default: false },
      trace: { type: 'string' },
    },
  });
  for (const name of ['faults', 'seed'] as const) {
    if (!/^\d{1,9}$/.test(values[name])) throw new Error(`--${name} must be a number, not ${values[name]}`);
  }
  return {
    faults: Number(values.faults),
    seed: Number(values.seed),
    flags: values.async ? ['--async'] : [],
    trace: values.trace,
  };
}

function load(file: string): Progress {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { runs: 0, faults: 0, done: 0, unknown: 0, acknowledged: 0, happened: {} };
  }
}

function add(progress: Progress, { happened, requests, acknowledged }: Outcome): void {
  progress.runs++;
  for (const [name, times] of Object.entries(happened)) {
    progress.faults += times;
    progress.happened[name] = (progress.happened[name] ?? 0) + times;
  }
  progress.done += requests.done;
  progress.unknown += requests.unknown;
  progress.acknowledged += acknowledged;
}

async function main(): Promise<number> {
  const { faults, seed, flags, trace } = readArguments();
  const folder = 'out/survive';
  const name = `seed-${seed}${flags.join('')}`;
  const file = join(folder, `${name}.json`);
  mkdirSync(folder, { recursive: true });
  const progress = load(file);
  const second = hasGo();
  if (!second)
    process.stdout.write('SKIPPED: there is no Go: the histories are judged by our own judge alone\n');
  while (progress.faults < faults) {
    const run = seed * 1_000_000 + progress.runs;
    const traces = trace === undefined ? undefined : join(trace, `${run}`);
    if (traces !== undefined) mkdirSync(traces, { recursive: true });
    const outcome = await survive({
      ...{ seed: run, faults: inOneRun, atMost: 600_000, flags },
      ...(traces !== undefined && { traces }),
    });
    const wrong = [...outcome.wrong];
    if (second && porcupine(outcome.histories).includes(false)) wrong.push('Porcupine: not linearizable');
    add(progress, outcome);
    process.stdout.write(
      `run ${progress.runs} (${run}): ${progress.faults} faults, ${progress.done} writes done, ${progress.unknown} unknown\n`,
    );
    if (wrong.length > 0) {
      const histories = join(folder, `${name}-${run}.json`);
      writeFileSync(histories, JSON.stringify(outcome));
      process.stdout.write(`${wrong.join('\n')}\nthe histories are in ${histories}\n`);
      return 1;
    }
    writeFileSync(file, `${JSON.stringify(progress, null, 2)}\n`);
  }
  process.stdout.write(`survived: ${JSON.stringify(progress)}\n`);
  return 0;
}

// Nodes that are paused do not see that the test is gone: its end kills them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  },
);
