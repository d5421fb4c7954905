/** Leader completeness, against the history of what was committed in which term. */
import { entryAt } from '../src/cluster/view.ts';
import { entryName, sameEntry, slotName } from '../src/property/currentstate.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const leaderCompleteness: NodeProperty = {
  name: 'leader-completeness',
  sentence: 'An entry committed in some term is present in the logs of the leaders of all later terms.',
  source: 'Raft paper, Figure 3 and section 5.4; TLA+ LeaderCompleteness',
  scope: 'node',
  ghosts: ['committed'],
  looksAt: (node) => (node.up && node.role === 'leader' ? [node.term, node.snapshot, node.log] : null),
  check(node, ghost) {
    if (!node.up || node.role !== 'leader') return 'irrelevant';
    let relevant = false;
    for (const committed of ghost.committed) {
      if (committed.byTerm >= node.term) continue;
      relevant = true;
      const { snapshot } = node;
      if (committed.index < snapshot.index) continue;
      if (committed.index === snapshot.index && committed.term === snapshot.term) continue;
      const entry = entryAt(node, committed.index);
      if (entry !== undefined && sameEntry(entry, committed)) continue;
      const lost = `entry ${entryName(committed)}, committed in term ${committed.byTerm}`;
      return {
        broken: `n${node.id} leads term ${node.term} without ${lost}: it has ${slotName(node, committed.index)}`,
      };
    }
    return relevant ? 'held' : 'irrelevant';
  },
};
