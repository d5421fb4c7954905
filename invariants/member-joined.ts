/** Goal: a node that knew nothing becomes part of the cluster. */
import type { SometimesProperty } from '../src/property/property.ts';

export const memberJoined: SometimesProperty = {
  name: 'member-joined',
  sentence: 'A node that began outside of every configuration learns one that counts it among its voters.',
  source: 'Raft paper, section 6; thesis, section 4.2',
  scope: 'sometimes',
  over: 'step',
  applies: (model) => (model.members ?? model.nodes) < model.nodes,
  reached: (before, action, after) =>
    action.kind === 'deliver' &&
    before.up &&
    !before.config.voters.includes(before.id) &&
    after.config.voters.includes(after.id),
};
