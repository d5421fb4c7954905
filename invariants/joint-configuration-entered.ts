/** Goal: two majorities are needed at once. */
import type { SometimesProperty } from '../src/property/property.ts';

export const jointConfigurationEntered: SometimesProperty = {
  name: 'joint-configuration-entered',
  sentence: 'Some node is in a joint configuration.',
  source: 'Raft paper, section 6 (joint consensus)',
  scope: 'sometimes',
  over: 'node',
  reached: (node) => node.up && node.config.votersOutgoing.length > 0,
};
