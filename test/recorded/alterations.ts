/**
 * Random alterations of random behaviors: each is refused, or the slow twin accepts it too (a message that could have been lost, a Ready
 * that could have been taken later). What CI does a little of, by a command:
 *
 *   node --import tsx test/recorded/alterations.ts [--alterations 1000] [--seed 1]
 *
 * Exit status: 0 when none is accepted that the twin refuses, and at most one of a hundred others is.
 */
import { parseArgs } from 'node:util';
import { alter, generator } from './alter.ts';
import { changing, fixed, logOf, recordingOf, refusedAt } from './make.ts';
import { twinAccepts } from './twin.ts';

export interface Campaign {
  readonly refused: number;
  /** Accepted, and by the twin too. */
  readonly harmless: readonly string[];
  /** Accepted, though the twin refuses it. */
  readonly wrong: readonly string[];
}

/** So many alterations, the same for the same seed. */
export function campaign(alterations: number, seed: number, steps = 30): Campaign {
  const random = generator(seed);
  const harmless: string[] = [];
  const wrong: string[] = [];
  let refused = 0;
  for (let k = 0; k < alterations; k++) {
    const model = k % 2 === 0 ? fixed : changing;
    const { what, text } = alter(logOf(model, seed + k, steps), random);
    if (refusedAt(text) !== null) refused++;
    else (twinAccepts(recordingOf(text)) ? harmless : wrong).push(`behavior ${seed + k}: ${what}`);
  }
  return { refused, harmless, wrong };
}

if (process.argv[1]?.endsWith('alterations.ts') === true) {
  const { values } = parseArgs({
    options: {
      alterations: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const { refused, harmless, wrong } = campaign(Number(values.alterations), Number(values.seed));
  for (const line of harmless) console.log(`harmless  ${line}`);
  for (const line of wrong) console.log(`WRONG     ${line}`);
  console.log(
    `${refused} refused, ${harmless.length} harmless, ${wrong.length} accepted that the twin refuses`,
  );
  process.exitCode = wrong.length === 0 ? 0 : 1;
}
