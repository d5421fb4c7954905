/** Goal: a configuration change takes effect. */
import type { ConfigView } from '../src/cluster/view.ts';
import type { SometimesProperty } from '../src/property/property.ts';

export const confChangeApplied: SometimesProperty = {
  name: 'conf-change-applied',
  sentence: 'A node applies a configuration change that alters its members.',
  source: 'Raft paper, section 6; thesis, chapter 4',
  scope: 'sometimes',
  over: 'step',
  reached: (before, _action, after) =>
    before.up && after.up && members(before.config) !== members(after.config),
};

function members({ voters, votersOutgoing, learners, learnersNext }: ConfigView): string {
  return JSON.stringify([voters, votersOutgoing, learners, learnersNext]);
}
