/**
 * MsgAppResp: a leader hears how far a log goes (src/raft/appendresponse.ts).
 */
import type { MessageView, ProgressView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import { explainLeaderCommit } from './commit.ts';
import type { Finding, Moment } from './finding.ts';
import type { Standing } from './term.ts';

export function explainAppendResponse(moment: Moment, message: MessageView, { role }: Standing): Finding[] {
  const { before, after } = moment;
  const at = nodeName(before.id);
  if (role !== 'leader') {
    return [{ decided: 'ignored', text: `MsgAppResp ignored: ${at} is a ${role}, and only a leader counts` }];
  }
  const then = before.progress[message.from];
  const now = after.progress[message.from];
  if (then === undefined || now === undefined) {
    const text = `${at} leads and does not track ${nodeName(message.from)}${now === then ? '' : ' any more'}`;
    return [
      { decided: 'progress-kept', text },
      ...explainLeaderCommit(moment, message.from, message.index ?? 0),
    ];
  }
  return message.reject === true
    ? [rejection(message, then, now)]
    : acknowledgement(moment, message, then, now);
}

function rejection({ from, index }: MessageView, then: ProgressView, now: ProgressView): Finding {
  const follower = nodeName(from);
  if (now.next < then.next || (then.state !== now.state && now.state === 'probe')) {
    const text = `${follower} has not what precedes ${(index ?? 0) + 1}: ${at(then)}, next probe at ${now.next}`;
    return { decided: 'probe-lowered', text };
  }
  const known = `match ${then.match}, next ${then.next}`;
  return { decided: 'progress-kept', text: `rejection of ${index ?? 0} by ${follower} is late: ${known}` };
}

function at({ state, next }: ProgressView): string {
  return state === 'probe' ? `the probe at ${next} failed` : 'it was sent too much';
}

function acknowledgement(
  moment: Moment,
  { from, index }: MessageView,
  then: ProgressView,
  now: ProgressView,
): Finding[] {
  const follower = nodeName(from);
  const moved = then.state === now.state ? '' : `, ${then.state} -> ${now.state}`;
  if (now.match > then.match) {
    const text = `${follower} has everything up to ${now.match} (was ${then.match})${moved}`;
    return [{ decided: 'match-advanced', text }, ...explainLeaderCommit(moment, from, index ?? 0)];
  }
  const text = `${follower} says ${index ?? 0}, which is no news: match ${then.match}${moved}`;
  return [{ decided: 'progress-kept', text }];
}
