/**
 * At most one configuration change is in flight. Judged against the history of commits and not the node's own commit
 * index: a follower may hold two changes of which it does not yet know that the first is committed.
 */

import { entryName } from '../src/property/currentstate.ts';
import type { NodeProperty } from '../src/property/property.ts';

export const oneUncommittedConfChange: NodeProperty = {
  name: 'one-uncommitted-conf-change',
  sentence: 'No log holds two configuration changes that are not committed.',
  source: 'Raft paper, section 6; thesis, section 4.1; etcd pendingConfIndex',
  scope: 'node',
  ghosts: ['committed'],
  // The option removes exactly this rule; what follows from that is for the safety properties to say.
  applies: (model) => model.confChanges.length > 0 && !model.disableConfChangeValidation,
  looksAt(node) {
    const changes = node.log.filter((entry) => entry.type !== 'normal');
    return changes.length === 0 ? null : changes;
  },
  check(node, ghost) {
    const changes = node.log.filter(
      (entry) => entry.type !== 'normal' && entry.index > ghost.committed.length,
    );
    if (changes.length === 0) return 'irrelevant';
    if (changes.length === 1) return 'held';
    return { broken: `n${node.id} holds uncommitted changes ${changes.map(entryName).join(' and ')}` };
  },
};
