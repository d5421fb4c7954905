/** A response that a leader owes, asked where recovery is: see src/cluster/recovery/responses.ts. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const changeEnds: RecoveryProperty = {
  name: 'change-ends',
  sentence:
    'A change in the log of a leader is applied, and a joint configuration left, within five of its heartbeats.',
  source: 'Raft thesis, section 4.3; etcd#12136',
  scope: 'recovery',
  asks: 'change',
  applies: ({ clock, bounds }) => clock === 'untimed' && bounds['max-conf-changes'] !== 0,
};
