/**
 * Asynchronous storage: a thread has finished its oldest work, and what waited for that is said.
 */
import { describeEntry, nodeName } from '../words.ts';
import { explainLeaderCommit } from './commit.ts';
import { entriesMissing, type Finding, type Moment } from './finding.ts';

export function explainAppendDone(moment: Moment): Finding[] {
  const { before, after } = moment;
  const stored = entriesMissing(
    { ...after, log: after.durable.log, snapshot: after.durable.snapshot },
    { ...after, log: before.durable.log, snapshot: before.durable.snapshot },
  ).map(describeEntry);
  const parts = [
    ...(after.durable.term === before.durable.term ? [] : [`term ${after.durable.term}`]),
    ...(after.durable.vote === before.durable.vote ? [] : [`its vote for ${nodeName(after.durable.vote)}`]),
    ...(after.durable.commit === before.durable.commit ? [] : [`commit ${after.durable.commit}`]),
    ...(stored.length === 0 ? [] : [`entries ${stored.join(' ')}`]),
  ];
  const text = `${nodeName(before.id)} has ${parts.join(', ') || 'nothing new'} on its disk`;
  const findings: Finding[] = [{ decided: 'storage', text }];
  const [then, now] = [before.progress[before.id], after.progress[before.id]];
  if (then === undefined || now === undefined || now.match === then.match) return findings;
  return [...findings, ...explainLeaderCommit(moment, before.id, now.match)];
}

export function explainApplyDone({ before, after }: Moment): Finding[] {
  const text = `${nodeName(before.id)} has applied up to ${after.applied} (was ${before.applied})`;
  return [{ decided: 'storage', text }];
}
