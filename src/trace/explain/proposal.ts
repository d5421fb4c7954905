/**
 * A client's proposal, here or passed on as MsgProp (src/raft/propose.ts).
 */
import { lastIndex } from '../../cluster/view.ts';
import { describeEntry, nodeName } from '../words.ts';
import { extraNumber, type Finding, type Moment } from './finding.ts';

export function explainProposal(moment: Moment): Finding[] {
  const { before, after, sent } = moment;
  const at = nodeName(before.id);
  const entries = after.log.filter((entry) => entry.index > lastIndex(before));
  if (before.role === 'leader' && entries.length > 0) {
    const names = entries.map(describeEntry).join(' ');
    return [{ decided: 'entries-appended', text: `${at} leads and appends ${names}${refused(moment)}` }];
  }
  const passed = sent.find(({ type }) => type === 'MsgProp');
  if (passed !== undefined) {
    return [
      { decided: 'forwarded', text: `${at} is a ${before.role}: passes it on to ${nodeName(passed.to)}` },
    ];
  }
  return [{ decided: 'ignored', text: `proposal dropped: ${droppedBecause(moment)}` }];
}

/** A configuration change that may not be made now leaves an empty entry. */
function refused({ action, before, after }: Moment): string {
  const proposed = action.kind === 'propose-conf';
  const entry = after.log.find(({ index }) => index === lastIndex(before) + 1);
  if (!proposed || entry?.type !== 'normal') return '';
  const pending = extraNumber(before, 'pendingConfIndex');
  const why =
    pending > before.applied
      ? `the one at ${pending} may not be applied yet (applied ${before.applied})`
      : 'it does not fit the configuration in use';
  return `, an empty entry in place of the change: ${why}`;
}

function droppedBecause({ model, before }: Moment): string {
  const at = nodeName(before.id);
  const target = extraNumber(before, 'leadTransferee');
  if (before.role === 'leader') {
    return target === 0 ? `${at} leads and takes no more` : `${at} hands over to ${nodeName(target)}`;
  }
  if (before.role !== 'follower') return `${at} is a ${before.role} and knows no leader`;
  if (before.lead === 0) return `${at} knows no leader`;
  return model.disableProposalForwarding ? 'forwarding is disabled' : `${at} could not pass it on`;
}
