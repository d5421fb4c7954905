/**
 * What a checkpoint holds, judged before it is used. Its checksums say that it is as somebody has left it, not that it was a
 * search that has written it. Loaded only where a search goes on from one.
 */
import * as z from 'zod';
import { reductionNames } from '../cluster/reduce/names.ts';
import { premiseKinds, type Refutation } from '../cluster/reduce/premise.ts';
import { must } from '../explore/dump.ts';
import { judgeOnDisk, judgeParts } from '../explore/parallel/sound.ts';
import { type Checkpoint, runsOf } from './checkpoint.ts';
import { widthOf } from './prepare.ts';

const count = z.int().nonnegative();
const counts = z.array(count);
const index = z.int().min(-1);

const step = z.object({ kind: count, arg: z.int(), state: counts });
const broken = z.object({ property: count, parent: index, index, step: step.nullable() });
const run = z.object({
  generated: count,
  expanded: count,
  deadlocks: count,
  actions: counts,
  broken: broken.nullable(),
});
const page = z.object({ number: count, rows: count, expanded: count, bits: counts });
const worker = z.object({
  first: count,
  end: count,
  before: count,
  generatedBefore: count,
  levels: z.array(z.object({ depth: count, distinct: count, generated: count })),
  cuts: counts,
  run,
  pages: z.object({ pages: z.array(page) }),
  chunks: counts,
  disk: z
    .object({
      runs: z.array(z.tuple([z.int().min(-2), count, count, z.int(), z.int()])),
      spilled: count,
      end: z.object({ property: count, state: counts, depth: count, step: step.nullable() }).nullable(),
    })
    .optional(),
});
const premise = z.union([
  z.object({ kind: z.literal(premiseKinds.plain) }),
  z.object({ kind: z.literal(premiseKinds.ofFloors), floor: z.string() }),
]);
const refuted = z.array(z.object({ premise, why: z.string() }));
const thread = z.object({
  worker,
  nextRun: count.optional(),
  stepCalls: count,
  findings: z.object({ found: z.partialRecord(z.enum(reductionNames), counts), refuted }),
  notes: counts,
});
const ledger = z.object({ written: count, pages: count, given: counts });
const facts = z.object({
  threads: z.array(z.object({ facts: thread })),
  ledger: z.object({ facts: ledger }),
});

/** Whether its parts agree with each other. Throws Damaged. */
export function judgeCheckpoint(checkpoint: Checkpoint): void {
  const { question, threads, ledger } = checkpoint;
  must(facts.safeParse(checkpoint).success, 'a part says something else of itself');
  const workers = threads.map(({ facts: { worker }, lengths }) => ({ facts: worker, lengths }));
  const width = widthOf(question.job);
  if (runsOf(checkpoint) === null) judgeParts(workers, ledger, width);
  else judgeOnDisk(workers, ledger, width);
}

/** The premises without which it was searched. Throws Damaged. */
export function refutedBefore({ question }: Checkpoint): readonly Refutation[] {
  const read = refuted.safeParse(question.job.refuted);
  must(read.success, 'the premises that were refuted are none');
  return question.job.refuted;
}
