/**
 * MsgSnap, and what a leader is told became of one (src/raft/restore.ts, src/raft/leader.ts).
 */
import type { ActionOf } from '../../cluster/action.ts';
import { type MessageView, termAt } from '../../cluster/view.ts';
import { type Condition, type Finding, finding, judged } from './finding.ts';
import { giveWay, ownLeader } from './leadership.ts';
import type { Moment, Standing } from './moment.ts';
import { members } from './quorum.ts';
import type { Position } from './reason.ts';

export function explainSnapshot(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const own = ownLeader(moment, message, standing);
  if (own !== null) return [own];
  const { before, after } = moment;
  const at = before.id;
  const { index, term, config } = message.snapshot ?? { index: 0, term: 0, config: before.config };
  const snapshot = { index, term };
  const restored = after.snapshot.index === index && before.snapshot.index < index;
  const conditions = conditionsOf(moment, snapshot, members(config).has(at));
  return [
    ...giveWay(moment, message, standing),
    judged(
      { decided: restored ? 'snapshot-restored' : 'snapshot-ignored', at, snapshot },
      restored,
      conditions,
    ),
  ];
}

function conditionsOf({ before }: Moment, { index, term }: Position, member: boolean): Condition[] {
  const at = before.id;
  const conditions: Condition[] = [
    { ok: index > before.commit, reason: { is: 'committed', at, commit: before.commit } },
    { ok: member, reason: { is: 'not-in-snapshot', at } },
    { ok: termAt(before, index) !== term, reason: { is: 'entry-there', at, index, term } },
  ];
  // That nothing hinders is why it is restored: there are no reasons of its own.
  return conditions.filter(({ ok }) => !ok).slice(0, 1);
}

export function explainSnapshotStatus(
  { before, after }: Moment,
  { peer, failed }: ActionOf<'snapshot-status'>,
): Finding[] {
  const next = after.progress[peer]?.next ?? before.progress[peer]?.next ?? 0;
  return [finding({ decided: 'snapshot-reported', peer, failed, next })];
}
