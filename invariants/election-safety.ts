/** Election safety over all time: the ghost remembers leaders that are no longer leading. */

import { nodeNames } from '../src/property/currentstate.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const electionSafety: NodeProperty = {
  name: 'election-safety',
  sentence: 'At most one node ever leads a given term.',
  source: 'Raft paper, Figure 3 and section 5.2; TLA+ ElectionSafety',
  scope: 'node',
  ghosts: ['rivals'],
  looksAt: (node) => (node.up && node.role === 'leader' ? [node.id, node.term] : null),
  check(node, ghost) {
    if (!node.up || node.role !== 'leader') return 'irrelevant';
    const others = (ghost.leaders[node.term] ?? []).filter((id) => id !== node.id);
    if (others.length === 0) return 'held';
    return { broken: `n${node.id} leads term ${node.term}, which ${nodeNames(others)} led too` };
  },
};
