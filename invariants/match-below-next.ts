/** The order of a leader's indices for each node. */
import { lastIndex } from '../src/cluster/view.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const matchBelowNext: NodeProperty = {
  name: 'match-below-next',
  sentence: 'For every node a leader has match < next, and match <= its own last index.',
  source: 'Raft paper, Figure 2 (nextIndex, matchIndex); TLA+ NextIdxGtMatchIdx',
  scope: 'node',
  check(node) {
    if (!node.up || node.role !== 'leader') return 'irrelevant';
    const last = lastIndex(node);
    for (const [id, { match, next }] of Object.entries(node.progress)) {
      if (match >= next)
        return { broken: `leader n${node.id} has match ${match} >= next ${next} for n${id}` };
      if (match > last) {
        return { broken: `leader n${node.id} has match ${match} > last index ${last} for n${id}` };
      }
    }
    return 'held';
  },
};
