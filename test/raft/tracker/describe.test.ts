import { Map as ImmutableMap, Set as ImmutableSet } from 'immutable';
import { expect, test } from 'vitest';
import { JointConfig } from '../../../src/raft/quorum/joint.ts';
import { majorityConfig } from '../../../src/raft/quorum/majority.ts';
import { configString, progressMapString, progressString } from '../../../src/raft/tracker/describe.ts';
import { add, newInflights } from '../../../src/raft/tracker/inflights.ts';
import { Progress } from '../../../src/raft/tracker/progress.ts';
import { TrackerConfig } from '../../../src/raft/tracker/tracker.ts';

test('a progress with everything to say says it in order', () => {
  const pr = Progress({
    match: 1,
    next: 2,
    state: 'StateSnapshot',
    pendingSnapshot: 123,
    isLearner: true,
    inflights: add(newInflights(1, 0), 123, 1),
  });
  expect(progressString(pr)).toBe(
    'StateSnapshot match=1 next=2 learner paused pendingSnap=123 inactive inflight=1[full]',
  );
});

test('a progress with nothing out of the ordinary says only where it is', () => {
  const pr = Progress({
    match: 3,
    next: 5,
    state: 'StateReplicate',
    recentActive: true,
    inflights: add(newInflights(9, 0), 4, 1),
  });
  expect(progressString(pr)).toBe('StateReplicate match=3 next=5 inflight=1');
});

test('a progress map has a line for each node in the order of the ids', () => {
  const pr = Progress({ next: 1, recentActive: true });
  const text = progressMapString(ImmutableMap([10, 9].map((id) => [id, pr])));
  expect(text).toBe('9: StateProbe match=0 next=1\n10: StateProbe match=0 next=1\n');
});

test('a configuration names only the parts that it has', () => {
  const voters = JointConfig({ incoming: majorityConfig([1, 2]) });
  expect(configString(TrackerConfig({ voters }))).toBe('voters=(1 2)');
  const all = TrackerConfig({
    voters: voters.set('outgoing', majorityConfig([2, 3])),
    learners: ImmutableSet([4]),
    learnersNext: ImmutableSet([3]),
    autoLeave: true,
  });
  expect(configString(all)).toBe('voters=(1 2)&&(2 3) learners=(4) learners_next=(3) autoleave');
});
