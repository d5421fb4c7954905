import { Map as ImmutableMap, Set as ImmutableSet } from 'immutable';
import { expect, test } from 'vitest';
import { JointConfig } from '../../../src/raft/quorum/joint.ts';
import { majorityConfig } from '../../../src/raft/quorum/majority.ts';
import { Progress, type ProgressFields } from '../../../src/raft/tracker/progress.ts';
import {
  committed,
  confState,
  isSingleton,
  makeProgressTracker,
  type ProgressTracker,
  quorumActive,
  recordVote,
  resetVotes,
  TrackerConfig,
  tallyVotes,
  visitIds,
} from '../../../src/raft/tracker/tracker.ts';
import { plain } from '../deep.ts';

interface Shape {
  readonly incoming: readonly number[];
  readonly outgoing?: readonly number[];
  readonly learners?: readonly number[];
  readonly progress?: Readonly<Record<number, Partial<ProgressFields>>>;
}

function tracker({ incoming, outgoing = [], learners = [], progress = {} }: Shape): ProgressTracker {
  const ids = [...new Set([...incoming, ...outgoing, ...learners])];
  const config = TrackerConfig({
    voters: JointConfig({ incoming: majorityConfig(incoming), outgoing: majorityConfig(outgoing) }),
    learners: ImmutableSet(learners),
  });
  return makeProgressTracker(10, 0).merge({
    config,
    progress: ImmutableMap(
      ids.map((id) => [id, Progress({ isLearner: learners.includes(id), ...progress[id] })]),
    ),
  });
}

test('only voters commit', () => {
  const trk = tracker({
    incoming: [1, 2, 3],
    learners: [4, 5],
    progress: { 1: { match: 9 }, 2: { match: 4 }, 4: { match: 9 }, 5: { match: 9 } },
  });
  expect(committed(trk)).toBe(4);
});

test('in a joint configuration both halves commit', () => {
  const progress = { 1: { match: 9 }, 2: { match: 9 }, 3: { match: 9 }, 4: { match: 3 } };
  expect(committed(tracker({ incoming: [1, 2, 3], outgoing: [4], progress }))).toBe(3);
});

test.each([
  { incoming: [1], outgoing: [], singleton: true },
  { incoming: [1], outgoing: [1], singleton: false },
  { incoming: [1, 2], outgoing: [], singleton: false },
  { incoming: [], outgoing: [], singleton: false },
])('$incoming && $outgoing is a singleton: $singleton', ({ incoming, outgoing, singleton }) => {
  expect(isSingleton(tracker({ incoming, outgoing }))).toBe(singleton);
});

test('a quorum is active when more than half of the voters are, whatever the learners do', () => {
  const active = { recentActive: true };
  const shape = { incoming: [1, 2, 3], learners: [4, 5] };
  expect(quorumActive(tracker({ ...shape, progress: { 1: active, 2: active } }))).toBe(true);
  expect(quorumActive(tracker({ ...shape, progress: { 1: active, 4: active, 5: active } }))).toBe(false);
});

test('the first vote of a node counts', () => {
  let trk = tracker({ incoming: [1, 2, 3] });
  trk = recordVote(recordVote(recordVote(trk, 1, true), 2, false), 2, true);
  expect(tallyVotes(trk)).toEqual({ granted: 1, rejected: 1, result: 'VotePending' });
  expect(tallyVotes(recordVote(trk, 3, true)).result).toBe('VoteWon');
  expect(tallyVotes(resetVotes(trk))).toEqual({ granted: 0, rejected: 0, result: 'VotePending' });
});

test('votes of learners and of strangers do not count', () => {
  let trk = tracker({ incoming: [1, 2, 3], learners: [4] });
  for (const id of [1, 4, 5]) trk = recordVote(trk, id, true);
  expect(tallyVotes(trk)).toEqual({ granted: 1, rejected: 0, result: 'VotePending' });
});

test('nodes are visited in the order of their ids', () => {
  const trk = tracker({ incoming: [10, 2], outgoing: [3, 2], learners: [11, 1] });
  expect(visitIds(trk)).toEqual([1, 2, 3, 10, 11]);
});

test('the stored configuration lists the parts in the order of the ids', () => {
  const trk = tracker({ incoming: [10, 2], outgoing: [3, 2], learners: [11, 1] });
  const joint = trk.set('config', trk.config.merge({ learnersNext: ImmutableSet([3]), autoLeave: true }));
  expect(plain(confState(joint))).toEqual({
    voters: [2, 10],
    votersOutgoing: [2, 3],
    learners: [1, 11],
    learnersNext: [3],
    autoLeave: true,
  });
});
