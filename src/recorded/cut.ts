/**
 * How much of long logs need not be looked at after every step: what was committed first, as far as no node shows anything else. A node
 * that has it committed and stored is then seen as if it had compacted it, so that properties compare what is new and find the rest
 * equal, as they do with logs that are compacted in fact.
 */
import { type CommittedEntry, type LogView, lastIndex, type NodeView } from '../cluster/view.ts';
import { sameEntry } from '../property/currentstate.ts';

/** More is left out when so many more entries can be: looking whether they can costs the whole logs. */
const stride = 32;

/** The highest index up to which may be left out, of logs that are the same up to `index`. */
export function mostCut(index: number): number {
  return Math.max(0, index - (index % stride));
}

/** The first index, up to `to`, at which the node, in memory or stored, shows another entry than was committed; Infinity: none. */
export function conflictWith(committed: readonly CommittedEntry[], node: NodeView, to: number): number {
  return Math.min(firstConflict(committed, node, to), firstConflict(committed, node.durable, to));
}

function firstConflict(committed: readonly CommittedEntry[], log: LogView, to: number): number {
  const { index, term } = log.snapshot;
  if (index > 0 && index <= to && committed[index - 1].term !== term) return index;
  const end = Math.min(to, lastIndex(log));
  for (let at = index + 1; at <= end; at++) {
    if (!sameEntry(committed[at - 1], log.log[at - index - 1])) return at;
  }
  return Number.POSITIVE_INFINITY;
}
