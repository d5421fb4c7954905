/** A response that a leader owes, asked where recovery is: see src/cluster/recovery/responses.ts. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const snapshotEnds: RecoveryProperty = {
  name: 'snapshot-ends',
  sentence: 'A leader waits for a snapshot that was lost, or has come, for five of its heartbeats at most.',
  source: 'etcd-io/raft#110, #124',
  scope: 'recovery',
  asks: 'snapshot',
  applies: ({ clock, bounds }) => clock === 'untimed' && bounds['max-compactions'] !== 0,
};
