/**
 * What happens to a node or a message from outside: crashes and restarts, a network that loses and doubles, a log that is
 * compacted, a peer said to be unreachable, a leader to be forgotten.
 */
import { lastIndex } from '../../cluster/view.ts';
import { describeEntry, describeMessage, nodeName } from '../words.ts';
import { entriesMissing, type Finding, type Moment } from './finding.ts';

export function explainCrash({ before }: Moment): Finding[] {
  const { durable } = before;
  const kept = { ...before, log: durable.log, snapshot: durable.snapshot };
  const lost = entriesMissing(before, kept).map(describeEntry);
  const parts = [
    ...(durable.term === before.term ? [] : [`term ${before.term}`]),
    ...(durable.vote === before.vote ? [] : [`its vote for ${nodeName(before.vote)}`]),
    ...(lost.length === 0 ? [] : [`entries ${lost.join(' ')}`]),
  ];
  const gone = parts.length === 0 ? 'nothing that was not durable' : parts.join(', ');
  return [{ decided: 'fault', text: `${nodeName(before.id)} is down and has lost ${gone}` }];
}

export function explainRestart({ after }: Moment): Finding[] {
  const vote = after.vote === 0 ? 'no vote' : `a vote for ${nodeName(after.vote)}`;
  const from = `term ${after.term}, ${vote}, a log up to ${lastIndex(after)}, commit ${after.commit}`;
  return [{ decided: 'fault', text: `${nodeName(after.id)} starts from its disk: ${from}` }];
}

export function explainNetwork({ action }: Moment): Finding[] {
  if (action.kind !== 'drop' && action.kind !== 'duplicate') return [];
  const what = action.kind === 'drop' ? 'is lost' : 'is on its way twice';
  return [{ decided: 'fault', text: `${describeMessage(action.message)} ${what}` }];
}

export function explainCompaction({ before, after }: Moment): Finding[] {
  const { index, term } = after.durable.snapshot;
  const text = `${nodeName(before.id)} has applied up to ${before.applied}: the log up to ${index}@${term} is now a snapshot`;
  return [{ decided: 'storage', text }];
}

export function explainUnreachable({ action, before, after }: Moment): Finding[] {
  if (action.kind !== 'unreachable') return [];
  const [then, now] = [before.progress[action.peer], after.progress[action.peer]];
  const peer = nodeName(action.peer);
  const text =
    then?.state === 'replicate' && now?.state === 'probe'
      ? `what was sent to ${peer} is probably lost: probes at ${now.next}, was sending from ${then.next}`
      : `${peer} is said to be unreachable: nothing was sent to it without waiting`;
  return [{ decided: 'heard', text }];
}

export function explainForgetting({ before, after }: Moment): Finding[] {
  const at = nodeName(before.id);
  if (after.lead === before.lead)
    return [{ decided: 'ignored', text: `${at} has no leader that it may forget` }];
  const text = `${at} forgets that ${nodeName(before.lead)} leads, and may vote again where it has not voted`;
  return [{ decided: 'heard', text }];
}
