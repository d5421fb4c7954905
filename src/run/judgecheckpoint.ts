/**
 * What a checkpoint holds, judged before it is used. Its checksums say that it is as somebody has left it, not that it was a
 * search that has written it.
 */
import { z } from 'zod';
import type { Cluster } from '../cluster/cluster.ts';
import type { Refutation } from '../cluster/reduce/reduction.ts';
import { must } from '../explore/dump.ts';
import { judgeParts } from '../explore/parallel/sound.ts';
import type { Checkpoint, ThreadFacts } from './checkpoint.ts';
import { notesOfProperty } from './notes.ts';

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
});
const premise = z.union([
  z.object({ kind: z.literal(['names-mean-nothing', 'leaders-above-floor']) }),
  z.object({ kind: z.literal(['floor-never-falls', 'floor-rules-out']), floor: z.string() }),
]);
const refuted = z.array(z.object({ premise, why: z.string() }));
const thread = z.object({
  worker,
  stepCalls: count,
  findings: z.object({ dropped: counts, refuted }),
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
  judgeParts(workers, ledger, question.job.model.nodes + 1);
}

/** Whether what a thread had found fits to the cluster, which knows all ids by now. Throws Damaged. */
export function judgeThread(
  { worker, findings, notes }: ThreadFacts,
  cluster: Cluster,
  properties: number,
): void {
  const { cuts, run } = worker;
  must(cuts.length === cluster.bounds.length, 'other bounds have cut');
  must(notes.length === notesOfProperty * properties, 'other properties were judged');
  const kinds = cluster.actionKinds.length;
  must(!run.actions.slice(kinds).some((taken) => taken > 0), 'an action was taken that nobody has met');
  must(run.broken === null || run.broken.property < properties, 'another property is broken');
  const { messages } = cluster.tableSizes;
  must(
    findings.dropped.every((message) => message < messages),
    'a message was dropped that nobody has sent',
  );
}

/** The premises without which it was searched. Throws Damaged. */
export function refutedBefore({ question }: Checkpoint): readonly Refutation[] {
  const read = refuted.safeParse(question.job.refuted);
  must(read.success, 'the premises that were refuted are none');
  return question.job.refuted;
}
