import fc from 'fast-check';
import { Map as ImmutableMap } from 'immutable';
import { expect, test } from 'vitest';
import * as joint from '../../../src/raft/quorum/joint.ts';
import { committedIndex, majorityConfig, sortedIds, voteResult } from '../../../src/raft/quorum/majority.ts';
import { type AckedIndexer, unboundedIndex, type VoteResult } from '../../../src/raft/quorum/quorum.ts';

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { maxLength: 9 });
const indexes = fc.dictionary(fc.integer({ min: 1, max: 9 }).map(String), fc.nat({ max: 12 }));
const votes = fc.dictionary(fc.integer({ min: 1, max: 9 }).map(String), fc.boolean());

function acked(table: Readonly<Record<string, number>>): AckedIndexer {
  return (id) => table[id];
}

function voteMap(table: Readonly<Record<string, boolean>>): ImmutableMap<number, boolean> {
  return ImmutableMap(Object.entries(table).map(([id, vote]) => [Number(id), vote]));
}

/** Tries every index: the largest one that more than half of the voters have reached. */
function dumbCommittedIndex(voters: readonly number[], table: Readonly<Record<string, number>>): number {
  let largest = 0;
  for (let index = 1; index <= 12; index++) {
    const reached = voters.filter((id) => (table[id] ?? 0) >= index).length;
    if (reached * 2 > voters.length) largest = index;
  }
  return largest;
}

/** Tries every way in which the missing votes could fall. */
function dumbVoteResult(voters: readonly number[], table: Readonly<Record<string, boolean>>): VoteResult {
  const missing = voters.filter((id) => table[id] === undefined);
  const results = new Set<boolean>();
  for (let bits = 0; bits < 2 ** missing.length; bits++) {
    const yes = voters.filter((id) => table[id] ?? (bits >> missing.indexOf(id)) % 2 === 1).length;
    results.add(yes * 2 > voters.length);
  }
  if (results.size === 2) return 'VotePending';
  return results.has(true) ? 'VoteWon' : 'VoteLost';
}

test('the committed index of a majority is the largest index that more than half of the voters have', () => {
  fc.assert(
    fc.property(ids, indexes, (voters, table) => {
      fc.pre(voters.length > 0);
      expect(committedIndex(majorityConfig(voters), acked(table))).toBe(dumbCommittedIndex(voters, table));
    }),
  );
});

test('a vote is decided when the missing votes can no longer change its result', () => {
  fc.assert(
    fc.property(ids, votes, (voters, table) => {
      fc.pre(voters.length > 0);
      expect(voteResult(majorityConfig(voters), voteMap(table))).toBe(dumbVoteResult(voters, table));
    }),
  );
});

test('an empty majority commits everything and wins every vote', () => {
  expect(committedIndex(majorityConfig(), () => 7)).toBe(unboundedIndex);
  expect(voteResult(majorityConfig(), ImmutableMap([[1, false]]))).toBe('VoteWon');
});

test('a joint quorum commits what both halves commit, whichever comes first', () => {
  fc.assert(
    fc.property(ids, ids, indexes, (one, other, table) => {
      fc.pre(one.length > 0 && other.length > 0);
      const halves = { incoming: majorityConfig(one), outgoing: majorityConfig(other) };
      const both = [dumbCommittedIndex(one, table), dumbCommittedIndex(other, table)];
      expect(joint.committedIndex(joint.JointConfig(halves), acked(table))).toBe(Math.min(...both));
    }),
  );
});

test.each<[one: VoteResult, other: VoteResult, both: VoteResult]>([
  ['VoteWon', 'VoteWon', 'VoteWon'],
  ['VoteWon', 'VotePending', 'VotePending'],
  ['VoteWon', 'VoteLost', 'VoteLost'],
  ['VotePending', 'VotePending', 'VotePending'],
  ['VotePending', 'VoteLost', 'VoteLost'],
  ['VoteLost', 'VoteLost', 'VoteLost'],
])('a joint vote of which one half is %s and the other %s is %s', (one, other, both) => {
  const vote = { VoteWon: true, VoteLost: false, VotePending: undefined };
  const table = Object.entries({ 1: vote[one], 2: vote[other] }).filter(([, v]) => v !== undefined);
  const cast = voteMap(Object.fromEntries(table) as Record<string, boolean>);
  const [first, second] = [majorityConfig([1]), majorityConfig([2])];
  expect(joint.voteResult(joint.JointConfig({ incoming: first, outgoing: second }), cast)).toBe(both);
  expect(joint.voteResult(joint.JointConfig({ incoming: second, outgoing: first }), cast)).toBe(both);
});

test('the voters of a joint configuration are those of either half', () => {
  const config = joint.JointConfig({ incoming: majorityConfig([3, 1]), outgoing: majorityConfig([10, 3]) });
  expect(sortedIds(joint.ids(config))).toEqual([1, 3, 10]);
});
