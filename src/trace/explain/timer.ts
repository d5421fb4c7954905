/**
 * Timers (src/raft/tick.ts).
 */
import { timersOf } from '../../cluster/timers.ts';
import { type Finding, finding } from './finding.ts';
import { extraNumber, type Moment } from './moment.ts';
import { isQuorum, share } from './quorum.ts';
import type { Reason } from './reason.ts';

export function explainHeartbeatTimer({ before, sent }: Moment): Finding[] {
  const to = sent.filter(({ type }) => type === 'MsgHeartbeat').map((beat) => beat.to);
  return [finding({ decided: 'heartbeats', at: before.id, term: before.term, to })];
}

/** Once in an election timeout a leader looks for its quorum, and gives up a transfer that took so long. */
export function explainCheckQuorum({ model, before, after }: Moment): Finding[] {
  const at = before.id;
  const active = (id: number): boolean => id === at || before.progress[id]?.recentActive === true;
  const enough = isQuorum(before.config, active);
  const heard: Reason = { is: 'heard', heard: share(before.config, active), enough };
  const down = after.role !== 'leader';
  const [why, against] = model.checkQuorum && down !== enough ? [[heard], []] : [[], [heard]];
  if (down) return [finding({ decided: 'stepped-down', at }, why, against)];
  const [then, now] = [extraNumber(before, 'leadTransferee'), extraNumber(after, 'leadTransferee')];
  return [
    model.checkQuorum
      ? finding({ decided: 'leads-on', at }, why, against)
      : finding({ decided: 'election-timeout', at }),
    ...(then === 0 || now !== 0
      ? []
      : [finding({ decided: 'transfer-given-up', at, to: then }, [{ is: 'took-too-long' }])]),
  ];
}

export function explainExpiredLease({ before }: Moment): Finding[] {
  return [finding({ decided: 'lease-ended', at: before.id, lead: before.lead })];
}

/** One tick: mostly nothing but a timer that has come a step further. */
export function explainTick(moment: Moment): Finding[] {
  const { model, before, after, sent } = moment;
  const leads = before.role === 'leader';
  const { electionTick } = timersOf(model);
  const elapsed = extraNumber(before, 'electionElapsed');
  const checks = leads && elapsed + 1 >= electionTick;
  const beats = sent.some(({ type }) => type === 'MsgHeartbeat');
  const ends =
    model.checkQuorum &&
    !leads &&
    before.lead !== 0 &&
    elapsed < electionTick &&
    extraNumber(after, 'electionElapsed') >= electionTick;
  const timer = leads ? 'heartbeatElapsed' : 'electionElapsed';
  const [then, now] = [extraNumber(before, timer), extraNumber(after, timer)];
  const found = [
    ...(checks || (leads && after.role !== 'leader') ? explainCheckQuorum(moment) : []),
    ...(beats ? explainHeartbeatTimer(moment) : []),
    ...(ends ? explainExpiredLease(moment) : []),
  ];
  return found.length > 0 ? found : [finding({ decided: 'tick', at: before.id, timer, was: then, now })];
}
