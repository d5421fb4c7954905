/**
 * No leader from outside, as a step: a leader that a change removes leads on until what it has appended is replicated
 * (unless it is told to step down), so that a leader outside its configuration is no fault. To come to lead from there is.
 */
import type { StepProperty } from '../src/property/property.ts';

export const leaderWithinConfiguration: StepProperty = {
  name: 'leader-within-configuration',
  sentence:
    'Only a voter of its own configuration (in a joint one: of either half) becomes a candidate or a leader.',
  source: 'Raft thesis, section 4.2.2; etcd 816fc51, raft.promotable',
  scope: 'step',
  check(before, _action, after) {
    const rises = before.up && after.up && after.role !== 'follower' && before.role !== 'leader';
    if (!rises || (after.role === before.role && after.term === before.term)) return 'irrelevant';
    const { voters, votersOutgoing } = before.config;
    if (voters.includes(before.id) || votersOutgoing.includes(before.id)) return 'held';
    return { broken: `n${after.id} became ${after.role} in term ${after.term} and is no voter` };
  },
};
