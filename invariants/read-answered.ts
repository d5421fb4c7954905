/** A response that a leader owes, asked where recovery is: see src/cluster/recovery/responses.ts. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const readAnswered: RecoveryProperty = {
  name: 'read-answered',
  sentence:
    'A read asked of a node that leads is answered within five of its heartbeats, or it leads no more.',
  source: 'etcd#12680; Raft thesis, section 6.4',
  scope: 'recovery',
  asks: 'read',
  applies: ({ clock, bounds }) => clock === 'untimed' && bounds['max-reads'] !== 0,
};
