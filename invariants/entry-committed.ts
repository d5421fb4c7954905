/** Goal: an entry is committed, if only a leader's empty one. */
import type { SometimesProperty } from '../src/property/property.ts';

export const entryCommitted: SometimesProperty = {
  name: 'entry-committed',
  sentence: 'Some node commits an entry.',
  source: 'Raft paper, section 5.3',
  scope: 'sometimes',
  over: 'node',
  // Not commit > 0: a node may start from a snapshot.
  reached: (node) => node.up && node.commit > node.snapshot.index,
};
