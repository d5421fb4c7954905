/** Goal: a configuration change takes effect. */
import type { SometimesProperty } from '../src/property/property.ts';

export const confChangeApplied: SometimesProperty = {
  name: 'conf-change-applied',
  sentence: 'A node applies a configuration change that alters its members.',
  source: 'Raft paper, section 6; thesis, chapter 4',
  scope: 'sometimes',
  over: 'step',
  reached(before, _action, after) {
    if (!before.up || !after.up) return false;
    const [then, now] = [before.config, after.config];
    return (
      differ(then.voters, now.voters) ||
      differ(then.votersOutgoing, now.votersOutgoing) ||
      differ(then.learners, now.learners) ||
      differ(then.learnersNext, now.learnersNext)
    );
  },
};

function differ(a: readonly number[], b: readonly number[]): boolean {
  return a.length !== b.length || a.some((id, k) => id !== b[k]);
}
