/**
 * A client's proposal, here or passed on as MsgProp (src/raft/propose.ts).
 */
import { type EntryView, lastIndex } from '../../cluster/view.ts';
import { type Finding, finding } from './finding.ts';
import { extraNumber, type Moment } from './moment.ts';
import { leftUndone, passedOver } from './passedover.ts';
import type { Reason } from './reason.ts';

export function explainProposal(moment: Moment): Finding[] {
  const { before, after, sent } = moment;
  const at = before.id;
  const entries = after.log.filter(({ index }) => index > lastIndex(before));
  const hindered = hindrances(moment);
  if (before.role === 'leader' && entries.length > 0) {
    return [finding({ decided: 'entries-appended', at, entries }, [], hindered), ...refusal(moment, entries)];
  }
  const passed = sent.find(({ type }) => type === 'MsgProp');
  if (passed !== undefined) {
    const role: Reason = { is: 'role', at, role: before.role, needs: null };
    const why = before.role === 'leader' ? [] : [role];
    return [finding({ decided: 'forwarded', what: 'the proposal', at, to: passed.to }, why, hindered)];
  }
  const [first] = hindered;
  return [
    first === undefined
      ? leftUndone(moment, before, 'the proposal', [{ is: 'nothing-against' }])
      : passedOver(moment, before, 'the proposal', first),
  ];
}

/** What keeps a node from appending a proposal, or from passing it on. */
function hindrances({ model, before, after }: Moment): Reason[] {
  const { id: at, role } = before;
  if (role !== 'leader') {
    if (role !== 'follower' || before.lead === 0) return [{ is: 'no-leader', at, role }];
    return model.disableProposalForwarding ? [{ is: 'forwarding-disabled' }] : [];
  }
  if (before.progress[at] === undefined) return [{ is: 'removed', at }];
  const to = extraNumber(before, 'leadTransferee');
  if (to !== 0) return [{ is: 'handing-over', at, to }];
  // The size of what is proposed is not seen: that it was too much is known by what became of it.
  const grown = lastIndex(after) > lastIndex(before);
  const limit = model.maxUncommittedEntriesSize;
  return limit === null || grown || extraNumber(before, 'uncommittedSize') === 0
    ? []
    : [{ is: 'log-too-long', at }];
}

/** A configuration change that may not be made now leaves an empty entry in its place. */
function refusal(moment: Moment, entries: readonly EntryView[]): Finding[] {
  const { model, before } = moment;
  const [change] = changesProposed(moment);
  const [entry] = entries;
  if (change === undefined || entry?.type !== 'normal') return [];
  const pending = extraNumber(before, 'pendingConfIndex');
  const joint = before.config.votersOutgoing.length > 0;
  const reasons: Reason[] = [
    ...(pending > before.applied
      ? [{ is: 'change-pending', index: pending, applied: before.applied } as const]
      : []),
    ...(joint !== (change === 'leave') ? [{ is: 'change-unfit' } as const] : []),
  ];
  const why = model.disableConfChangeValidation ? [] : reasons.slice(0, 1);
  const refused = { decided: 'change-refused', at: before.id, entry } as const;
  return [finding(refused, why, why.length > 0 ? [] : [{ is: 'nothing-against' }])];
}

function changesProposed({ action }: Moment): readonly string[] {
  if (action.kind === 'propose-conf') return [action.change];
  if (action.kind !== 'deliver') return [];
  return (action.message.entries ?? []).filter(({ type }) => type !== 'normal').map(({ data }) => data);
}
