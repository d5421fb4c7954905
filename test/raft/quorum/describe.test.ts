import { expect, test } from 'vitest';
import {
  describeJoint,
  describeMajority,
  indexString,
  jointString,
  majorityString,
} from '../../../src/raft/quorum/describe.ts';
import { JointConfig } from '../../../src/raft/quorum/joint.ts';
import { majorityConfig } from '../../../src/raft/quorum/majority.ts';
import { unboundedIndex } from '../../../src/raft/quorum/quorum.ts';

test('a majority is printed as its ids in hexadecimal, in order', () => {
  expect(majorityString(majorityConfig([17, 2, 10]))).toBe('(2 a 11)');
  expect(majorityString(majorityConfig())).toBe('()');
});

test('the outgoing half of a joint quorum is printed when there is one', () => {
  expect(jointString(JointConfig({ incoming: majorityConfig([1, 2]) }))).toBe('(1 2)');
  const both = JointConfig({ incoming: majorityConfig([1]), outgoing: majorityConfig([1, 2]) });
  expect(jointString(both)).toBe('(1)&&(1 2)');
});

test('the index above all others is printed as infinity', () => {
  expect(indexString(unboundedIndex)).toBe('∞');
  expect(indexString(12)).toBe('12');
});

test('the bars of a description rank the indexes, and an unknown index has a question mark', () => {
  const indexes = new Map([
    [1, 7],
    [2, 12345],
    [3, 7],
  ]);
  const c = majorityConfig([1, 2, 3, 10]);
  expect(describeMajority(c, (id) => indexes.get(id))).toBe(
    [
      '        idx\n',
      'x>        7    (id=1)\n',
      'xxx>  12345    (id=2)\n',
      'x>        7    (id=3)\n',
      '?         0    (id=a)\n',
    ].join(''),
  );
});

test('a joint quorum is described as the voters of both halves', () => {
  const both = JointConfig({ incoming: majorityConfig([1]), outgoing: majorityConfig([2]) });
  expect(describeJoint(both, (id) => id)).toBe('      idx\n>       1    (id=1)\nx>      2    (id=2)\n');
  expect(describeJoint(JointConfig(), () => 0)).toBe('<empty majority quorum>');
});
