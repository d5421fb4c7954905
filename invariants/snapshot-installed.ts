/** Goal: a node that lags behind a compacted log is brought up to date by a snapshot. */
import type { SometimesProperty } from '../src/property/property.ts';

export const snapshotInstalled: SometimesProperty = {
  name: 'snapshot-installed',
  sentence: 'A node replaces its log by a snapshot from the leader.',
  source: 'Raft paper, section 7 (InstallSnapshot)',
  scope: 'sometimes',
  over: 'step',
  reached: (before, action, after) =>
    action.kind === 'deliver' &&
    action.message.type === 'MsgSnap' &&
    after.up &&
    after.snapshot.index > before.commit,
};
