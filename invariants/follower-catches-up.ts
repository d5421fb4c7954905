/** A response that a leader owes, asked where recovery is: see src/cluster/recovery/responses.ts. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const followerCatchesUp: RecoveryProperty = {
  name: 'follower-catches-up',
  sentence: 'Every member that is up has the log of who leads within five of its heartbeats.',
  source: 'Raft paper, section 5.3; yugabyte/yugabyte-db#32876',
  scope: 'recovery',
  asks: 'follower',
  applies: ({ clock }) => clock === 'untimed',
};
