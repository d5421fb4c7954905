/** Goal: a node comes back with a log that does not begin at the beginning. */
import type { SometimesProperty } from '../src/property/property.ts';

export const restartedFromSnapshot: SometimesProperty = {
  name: 'restarted-from-snapshot',
  sentence: 'A node restarts from a snapshot and the log after it.',
  source: 'Raft paper, section 7 (log compaction)',
  scope: 'sometimes',
  over: 'step',
  reached: (_before, action, after) => action.kind === 'restart' && after.up && after.snapshot.index > 0,
};
