/**
 * MsgSnap, and what a leader is told became of one (src/raft/restore.ts, src/raft/leader.ts).
 */
import { type MessageView, termAt } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import type { Finding, Moment } from './finding.ts';
import { giveWay } from './leadership.ts';
import { members } from './quorum.ts';
import type { Standing } from './term.ts';

export function explainSnapshot(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const { before, after } = moment;
  const at = nodeName(before.id);
  if (standing.role === 'leader') {
    return [{ decided: 'ignored', text: `MsgSnap ignored: ${at} leads term ${standing.term} itself` }];
  }
  const way = giveWay(moment, message, standing);
  const { index, term, config } = message.snapshot ?? { index: 0, term: 0, config: before.config };
  const position = `${index}@${term}`;
  if (after.snapshot.index === index && before.snapshot.index < index) {
    const text = `snapshot ${position} restored: it takes the place of ${at}'s whole log and configuration`;
    return [...way, { decided: 'snapshot-restored', text }];
  }
  const why = ignoredBecause(moment, index, term, members(config).has(before.id));
  return [...way, { decided: 'snapshot-ignored', text: `snapshot ${position} not restored: ${why}` }];
}

function ignoredBecause({ before }: Moment, index: number, term: number, member: boolean): string {
  const at = nodeName(before.id);
  if (index <= before.commit) return `${at} has committed up to ${before.commit}`;
  if (!member) return `${at} is not in its configuration`;
  if (termAt(before, index) === term) return `${at} has this entry, so all up to it is committed`;
  return `${at} had no use for it`;
}

export function explainSnapshotStatus({ action, before, after }: Moment): Finding[] {
  if (action.kind !== 'snapshot-status') return [];
  const { peer, failed } = action;
  const next = after.progress[peer]?.next ?? before.progress[peer]?.next ?? 0;
  const what = failed ? 'the snapshot did not arrive' : 'the snapshot arrived';
  const text = `${what} at ${nodeName(peer)}, so it is told: probes at ${next} once it hears from it`;
  return [{ decided: 'heard', text }];
}
