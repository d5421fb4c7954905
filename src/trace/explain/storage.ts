/**
 * Asynchronous storage: a thread has finished its oldest work, and what waited for that is said.
 */
import type { DurableView } from '../../cluster/view.ts';
import { explainLeaderCommit } from './commit.ts';
import { type Finding, finding, type Parts } from './finding.ts';
import { entriesMissing, type Moment } from './moment.ts';

type Held = Pick<DurableView, 'term' | 'vote' | 'commit' | 'snapshot' | 'log'>;

/** What `of` has and `from` has not. */
export function partsMissing(of: Held, from: Held): Parts {
  return {
    term: of.term === from.term ? null : of.term,
    vote: of.vote === from.vote ? null : of.vote,
    commit: of.commit === from.commit ? null : of.commit,
    snapshot: of.snapshot.index <= from.snapshot.index ? null : of.snapshot,
    entries: entriesMissing(of, from),
  };
}

export function explainAppendDone(moment: Moment): Finding[] {
  const { before, after } = moment;
  const parts = partsMissing(after.durable, before.durable);
  const stored = finding({ decided: 'stored', at: before.id, parts });
  const [then, now] = [before.progress[before.id], after.progress[before.id]];
  if (then === undefined || now === undefined || now.match === then.match) return [stored];
  return [stored, ...explainLeaderCommit(moment, before.id, now.match)];
}

export function explainApplyDone({ before, after }: Moment): Finding[] {
  return [finding({ decided: 'applied', at: before.id, was: before.applied, applied: after.applied })];
}
