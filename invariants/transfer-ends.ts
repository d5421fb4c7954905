/** A response that a leader owes, asked where recovery is: see src/cluster/recovery/responses.ts. */
import type { RecoveryProperty } from '../src/property/property.ts';

export const transferEnds: RecoveryProperty = {
  name: 'transfer-ends',
  sentence: 'A transfer of leadership ends within five quorum checks, one way or the other.',
  source: 'Raft thesis, section 3.10; hashicorp/raft#696',
  scope: 'recovery',
  asks: 'transfer',
  applies: ({ clock, bounds }) => clock === 'untimed' && bounds['max-transfers'] !== 0,
};
