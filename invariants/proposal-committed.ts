/** Goal: something that a client proposed is committed. */
import type { SometimesProperty } from '../src/property/property.ts';

export const proposalCommitted: SometimesProperty = {
  name: 'proposal-committed',
  sentence: "Some node commits a client's entry, not only a leader's empty one.",
  source: 'Raft paper, section 5.3',
  scope: 'sometimes',
  over: 'node',
  reached: (node) =>
    node.up &&
    node.log.some((entry) => entry.index <= node.commit && entry.type === 'normal' && entry.data !== ''),
};
