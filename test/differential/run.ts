/**
 * `npm run differential -- --runs N --seed S [--from K] [--commands 200]`: random schedules in lock step with the library.
 * Status 0: all agree; 1: they disagree, and a small schedule shows where; 2: bad arguments, or no library to compare with.
 */
import { parseArgs } from 'node:util';
import { buildDriver, Library } from './compare/golang.ts';
import { type Outcome, runSession, type SessionOptions } from './compare/session.ts';

function readArguments(): SessionOptions {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      commands: { type: 'string', default: '200' },
    },
  });
  const read = (name: keyof typeof values): number => {
    const n = Number(values[name]);
    if (!Number.isSafeInteger(n) || n < 0) throw new Error(`--${name} must be a number, not ${values[name]}`);
    return n;
  };
  return { runs: read('runs'), seed: read('seed'), from: read('from'), commands: read('commands') };
}

function coverageText(coverage: ReadonlyMap<string, number>): string {
  const rows = [...coverage].sort(([a], [b]) => (a < b ? -1 : 1));
  return rows.map(([what, n]) => `${String(n).padStart(10)}  ${what}\n`).join('');
}

function outcomeText({ coverage, disagreement }: Outcome, options: SessionOptions): string {
  let text = coverageText(coverage);
  if (disagreement !== null) {
    const { index, lines, difference } = disagreement;
    text += `\nSchedule ${index} of seed ${options.seed} differs ('-' the library, '+' ours). Shrunk:\n\n`;
    text += `${lines.map((line) => `  ${line}\n`).join('')}\n`;
    text += `At command ${difference.position + 1}:\n\n${difference.text}\n`;
  }
  return text;
}

async function main(): Promise<number> {
  const options = readArguments();
  const build = buildDriver();
  if ('missing' in build) {
    process.stderr.write(`no lock step: ${build.missing}\n`);
    return 2;
  }
  const library = new Library(build.program);
  const start = performance.now();
  const rate = (n: number): string => (n / ((performance.now() - start) / 1000)).toFixed(0);
  const outcome = await runSession(library, options, (runs, commands) => {
    if (runs % 1000 === 0)
      process.stderr.write(`${runs} schedules, ${commands} commands, ${rate(commands)} a second\n`);
  });
  library.close();
  const { runs, commands, disagreement } = outcome;
  process.stdout.write(
    `${outcomeText(outcome, options)}\n${runs} schedules, ${commands} commands, ` +
      `${rate(commands)} commands a second: ${disagreement === null ? 'all agree' : 'they disagree'}\n`,
  );
  return disagreement === null ? 0 : 1;
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
