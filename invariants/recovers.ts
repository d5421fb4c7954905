/** Recovery: what is asked of every reachable state once nothing more goes wrong. See src/cluster/recovery. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const recovers: RecoveryProperty = {
  name: 'recovers',
  sentence:
    'From every state, with all in flight lost and timers that fire in time, the cluster comes back and serves.',
  source: 'Raft thesis, chapter 9 (liveness under timely delivery); etcd#8501, #12136',
  scope: 'recovery',
  asks: 'return',
  // Rounds know the timers of a model without a clock.
  applies: ({ clock }) => clock === 'untimed',
};
