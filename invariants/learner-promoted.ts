/** Goal: a learner gets a vote. */
import type { SometimesProperty } from '../src/property/property.ts';

export const learnerPromoted: SometimesProperty = {
  name: 'learner-promoted',
  sentence: 'A node applies the change that makes a learner a voter.',
  source: 'Raft thesis, section 4.2.1 (non-voting members)',
  scope: 'sometimes',
  over: 'step',
  reached: (before, _action, after) =>
    before.up && after.up && before.config.learners.some((id) => after.config.voters.includes(id)),
};
