/**
 * Handing leadership over: the request, and MsgTimeoutNow at its target (src/raft/transfer.ts).
 */
import { lastIndex, type NodeView } from '../../cluster/view.ts';
import { explainCampaign } from './campaign.ts';
import { type Finding, finding } from './finding.ts';
import { answerOf, extraNumber, type Moment, type Standing } from './moment.ts';
import { leftUndone, passedOver } from './passedover.ts';
import type { Reason } from './reason.ts';

/** `target` leads next, if all goes well. */
export function explainTransfer(moment: Moment, target: number, standing: Standing): Finding[] {
  const { before, after } = moment;
  const at = before.id;
  const what = 'the transfer';
  if (standing.role !== 'leader') return elsewhere(moment, standing);
  const [then, now] = [extraNumber(before, 'leadTransferee'), extraNumber(after, 'leadTransferee')];
  const hindered = hindrance(before, target, then);
  if (then === now) {
    if (hindered !== null) return [passedOver(moment, standing, what, hindered)];
    return [leftUndone(moment, standing, what, [{ is: 'nothing-against' }])];
  }
  const against = hindered === null ? [] : [hindered];
  if (now === 0) return [finding({ decided: 'transfer-given-up', at, to: then }, [], against)];
  const told = answerOf(moment, now, 'MsgTimeoutNow') !== undefined;
  const ready = readiness(before, now);
  const [why, unready] = told === (ready.is === 'caught-up') ? [[ready], []] : [[], [ready]];
  return [finding({ decided: 'transfer-started', at, to: now, told }, why, [...against, ...unready])];
}

function elsewhere(moment: Moment, standing: Standing): Finding[] {
  const { before, sent } = moment;
  const at = before.id;
  const { role, lead } = standing;
  const passed = sent.find(({ type }) => type === 'MsgTransferLeader');
  const knowsNobody = role !== 'follower' || lead === 0;
  const none: Reason = { is: 'no-leader', at, role };
  if (passed === undefined && knowsNobody) return [passedOver(moment, standing, 'the transfer', none)];
  if (passed === undefined)
    return [leftUndone(moment, standing, 'the transfer', [{ is: 'nothing-against' }])];
  const why: Reason = { is: 'role', at, role, needs: null };
  return [
    finding(
      { decided: 'forwarded', what: 'the transfer', at, to: passed.to },
      [why],
      knowsNobody ? [none] : [],
    ),
  ];
}

/** What hinders a transfer, in the order in which the core asks. */
function hindrance({ id, term, progress }: NodeView, target: number, then: number): Reason | null {
  const tracked = progress[target];
  if (tracked === undefined) return { is: 'not-tracked', who: target };
  if (tracked.learner) return { is: 'learner', who: target };
  if (target === then) return { is: 'under-way', to: then };
  return target === id && then === 0 ? { is: 'leads', at: id, term } : null;
}

/** Whether the target has the whole log. */
function readiness(leader: NodeView, who: number): Reason {
  const match = leader.progress[who]?.match ?? 0;
  const last = lastIndex(leader);
  return match === last ? { is: 'caught-up', who } : { is: 'behind', who, match, last };
}

/** The target has caught up by what the step brought, and is told so. */
export function transferReady({ before, after, sent }: Moment): Finding[] {
  const told = sent.find(({ type }) => type === 'MsgTimeoutNow');
  if (told === undefined) return [];
  const ready = readiness(after, told.to);
  const [why, against] = ready.is === 'caught-up' ? [[ready], []] : [[], [ready]];
  return [finding({ decided: 'transfer-ready', at: before.id, to: told.to }, why, against)];
}

export function explainTimeoutNow(moment: Moment, standing: Standing): Finding[] {
  const { role } = standing;
  if (role !== 'follower') {
    const reason: Reason = { is: 'role', at: moment.before.id, role, needs: 'follower' };
    return [passedOver(moment, standing, 'MsgTimeoutNow', reason)];
  }
  return explainCampaign(moment, { is: 'told-to-campaign' }, standing);
}
