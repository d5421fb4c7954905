/**
 * MsgHeartbeat and MsgHeartbeatResp (src/raft/handlers.ts, src/raft/leader.ts).
 */
import { lastIndex, type MessageView } from '../../cluster/view.ts';
import { explainFollowerCommit } from './commit.ts';
import { type Finding, finding } from './finding.ts';
import { giveWay, ownLeader } from './leadership.ts';
import { answerOf, type Moment, type Standing } from './moment.ts';
import { passedOver, unanswered } from './passedover.ts';
import type { Reason } from './reason.ts';

export function explainHeartbeat(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const own = ownLeader(moment, message, standing);
  if (own !== null) return [own];
  const { before } = moment;
  const { from: lead, type } = message;
  if (answerOf(moment, lead, 'MsgHeartbeatResp') === undefined) return [unanswered(moment, type)];
  return [
    ...giveWay(moment, message, standing),
    finding({ decided: 'heard-leader', at: before.id, lead, term: standing.term }),
    ...explainFollowerCommit(moment, message),
  ];
}

export function explainHeartbeatResponse(
  moment: Moment,
  message: MessageView,
  standing: Standing,
): Finding[] {
  const { before } = moment;
  const { from, type } = message;
  const { role } = standing;
  if (role !== 'leader') {
    return [passedOver(moment, standing, type, { is: 'role', at: before.id, role, needs: 'leader' })];
  }
  const progress = before.progress[from];
  if (progress === undefined) {
    return [passedOver(moment, standing, type, { is: 'not-tracked', who: from })];
  }
  const sends = answerOf(moment, from, 'MsgApp', 'MsgSnap')?.type ?? '';
  const last = lastIndex(before);
  const lacks: Reason[] =
    progress.match < last ? [{ is: 'behind', who: from, match: progress.match, last }] : [];
  const probed: Reason[] = progress.state === 'probe' ? [{ is: 'probed', who: from }] : [];
  const why = [...lacks, ...probed].slice(0, 1);
  return [finding({ decided: 'heard-follower', at: before.id, from, sends }, sends === '' ? [] : why)];
}
