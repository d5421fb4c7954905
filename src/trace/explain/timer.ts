/**
 * Timers (src/raft/tick.ts).
 */
import { nodeName } from '../words.ts';
import { explainCampaign } from './campaign.ts';
import { extraNumber, type Finding, type Moment } from './finding.ts';
import { share } from './quorum.ts';

export function explainHeartbeatTimer({ before, sent }: Moment): Finding[] {
  const beats = sent.filter(({ type }) => type === 'MsgHeartbeat').map(({ to }) => nodeName(to));
  const text = `${nodeName(before.id)} leads term ${before.term}: heartbeats to ${beats.join(' and ') || 'nobody'}`;
  return [{ decided: 'timer', text }];
}

export function explainCheckQuorum({ model, before, after }: Moment): Finding[] {
  const at = nodeName(before.id);
  const active = (id: number): boolean => id === before.id || before.progress[id]?.recentActive === true;
  const heard = `it has heard from ${share(before.config, active)}, itself included, since the last check`;
  if (after.role !== 'leader') return [{ decided: 'stepped-down', text: `${at} steps down: ${heard}` }];
  const target = extraNumber(before, 'leadTransferee');
  const gives = target === 0 ? '' : `; gives up handing over to ${nodeName(target)}, which took too long`;
  const text = model.checkQuorum ? `${at} leads on: ${heard}` : `an election timeout has passed at ${at}`;
  return [{ decided: 'timer', text: text + gives }];
}

export function explainExpiredLease({ before }: Moment): Finding[] {
  const [at, lead] = [nodeName(before.id), nodeName(before.lead)];
  const text = `${at} has not heard ${lead} for an election timeout: it will answer other candidates again`;
  return [{ decided: 'timer', text }];
}

/** One tick: mostly nothing but a timer that has come a step further. */
export function explainTick(moment: Moment): Finding[] {
  const { before, after, sent } = moment;
  if (sent.some(({ type }) => type === 'MsgHeartbeat')) return explainHeartbeatTimer(moment);
  if (before.role === 'leader' && after.role !== 'leader') return explainCheckQuorum(moment);
  if (before.role !== 'leader' && (after.role !== before.role || after.term !== before.term)) {
    return explainCampaign(moment, 'the election timer fires');
  }
  const name = before.role === 'leader' ? 'heartbeatElapsed' : 'electionElapsed';
  const [then, now] = [extraNumber(before, name), extraNumber(after, name)];
  return [{ decided: 'timer', text: `a tick at ${nodeName(before.id)}: ${name} ${then} -> ${now}` }];
}
