/**
 * The order of a node's indices, in memory and on stable storage. The durable log may well be longer than the log in
 * memory (a truncation that is not yet stored), so their lengths are not compared.
 */
import { lastIndex, type NodeView } from '../src/cluster/view.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const indexOrder: NodeProperty = {
  name: 'index-order',
  sentence:
    'applied <= commit <= last index; entries stand in order of index and term, none above the current term; what is durable is no further than what is not.',
  source: 'Raft paper, Figure 2 (lastApplied, commitIndex, log[]); TLA+ CommitIdxLELogLen',
  scope: 'node',
  check(node) {
    const wrong = (node.up ? ownOrder(node) : null) ?? durableOrder(node);
    return wrong === null ? 'held' : { broken: `n${node.id} has ${wrong}` };
  },
};

function ownOrder(node: NodeView): string | null {
  const { applied, commit, durable, snapshot, term } = node;
  const last = lastIndex(node);
  if (applied > commit) return `applied ${applied} > commit ${commit}`;
  if (commit > last) return `commit ${commit} > last index ${last}`;
  if (snapshot.index > commit) return `a snapshot at ${snapshot.index} > commit ${commit}`;
  if (durable.term > term) return `durable term ${durable.term} > term ${term}`;
  if (durable.commit > commit) return `durable commit ${durable.commit} > commit ${commit}`;
  return logOrder(node);
}

function durableOrder(node: NodeView): string | null {
  const { durable } = node;
  const last = lastIndex(durable);
  if (durable.commit > last) return `durable commit ${durable.commit} > durable last index ${last}`;
  const wrong = logOrder(durable);
  return wrong === null ? null : `on stable storage ${wrong}`;
}

function logOrder(of: Pick<NodeView, 'snapshot' | 'log' | 'term'>): string | null {
  let { index, term } = of.snapshot;
  for (const entry of of.log) {
    if (entry.index !== index + 1) return `entry ${entry.index} after index ${index}`;
    if (entry.term < term) return `entry ${entry.index} of term ${entry.term} after an entry of term ${term}`;
    ({ index, term } = entry);
  }
  return term > of.term ? `an entry of term ${term} in term ${of.term}` : null;
}
