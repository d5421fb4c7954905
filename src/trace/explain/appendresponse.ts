/**
 * MsgAppResp: a leader hears how far a log goes (src/raft/appendresponse.ts).
 */
import type { MessageView, ProgressView } from '../../cluster/view.ts';
import { explainLeaderCommit } from './commit.ts';
import { type Decision, type Finding, finding } from './finding.ts';
import type { Moment, Standing } from './moment.ts';
import { passedOver } from './passedover.ts';
import type { Reason } from './reason.ts';

export function explainAppendResponse(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const { before, after } = moment;
  const { role } = standing;
  const { type, from: of, index = 0 } = message;
  if (role !== 'leader') {
    return [passedOver(moment, standing, type, { is: 'role', at: before.id, role, needs: 'leader' })];
  }
  const then = before.progress[of];
  if (then === undefined) return [passedOver(moment, standing, type, { is: 'not-tracked', who: of })];
  const now = after.progress[of];
  // By what was committed and applied with it, the node is tracked no more, or this one does not lead.
  if (now === undefined) return explainLeaderCommit(moment, of, index);
  return message.reject === true
    ? [rejection(message, then, now)]
    : acknowledgement(moment, message, then, now);
}

function rejection({ from: of, index = 0 }: MessageView, then: ProgressView, now: ProgressView): Finding {
  // A probe is rejected where it was sent; entries that were sent ahead, anywhere after the match.
  const late = then.state === 'replicate' ? index <= then.match : index !== then.next - 1;
  const reason: Reason = { is: 'late', match: then.match, next: then.next };
  if (now.next < then.next || (then.state !== now.state && now.state === 'probe')) {
    const lowered: Decision = {
      decided: 'probe-lowered',
      of,
      index,
      state: then.state,
      was: then.next,
      next: now.next,
    };
    return finding(lowered, [], late ? [reason] : []);
  }
  const kept: Decision = {
    decided: 'progress-kept',
    of,
    rejects: true,
    index,
    moved: [then.state, now.state],
  };
  return finding(kept, late ? [reason] : []);
}

function acknowledgement(
  moment: Moment,
  { from: of, index = 0 }: MessageView,
  then: ProgressView,
  now: ProgressView,
): Finding[] {
  const moved = [then.state, now.state] as const;
  const said: Reason = { is: 'said', who: of, index };
  if (now.match > then.match) {
    const advanced: Decision = { decided: 'match-advanced', of, was: then.match, match: now.match, moved };
    const first = finding(advanced, [], now.match === index ? [] : [said]);
    return [first, ...explainLeaderCommit(moment, of, index)];
  }
  const kept: Decision = { decided: 'progress-kept', of, rejects: false, index, moved };
  return [
    index > then.match
      ? finding(kept, [], [said])
      : finding(kept, now.match === then.match ? [{ is: 'no-news', match: then.match }] : []),
  ];
}
