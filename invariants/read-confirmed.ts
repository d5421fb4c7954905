/** Goal: a linearizable read comes back to the client that asked for it. */
import type { SometimesProperty } from '../src/property/property.ts';

export const readConfirmed: SometimesProperty = {
  name: 'read-confirmed',
  sentence: 'A node is told that it may serve a read.',
  source: 'Raft thesis, section 6.4 (ReadIndex)',
  scope: 'sometimes',
  over: 'step',
  reached: (_before, _action, after) => after.extra.readStates !== undefined,
};
