/** Goal: a leader really does not wait for its own disk. */
import { lastIndex } from '../src/cluster/view.ts';
import type { SometimesProperty } from '../src/property/property.ts';

export const committedAheadOfOwnDisk: SometimesProperty = {
  name: 'committed-ahead-of-own-disk',
  sentence: 'A leader commits an entry that a majority of others has stored and it has not.',
  source: "Raft thesis, section 10.2.1 (writing to the leader's disk in parallel)",
  scope: 'sometimes',
  over: 'node',
  applies: (model) => model.storage === 'async',
  reached: (node) => node.up && node.role === 'leader' && node.commit > lastIndex(node.durable),
};
