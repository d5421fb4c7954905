/** A response that a leader owes, asked where recovery is: see src/cluster/recovery/responses.ts. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const proposalAnswered: RecoveryProperty = {
  name: 'proposal-answered',
  sentence:
    'A proposal that a leader has taken is committed within five of its heartbeats, or it leads no more.',
  source: 'Raft thesis, section 3.5; etcd PR#7042',
  scope: 'recovery',
  asks: 'proposal',
  applies: ({ clock, bounds }) => clock === 'untimed' && bounds['max-proposals'] !== 0,
};
