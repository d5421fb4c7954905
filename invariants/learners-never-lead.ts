/**
 * Learners never lead, as a step: a leader that a configuration change makes a learner stays leader (unless it is told
 * to step down on removal), so the state predicate would be wrong on a correct Raft.
 */
import type { StepProperty } from '../src/property/property.ts';

export const learnersNeverLead: StepProperty = {
  name: 'learners-never-lead',
  sentence: 'A node that is a learner in its own configuration never becomes a candidate or a leader.',
  source: 'Raft thesis, section 4.2.1 (non-voting members)',
  scope: 'step',
  applies: (model) => model.learners > 0 || model.confChanges.length > 0,
  check(before, _action, after) {
    const learner = before.up && after.up && before.config.learners.includes(before.id);
    if (!learner || before.role === 'leader') return 'irrelevant';
    if (after.role === 'follower') return 'held';
    return { broken: `n${before.id} is a learner and became ${after.role} in term ${after.term}` };
  },
};
