/**
 * What no step of a sound core does, whatever it was told to do. Told only where it is done: by a core with a bug.
 */
import type { NodeView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import { entriesMissing, type Finding, isOdd, type Moment } from './finding.ts';

/** The promises that the step broke, and that `told` has not told of. */
export function brokenPromises(moment: Moment, told: readonly Finding[]): Finding[] {
  const { before, after, action } = moment;
  // A crash breaks none: what it loses was not durable before.
  if (action.kind === 'crash' || action.kind === 'restart') return [];
  const known = told.some(isOdd);
  const broken = [
    ...goneBack(before, after),
    ...(known ? [] : revoted(before, after)),
    ...unstored(moment),
    ...overtold(moment),
  ];
  return broken.map((text) => ({ decided: 'rule-broken', text }));
}

function goneBack(before: NodeView, after: NodeView): string[] {
  return [
    ...(after.term < before.term
      ? [`term ${before.term} -> ${after.term}, although a term never goes back`]
      : []),
    ...(after.commit < before.commit
      ? [`commit ${before.commit} -> ${after.commit}, although a commit index never goes back`]
      : []),
  ];
}

/** In one term a node that has voted keeps its vote. */
function revoted(before: NodeView, after: NodeView): string[] {
  if (after.term !== before.term || before.vote === 0 || after.vote === before.vote) return [];
  const now = after.vote === 0 ? 'its vote is gone' : `it votes for ${nodeName(after.vote)}`;
  return [`${now}, although it has voted for ${nodeName(before.vote)} in term ${before.term}`];
}

/** With synchronous storage nothing is said before it is on the disk. */
function unstored({ model, before, after }: Moment): string[] {
  if (model.storage !== 'sync' || missing(before).length > 0) return [];
  const lacking = missing(after);
  if (lacking.length === 0) return [];
  return [`${nodeName(after.id)} speaks, although its disk lacks ${lacking.join(', ')}`];
}

/** What the node knows and its disk does not. */
function missing(node: NodeView): string[] {
  const { durable } = node;
  const entries = entriesMissing(node, { ...node, log: durable.log, snapshot: durable.snapshot });
  return [
    ...(durable.term < node.term ? [`term ${node.term}`] : []),
    ...(node.vote !== 0 && (durable.term < node.term || durable.vote !== node.vote)
      ? [`its vote for ${nodeName(node.vote)}`]
      : []),
    ...(entries.length > 0 ? [`entries from ${entries[0]!.index} on`] : []),
  ];
}

/** A heartbeat may only tell a follower to commit what it is known to have. */
function overtold({ after, sent }: Moment): string[] {
  return sent.flatMap(({ type, from, to, commit = 0 }) => {
    const match = after.progress[to]?.match ?? 0;
    if (type !== 'MsgHeartbeat' || from !== after.id || commit <= match) return [];
    return [`tells ${nodeName(to)} to commit ${commit}, although it is known to have only up to ${match}`];
  });
}
