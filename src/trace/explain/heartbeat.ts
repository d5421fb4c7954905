/**
 * MsgHeartbeat and MsgHeartbeatResp (src/raft/handlers.ts, src/raft/leader.ts).
 */
import { lastIndex, type MessageView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import { explainFollowerCommit } from './commit.ts';
import { answerOf, type Finding, type Moment } from './finding.ts';
import { giveWay } from './leadership.ts';
import type { Standing } from './term.ts';

export function explainHeartbeat(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const at = nodeName(moment.before.id);
  if (standing.role === 'leader') {
    return [{ decided: 'ignored', text: `MsgHeartbeat ignored: ${at} leads term ${standing.term} itself` }];
  }
  return [
    ...giveWay(moment, message, standing),
    {
      decided: 'heard',
      text: `${at} hears that ${nodeName(message.from)} leads term ${standing.term}, and answers`,
    },
    ...explainFollowerCommit(moment, message),
  ];
}

export function explainHeartbeatResponse(
  moment: Moment,
  message: MessageView,
  { role }: Standing,
): Finding[] {
  const { before } = moment;
  const [at, from] = [nodeName(before.id), nodeName(message.from)];
  if (role !== 'leader') {
    return [{ decided: 'ignored', text: `MsgHeartbeatResp ignored: ${at} is a ${role}, not the leader` }];
  }
  const pr = before.progress[message.from];
  const match = pr?.match ?? 0;
  const app = answerOf(moment, message.from, 'MsgApp', 'MsgSnap');
  const behind = match < lastIndex(before) ? `it is behind (match ${match}, last ${lastIndex(before)})` : '';
  const why = behind === '' && pr?.state === 'probe' ? 'it is being probed' : behind;
  const next = app === undefined ? '' : `; sends ${app.type}, since ${why === '' ? 'it asked for it' : why}`;
  return [{ decided: 'heard', text: `${from} lives, and may be sent to again${next}` }];
}
