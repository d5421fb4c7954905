/**
 * What happens to a node or a message from outside: crashes and restarts, a network that loses and doubles, a log that is
 * compacted, a peer said to be unreachable, a leader to be forgotten.
 */
import type { ActionOf } from '../../cluster/action.ts';
import { lastIndex, type MessageView } from '../../cluster/view.ts';
import { type Finding, finding } from './finding.ts';
import type { Moment } from './moment.ts';
import { leftUndone, passedOver } from './passedover.ts';
import { partsMissing } from './storage.ts';

export function explainCrash({ before }: Moment): Finding[] {
  return [finding({ decided: 'crashed', at: before.id, lost: partsMissing(before, before.durable) })];
}

export function explainRestart({ after }: Moment): Finding[] {
  const { id: at, term, vote, commit } = after;
  return [finding({ decided: 'restarted', at, term, vote, last: lastIndex(after), commit })];
}

export function explainNetwork(decided: 'lost' | 'doubled', message: MessageView): Finding[] {
  return [finding({ decided, message })];
}

export function explainCompaction({ before, after }: Moment): Finding[] {
  const { applied, id: at } = before;
  return [finding({ decided: 'compacted', at, applied, snapshot: after.durable.snapshot })];
}

export function explainUnreachable({ before, after }: Moment, { peer }: ActionOf<'unreachable'>): Finding[] {
  const [then, now] = [before.progress[peer], after.progress[peer]];
  const ahead = then?.state === 'replicate';
  const probes = ahead && now?.state === 'probe' ? now.next : null;
  const against = ahead && probes === null ? ([{ is: 'nothing-against' }] as const) : [];
  return [finding({ decided: 'said-unreachable', peer, was: then?.next ?? 0, probes }, [], against)];
}

export function explainForgetting(moment: Moment): Finding[] {
  const { model, before, after } = moment;
  const [at, what] = [before.id, 'forget-leader'];
  if (before.lead !== 0 && after.lead === 0) {
    return [finding({ decided: 'leader-forgotten', at, lead: before.lead })];
  }
  if (before.role !== 'follower' || before.lead === 0) {
    return [passedOver(moment, before, what, { is: 'no-leader-to-forget', at })];
  }
  if (model.readOnly === 'lease') return [passedOver(moment, before, what, { is: 'leases-forget-nobody' })];
  return [leftUndone(moment, before, what, [{ is: 'nothing-against' }])];
}
