/** The lock step itself: makes schedules, puts each to both sides, and stops at the first that they disagree on. */
import { setImmediate as turn } from 'node:timers/promises';
import { generate } from '../schedule/generate.ts';
import { Coverage } from './coverage.ts';
import { type Difference, firstDifference } from './diff.ts';
import type { Library } from './golang.ts';
import { hashOf, replay } from './replay.ts';
import { shrink } from './shrink.ts';

export interface SessionOptions {
  readonly seed: number;
  /** The number of the first schedule. */
  readonly from: number;
  readonly runs: number;
  /** Commands in a schedule, after its beginning. */
  readonly commands: number;
}

export interface Disagreement {
  readonly index: number;
  /** The small schedule, and where it shows. */
  readonly lines: readonly string[];
  readonly difference: Difference;
}

export interface Outcome {
  readonly runs: number;
  readonly commands: number;
  readonly coverage: ReadonlyMap<string, number>;
  readonly disagreement: Disagreement | null;
}

/** Schedules put to the library and not yet answered: enough that neither side waits for the other. */
const ahead = 64;

export async function runSession(
  library: Library,
  options: SessionOptions,
  progress: (runs: number, commands: number) => void,
): Promise<Outcome> {
  const coverage = new Coverage();
  const asked: Promise<void>[] = [];
  let commands = 0;
  let runs = 0;
  let worst = Number.POSITIVE_INFINITY;
  const end = options.from + options.runs;
  for (let index = options.from; index < end && worst === Number.POSITIVE_INFINITY; index++) {
    coverage.reset();
    const { lines, cluster } = generate(options.seed, index, options.commands, (c, line) =>
      coverage.see(c, line),
    );
    const hash = hashOf(cluster.text);
    const answered = library.ask(lines).then((answer) => {
      if (answer.hash !== hash) worst = Math.min(worst, index);
    });
    asked.push(answered);
    runs++;
    commands += cluster.commands;
    if (asked.length > ahead) await asked.shift();
    await turn();
    progress(runs, commands);
  }
  await Promise.all(asked);
  const disagreement = worst === Number.POSITIVE_INFINITY ? null : await disagree(library, options, worst);
  return { runs, commands, coverage: coverage.counts, disagreement };
}

/** Shrinks the schedule with this number and shows where the sides part. */
async function disagree(library: Library, options: SessionOptions, index: number): Promise<Disagreement> {
  const { lines, cluster } = generate(options.seed, index, options.commands, () => {});
  const whole = firstDifference(library.text(lines), cluster.text);
  // All that comes after the first difference is only its consequence.
  const cut = lines.slice(0, (whole?.position ?? lines.length) + 1);
  const small = await shrink(cut, (candidate) => differs(library, candidate));
  const difference = firstDifference(library.text(small), replay(small).text);
  if (difference === null) throw new Error(`schedule ${index} differs in its hash only`);
  return { index, lines: small, difference };
}

/** Whether the sides disagree on a schedule. */
export async function differs(library: Library, lines: readonly string[]): Promise<boolean> {
  const answer = library.ask(lines);
  const hash = hashOf(replay(lines).text);
  return (await answer).hash !== hash;
}
