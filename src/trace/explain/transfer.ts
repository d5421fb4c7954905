/**
 * Handing leadership over: the request, and MsgTimeoutNow at its target (src/raft/transfer.ts).
 */
import { lastIndex } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import { explainCampaign } from './campaign.ts';
import { answerOf, extraNumber, type Finding, type Moment } from './finding.ts';
import type { Standing } from './term.ts';

/** `target` leads next, if all goes well. */
export function explainTransfer(moment: Moment, target: number): Finding[] {
  const { before, after, sent } = moment;
  const [at, to] = [nodeName(before.id), nodeName(target)];
  if (before.role !== 'leader') {
    const passed = sent.find(({ type }) => type === 'MsgTransferLeader');
    if (passed === undefined)
      return [{ decided: 'ignored', text: `${at} is a ${before.role}: nothing to hand over` }];
    return [{ decided: 'forwarded', text: `${at} does not lead: passes it on to ${nodeName(passed.to)}` }];
  }
  const [then, now] = [extraNumber(before, 'leadTransferee'), extraNumber(after, 'leadTransferee')];
  if (then === now) {
    const why = then === target ? 'is under way already' : `cannot go to ${to}`;
    return [{ decided: 'ignored', text: `the transfer ${why}` }];
  }
  if (now === 0) return [{ decided: 'transfer', text: `${at} gives up handing over to ${nodeName(then)}` }];
  const match = before.progress[target]?.match ?? 0;
  const told = answerOf(moment, target, 'MsgTimeoutNow') !== undefined;
  const how = told
    ? `${to} has the whole log, and is told to campaign`
    : `${to} has up to ${match} of ${lastIndex(before)}, and must catch up first`;
  return [
    { decided: 'transfer', text: `${at} hands over to ${to}, and takes no proposals until then: ${how}` },
  ];
}

export function explainTimeoutNow(moment: Moment, { role }: Standing): Finding[] {
  const at = nodeName(moment.before.id);
  if (role !== 'follower') {
    return [{ decided: 'ignored', text: `MsgTimeoutNow ignored: ${at} is a ${role}` }];
  }
  return explainCampaign(moment, 'its leader told it to campaign');
}
