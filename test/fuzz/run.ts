/**
 * `npm run fuzz -- --seed S --cases N [--case K]`: bad input of every kind, and whether the command keeps what it must.
 * Status 0: no case broke a rule; 1: some did, and each is shown with what repeats it; 2: bad arguments.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Finding, signature } from './finding.ts';
import { fuzz } from './fuzz.ts';

interface Options {
  readonly seed: number;
  readonly cases: number;
  /** The only case to run. */
  readonly only: number | null;
  readonly patience: number;
}

function readArguments(): Options {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      cases: { type: 'string', default: '10000' },
      case: { type: 'string' },
      patience: { type: 'string', default: '120' },
    },
  });
  const read = (name: keyof typeof values): number => {
    const n = Number(values[name]);
    if (!Number.isSafeInteger(n) || n < 0) throw new Error(`--${name} must be a number, not ${values[name]}`);
    return n;
  };
  return {
    seed: read('seed'),
    cases: read('cases'),
    only: values.case === undefined ? null : read('case'),
    patience: read('patience'),
  };
}

/** Writes what repeats a finding, where it can be looked at. */
function keep({ number, argv, env, files }: Finding, seed: number): string {
  const folder = join('out/fuzz', `${seed}-${number}`);
  for (const [name, bytes] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(bytes, 'base64'));
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'call.json'), `${JSON.stringify({ argv, env }, null, 2)}\n`);
  return folder;
}

function describe(finding: Finding, seed: number, folder: string): string {
  const { number, kind, rule, detail, argv, shrunk } = finding;
  return [
    `case ${number} (${kind}): ${rule}`,
    `  ${detail.replaceAll('\n', '\n  ')}`,
    `  raftcheck ${argv.map((word) => (/^[\w./=-]+$/.test(word) ? word : JSON.stringify(word.length > 100 ? `${word.slice(0, 100)}...` : word))).join(' ')}`,
    `  ${shrunk ? 'shrunk' : 'as it was made'}, in ${folder}; again: npm run fuzz -- --seed ${seed} --case ${number}`,
    '',
  ].join('\n');
}

async function main(): Promise<number> {
  const { seed, cases, only, patience } = readArguments();
  const start = performance.now();
  const found = new Map<string, Finding[]>();
  const [from, to] = only === null ? [0, cases] : [only, only + 1];
  await fuzz({ seed, from, to, patience }, (finding) => {
    const alike = found.get(signature(finding)) ?? [];
    found.set(signature(finding), [...alike, finding]);
    if (alike.length === 0) process.stdout.write(`${describe(finding, seed, keep(finding, seed))}\n`);
  });
  const seconds = (performance.now() - start) / 1000;
  const all = [...found.values()];
  for (const alike of all.filter(({ length }) => length > 1))
    process.stdout.write(`${alike.length} cases like ${alike[0].number}\n`);
  const sum = all.reduce((total, { length }) => total + length, 0);
  process.stdout.write(
    `${to - from} cases of seed ${seed} in ${seconds.toFixed(0)} s (${((to - from) / seconds).toFixed(0)} a second): ` +
      `${sum === 0 ? 'no rule broken' : `${sum} broke a rule, in ${all.length} ways`}\n`,
  );
  return sum === 0 ? 0 : 1;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  },
);
