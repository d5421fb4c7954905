/** Goal: somebody wins an election. */
import type { SometimesProperty } from '../src/property/property.ts';

export const leaderElected: SometimesProperty = {
  name: 'leader-elected',
  sentence: 'Some node becomes leader.',
  source: 'Raft paper, section 5.2',
  scope: 'sometimes',
  over: 'node',
  reached: (node) => node.up && node.role === 'leader',
};
