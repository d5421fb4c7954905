/** Goal: one majority decides again. */
import type { SometimesProperty } from '../src/property/property.ts';

export const jointConfigurationLeft: SometimesProperty = {
  name: 'joint-configuration-left',
  sentence: 'A node leaves a joint configuration for the new one.',
  source: 'Raft paper, section 6 (C-new takes effect)',
  scope: 'sometimes',
  over: 'step',
  reached: (before, action, after) =>
    before.up &&
    after.up &&
    action.kind !== 'restart' &&
    before.config.votersOutgoing.length > 0 &&
    after.config.votersOutgoing.length === 0,
};
