/**
 * What matchIndex means: the follower really has it. Only while the follower knows no later term: a later leader may
 * rightly truncate what an older one still counts.
 */
import { entryAt, type NodeView, termAt } from '../src/cluster/view.ts';
import { sameEntry, slotName } from '../src/property/currentstate.ts';
import type { Judgement, PairProperty } from '../src/property/property.ts';

export const matchReplicated: PairProperty = {
  name: 'match-replicated',
  sentence:
    "What a leader counts as replicated on a node is in that node's durable log, while the node is in no later term.",
  source:
    'Raft paper, Figure 2 ("matchIndex[]: index of highest log entry known to be replicated on server")',
  scope: 'pair',
  looksAt(node) {
    const { id, up, term, durable, snapshot } = node;
    const kept = [durable.snapshot, durable.log];
    if (!up || node.role !== 'leader') return [id, up ? term : durable.term, kept];
    return [
      id,
      term,
      kept,
      snapshot,
      node.log,
      Object.entries(node.progress).map(([to, p]) => [to, p.match]),
    ];
  },
  check(a, b) {
    const first = counts(a, b);
    return first === 'irrelevant' || first === 'held' ? worse(first, counts(b, a)) : first;
  },
};

function counts(leader: NodeView, node: NodeView): Judgement {
  if (!leader.up || leader.role !== 'leader') return 'irrelevant';
  const match = leader.progress[node.id]?.match ?? 0;
  if (match === 0 || (node.up ? node.term : node.durable.term) > leader.term) return 'irrelevant';
  const low = Math.max(leader.snapshot.index, node.durable.snapshot.index, 1);
  for (let index = match; index >= low; index--) {
    if (!same(leader, node, index)) {
      const has = `n${node.id} has ${slotName(node.durable, index)} on stable storage at index ${index}`;
      return {
        broken: `leader n${leader.id} counts n${node.id} as matching up to ${match}, but ${has} and not ${slotName(leader, index)}`,
      };
    }
  }
  return 'held';
}

function same(leader: NodeView, node: NodeView, index: number): boolean {
  const [ours, theirs] = [entryAt(leader, index), entryAt(node.durable, index)];
  if (ours !== undefined && theirs !== undefined) return sameEntry(ours, theirs);
  const term = termAt(node.durable, index);
  return term !== undefined && term === termAt(leader, index);
}

function worse(a: 'irrelevant' | 'held', b: Judgement): Judgement {
  return b === 'irrelevant' ? a : b;
}
