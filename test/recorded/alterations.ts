/**
 * Random alterations of logs: each is refused, or the slow twin accepts it too (a message that could have been lost, a Ready that could
 * have been taken later, lines of two nodes in another order). The logs are random behaviors of raftcheck's own, or those that are named;
 * these are too long for the twin, so what is accepted of them is taken call by call once more (replayed.ts):
 *
 *   node --import tsx test/recorded/alterations.ts [--alterations 1000] [--seed 1] [--pre-vote] [--check-quorum] [log ...]
 *
 * Exit status: 0 when of those that are not harmless at least 99 of 100 are refused.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Model } from '../../src/cluster/model.ts';
import type { Recording } from '../../src/recorded/recording.ts';
import { alter, generator } from './alter.ts';
import { changing, fixed, logOf, recordingOf, refusedAt, searched } from './make.ts';
import { replays } from './replayed.ts';
import { twinAccepts } from './twin.ts';

export interface Campaign {
  readonly refused: number;
  /** Accepted, and in fact a behavior. */
  readonly harmless: readonly string[];
  /** Accepted, and none. */
  readonly wrong: readonly string[];
}

/** The log that alteration number `k`, from 0, is one of. */
export type LogAt = (k: number) => { readonly name: string; readonly text: string };

/** So many alterations, the same for the same seed. */
export function campaign(
  alterations: number,
  seed: number,
  logAt: LogAt,
  isBehavior: (recording: Recording) => boolean = twinAccepts,
  options: Partial<Model> = {},
): Campaign {
  const random = generator(seed);
  const harmless: string[] = [];
  const wrong: string[] = [];
  let refused = 0;
  for (let k = 0; k < alterations; k++) {
    const log = logAt(k);
    const { what, text } = alter(log.text, random);
    if (refusedAt(text, options) !== null) refused++;
    else (isBehavior(recordingOf(text)) ? harmless : wrong).push(`${log.name}: ${what}`);
  }
  return { refused, harmless, wrong };
}

/** Random behaviors of so many steps. */
export function behaviors(seed: number, steps = 30): LogAt {
  return (k) => ({
    name: `behavior ${seed + k}`,
    text: logOf(k % 2 === 0 ? fixed : changing, seed + k, steps),
  });
}

if (process.argv[1]?.endsWith('alterations.ts') === true) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      alterations: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      'pre-vote': { type: 'boolean', default: false },
      'check-quorum': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const logs = positionals.map((name) => ({ name, text: readFileSync(name, 'utf8') }));
  const logAt = logs.length === 0 ? behaviors(seed) : (k: number) => logs[k % logs.length];
  const options = { preVote: values['pre-vote'], checkQuorum: values['check-quorum'] };
  const isReplayed = (recording: Recording): boolean => {
    const found = searched(recording, options);
    return replays(found.core, recording, found);
  };
  const isBehavior = logs.length === 0 ? twinAccepts : isReplayed;
  const { refused, harmless, wrong } = campaign(Number(values.alterations), seed, logAt, isBehavior, options);
  for (const line of harmless) console.log(`harmless  ${line}`);
  for (const line of wrong) console.log(`WRONG     ${line}`);
  const share = (100 * refused) / (refused + wrong.length);
  console.log(
    `${refused} refused, ${harmless.length} harmless, ${wrong.length} accepted that are none: ${share.toFixed(2)} % of those that do harm are refused`,
  );
  process.exitCode = share >= 99 ? 0 : 1;
}
