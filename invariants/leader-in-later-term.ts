/** Goal: leadership changes, without which most of Raft's safety argument is idle. */
import type { SometimesProperty } from '../src/property/property.ts';

export const leaderInLaterTerm: SometimesProperty = {
  name: 'leader-in-later-term',
  sentence: 'A leader is elected after another term had one.',
  source: 'Raft paper, sections 5.2 and 5.4',
  scope: 'sometimes',
  over: 'node',
  ghosts: ['leaders'],
  looksAt: (node) => (node.up && node.role === 'leader' ? node.term : null),
  reached: (node, ghost) =>
    node.up && node.role === 'leader' && Object.keys(ghost.leaders).some((term) => Number(term) < node.term),
};
