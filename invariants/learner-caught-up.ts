/** Goal: a learner gets the log, though it counts for nothing. */
import { lastIndex } from '../src/cluster/view.ts';
import type { SometimesProperty } from '../src/property/property.ts';

export const learnerCaughtUp: SometimesProperty = {
  name: 'learner-caught-up',
  sentence: 'A leader knows that a learner has its whole log.',
  source: 'Raft thesis, section 4.2.1 (catching up new servers)',
  scope: 'sometimes',
  over: 'node',
  reached: (node) =>
    node.up &&
    node.role === 'leader' &&
    Object.values(node.progress).some(({ learner, match }) => learner && match === lastIndex(node)),
};
