import fc from 'fast-check';
import { Map as ImmutableMap, Set as ImmutableSet } from 'immutable';
import { expect, test } from 'vitest';
import {
  type Changed,
  type ChangeError,
  Changer,
  enterJoint,
  leaveJoint,
  simple,
} from '../../../src/raft/confchange/changer.ts';
import { confChangesFromString } from '../../../src/raft/confchange/codec.ts';
import { ConfChangeSingle, confChangeTypes } from '../../../src/raft/pb.ts';
import { JointConfig } from '../../../src/raft/quorum/joint.ts';
import { majorityConfig } from '../../../src/raft/quorum/majority.ts';
import { configString } from '../../../src/raft/tracker/describe.ts';
import { newInflights } from '../../../src/raft/tracker/inflights.ts';
import { Progress } from '../../../src/raft/tracker/progress.ts';
import { makeProgressTracker, TrackerConfig } from '../../../src/raft/tracker/tracker.ts';

/** The changer with what came out of the change before. */
function after(changer: Changer, changed: Changed | ChangeError): Changer {
  if (typeof changed === 'string') throw new Error(changed);
  const { config, progress } = changed;
  return changer.set('tracker', changer.tracker.merge({ config, progress }));
}

/** Voters added one by one to nothing. */
function withVoters(...ids: readonly number[]): Changer {
  let changer = Changer({ tracker: makeProgressTracker(10, 100), lastIndex: 5 });
  for (const id of ids) changer = after(changer, simple(changer, confChangesFromString(`v${id}`)));
  return changer;
}

/** The configuration, or the error. */
function text(changed: Changed | ChangeError): string {
  return typeof changed === 'string' ? changed : configString(changed.config);
}

test('a new node is probed at the last index, counts as active and has the limits of the tracker', () => {
  const { progress } = simple(withVoters(1), confChangesFromString('l2')) as Changed;
  const expected = Progress({
    match: 0,
    next: 5,
    recentActive: true,
    isLearner: true,
    inflights: newInflights(10, 100),
  });
  expect(progress.get(2)!.equals(expected)).toBe(true);
});

test('the first index probed is at least 1', () => {
  const changer = Changer({ tracker: makeProgressTracker(10, 0), lastIndex: 0 });
  const { progress } = simple(changer, confChangesFromString('v1')) as Changed;
  expect(progress.get(1)!.next).toBe(1);
});

test.each([
  { voters: [1, 2], changes: 'v3', result: 'voters=(1 2 3)' },
  { voters: [1, 2], changes: 'r2', result: 'voters=(1)' },
  { voters: [1, 2], changes: 'l2', result: 'voters=(1) learners=(2)' },
  { voters: [1, 2], changes: 'l3 l4 v5', result: 'voters=(1 2 5) learners=(3 4)' },
  { voters: [1, 2], changes: 'u1 u9', result: 'voters=(1 2)' },
  // Node 0 stands for a change that the application decided against.
  { voters: [1, 2], changes: 'v0 v3', result: 'voters=(1 2 3)' },
  { voters: [1, 2], changes: 'v3 r3', result: 'voters=(1 2)' },
  { voters: [1, 2], changes: 'r9', result: 'voters=(1 2)' },
  { voters: [1, 2], changes: 'v3 v4', result: 'more than one voter changed without entering joint config' },
  { voters: [1, 2], changes: 'v3 r1', result: 'more than one voter changed without entering joint config' },
  { voters: [1], changes: 'r1', result: 'removed all voters' },
  { voters: [1], changes: 'l1', result: 'removed all voters' },
  { voters: [], changes: 'l1', result: 'removed all voters' },
])('simply changing $voters by "$changes" gives $result', ({ voters, changes, result }) => {
  expect(text(simple(withVoters(...voters), confChangesFromString(changes)))).toBe(result);
});

test.each([
  { changes: '', result: 'voters=(1 2 3)&&(1 2 3)', left: 'voters=(1 2 3)' },
  { changes: 'v4 v5', result: 'voters=(1 2 3 4 5)&&(1 2 3)', left: 'voters=(1 2 3 4 5)' },
  { changes: 'r2 r3', result: 'voters=(1)&&(1 2 3)', left: 'voters=(1)' },
  {
    changes: 'l2 l4',
    result: 'voters=(1 3)&&(1 2 3) learners=(4) learners_next=(2)',
    left: 'voters=(1 3) learners=(2 4)',
  },
  { changes: 'l2 v2', result: 'voters=(1 2 3)&&(1 2 3)', left: 'voters=(1 2 3)' },
  { changes: 'l2 r2', result: 'voters=(1 3)&&(1 2 3)', left: 'voters=(1 3)' },
  { changes: 'r2 l2', result: 'voters=(1 3)&&(1 2 3) learners_next=(2)', left: 'voters=(1 3) learners=(2)' },
])('entering with "$changes" gives $result, and leaving that $left', ({ changes, result, left }) => {
  const changer = withVoters(1, 2, 3);
  const joint = enterJoint(changer, false, confChangesFromString(changes));
  expect(text(joint)).toBe(result);
  expect(text(leaveJoint(after(changer, joint)))).toBe(left);
});

test('whether to leave by itself is set on entering and cleared on leaving', () => {
  const changer = withVoters(1, 2);
  const joint = after(changer, enterJoint(changer, true, confChangesFromString('v3')));
  expect(joint.tracker.config.autoLeave).toBe(true);
  expect((leaveJoint(joint) as Changed).config.autoLeave).toBe(false);
});

test('a staged learner stays a voter until the joint configuration is left', () => {
  const changer = withVoters(1, 2);
  const joint = after(changer, enterJoint(changer, false, confChangesFromString('l2')));
  expect(joint.tracker.progress.get(2)!.isLearner).toBe(false);
  expect((leaveJoint(joint) as Changed).progress.get(2)!.isLearner).toBe(true);
});

test('what is known of a node survives its promotion and its demotion', () => {
  const learner = after(withVoters(1), simple(withVoters(1), confChangesFromString('l2')));
  const known = learner.setIn(['tracker', 'progress', 2, 'match'], 4);
  const promoted = after(known, simple(known, confChangesFromString('v2')));
  expect(promoted.tracker.progress.get(2)!.match).toBe(4);
  const demoted = simple(promoted, confChangesFromString('l2')) as Changed;
  expect(demoted.progress.get(2)!.toObject()).toMatchObject({ match: 4, isLearner: true });
});

test('each change has its place', () => {
  const changer = withVoters(1, 2);
  const joint = after(changer, enterJoint(changer, false, []));
  expect(simple(joint, [])).toBe("can't apply simple config change in joint config");
  expect(enterJoint(joint, false, [])).toBe('config is already joint');
  expect(leaveJoint(changer)).toBe("can't leave a non-joint config");
  expect(enterJoint(withVoters(), false, [])).toBe("can't make a zero-voter config joint");
});

const voter = Progress({ next: 1 });
const learner = voter.set('isLearner', true);
const twoVoters = JointConfig({ incoming: majorityConfig([1]), outgoing: majorityConfig([2]) });

test.each([
  { config: { voters: twoVoters }, progress: { 1: voter }, error: 'no progress for 2' },
  {
    config: { voters: twoVoters, learnersNext: ImmutableSet([1]) },
    progress: { 1: voter, 2: voter },
    error: '1 is in LearnersNext, but not Voters[1]',
  },
  {
    config: { voters: twoVoters, learnersNext: ImmutableSet([2]) },
    progress: { 1: voter, 2: learner },
    error: '2 is in LearnersNext, but is already marked as learner',
  },
  {
    config: { voters: twoVoters, learners: ImmutableSet([2]) },
    progress: { 1: voter, 2: learner },
    error: '2 is in Learners and Voters[1]',
  },
  {
    config: { voters: twoVoters, learners: ImmutableSet([1]) },
    progress: { 1: learner, 2: voter },
    error: '1 is in Learners and Voters[0]',
  },
  {
    config: { voters: twoVoters, learners: ImmutableSet([3]) },
    progress: { 1: voter, 2: voter, 3: voter },
    error: '3 is in Learners, but is not marked as learner',
  },
])('a changer does not start from a broken configuration: $error', ({ config, progress, error }) => {
  const entries = Object.entries(progress).map(([id, pr]) => [Number(id), pr] as const);
  const tracker = makeProgressTracker(10, 0).merge({
    config: TrackerConfig(config),
    progress: ImmutableMap(entries),
  });
  expect(leaveJoint(Changer({ tracker }))).toBe(error);
});

test('a joint change and one by one lead to the same configuration, when both are possible', () => {
  const change = fc.record({
    type: fc.constantFrom(...confChangeTypes),
    nodeId: fc.integer({ min: 0, max: 6 }),
  });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
      const singles = changes.map((c) => ConfChangeSingle(c));
      const start = withVoters(1, 2, 3);
      const joint = enterJoint(start, false, singles);
      let step: Changed | ChangeError = start.tracker;
      for (const single of singles) {
        if (typeof step === 'string') break;
        step = simple(after(start, step), [single]);
      }
      if (typeof step === 'string') return;
      expect(text(leaveJoint(after(start, joint)))).toBe(text(step));
    }),
  );
});
