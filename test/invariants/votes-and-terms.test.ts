/** What a node must not take back: votes, terms, the commit index, what it has stored. */
import { describe, expect, it } from 'vitest';
import { indexOrder } from '../../invariants/index-order.ts';
import { monotonicCommit } from '../../invariants/monotonic-commit.ts';
import { monotonicTerm } from '../../invariants/monotonic-term.ts';
import { oneVotePerTerm } from '../../invariants/one-vote-per-term.ts';
import { storedBeforeSent } from '../../invariants/stored-before-sent.ts';
import type { Action } from '../../src/cluster/action.ts';
import { checkNode, delivery, log, logFrom, node } from '../property/build.ts';

const crash: Action = { kind: 'crash', node: 1 };
const restart: Action = { kind: 'restart', node: 1 };

describe('one-vote-per-term', () => {
  const voted = node(1, { term: 2, vote: 3 });

  it('holds while the vote of a term stays', () => {
    expect(oneVotePerTerm.check(voted, delivery(1), node(1, { term: 2, vote: 3, lead: 3 }))).toBe('held');
  });
  it('allows another vote in another term', () => {
    expect(oneVotePerTerm.check(voted, delivery(1), node(1, { term: 3, vote: 2 }))).toBe('irrelevant');
  });
  it('breaks when the vote changes within the term', () => {
    expect(oneVotePerTerm.check(voted, delivery(1), node(1, { term: 2, vote: 2 }))).toEqual({
      broken: 'n1 voted for n3 in term 2 and then for n2',
    });
  });
  it('breaks when the vote is forgotten within the term', () => {
    expect(oneVotePerTerm.check(voted, delivery(1), node(1, { term: 2 }))).toEqual({
      broken: 'n1 voted for n3 in term 2 and forgot that vote',
    });
  });
  it('breaks when the durable vote is overwritten while memory keeps it', () => {
    const after = node(1, { term: 2, vote: 3, durable: { vote: 0 } });
    expect(oneVotePerTerm.check(voted, delivery(1), after)).toEqual({
      broken: 'n1 voted for n3 in term 2 and forgot that vote on stable storage',
    });
  });
  it('lets a crash lose a vote that was not yet durable', () => {
    const volatile = node(1, { term: 2, vote: 3, durable: { term: 1, vote: 1 } });
    const down = node(1, { up: false, term: 1, vote: 1 });
    expect(oneVotePerTerm.check(volatile, crash, down)).toBe('held');
  });
  it('breaks when a restart does not read the vote back', () => {
    const down = node(1, { up: false, term: 2, vote: 3 });
    const after = node(1, { term: 2, vote: 0, durable: { vote: 3 } });
    expect(oneVotePerTerm.check(down, restart, node(1, { term: 2, vote: 3 }))).toBe('held');
    expect(oneVotePerTerm.check(down, restart, after)).toHaveProperty('broken');
  });
});

describe('monotonic-term', () => {
  it('holds when the term stays or grows', () => {
    expect(monotonicTerm.check(node(1, { term: 2 }), delivery(1), node(1, { term: 5 }))).toBe('held');
  });
  it('breaks when the term falls', () => {
    expect(monotonicTerm.check(node(1, { term: 2 }), delivery(1), node(1, { term: 1 }))).toEqual({
      broken: 'n1 went from term 2 back to term 1',
    });
  });
  it('lets a crash fall back to the durable term, and no further', () => {
    const before = node(1, { term: 3, durable: { term: 2 } });
    expect(monotonicTerm.check(before, crash, node(1, { up: false, term: 2 }))).toBe('held');
    expect(monotonicTerm.check(before, crash, node(1, { up: false, term: 1 }))).toHaveProperty('broken');
    const down = node(1, { up: false, term: 2 });
    expect(monotonicTerm.check(down, restart, node(1, { term: 1 }))).toHaveProperty('broken');
  });
});

describe('monotonic-commit', () => {
  it('holds when the commit index stays or grows', () => {
    const before = node(1, { log: log(1, 1), commit: 1 });
    expect(monotonicCommit.check(before, delivery(1), node(1, { log: log(1, 1), commit: 2 }))).toBe('held');
  });
  it('breaks when the commit index falls', () => {
    const before = node(1, { log: log(1, 1), commit: 2 });
    expect(monotonicCommit.check(before, delivery(1), node(1, { log: log(1, 1), commit: 1 }))).toEqual({
      broken: "n1's commit index went from 2 back to 1",
    });
  });
  it('lets a crash forget what was not durable, but not the durable commit index or snapshot', () => {
    const before = node(1, { log: log(1, 1, 1), commit: 3, durable: { commit: 2 } });
    const down = (commit: number) => node(1, { up: false, log: log(1, 1, 1), commit });
    expect(monotonicCommit.check(before, crash, down(2))).toBe('held');
    expect(monotonicCommit.check(before, crash, down(1))).toHaveProperty('broken');
    const compacted = node(1, { up: false, commit: 1, snapshot: { index: 2, term: 1 } });
    expect(monotonicCommit.check(compacted, restart, node(1, { commit: 1 }))).toHaveProperty('broken');
  });
  it('says nothing while nothing is committed', () => {
    expect(monotonicCommit.check(node(1), delivery(1), node(1))).toBe('irrelevant');
  });
});

describe('index-order', () => {
  it('holds when applied <= commit <= last', () => {
    expect(checkNode(indexOrder, node(1, { term: 1, log: log(1, 1, 1), commit: 2, applied: 1 }))).toBe(
      'held',
    );
  });
  it('lets the durable log be longer than the log in memory', () => {
    const truncated = node(1, { term: 2, log: log(2), durable: { log: log(1, 1, 1) } });
    expect(checkNode(indexOrder, truncated)).toBe('held');
  });
  it.each([
    ['applied 2 > commit 1', node(1, { term: 1, log: log(1, 1), commit: 1, applied: 2 })],
    ['commit 3 > last index 2', node(1, { term: 1, log: log(1, 1), commit: 3 })],
    ['a snapshot at 2 > commit 1', node(1, { term: 1, snapshot: { index: 2, term: 1 }, commit: 1 })],
    ['durable term 2 > term 1', node(1, { term: 1, durable: { term: 2 } })],
    ['durable commit 1 > commit 0', node(1, { term: 1, log: log(1), durable: { commit: 1 } })],
    ['entry 3 of term 1 after an entry of term 2', node(1, { term: 2, log: log(1, 2, 1) })],
    ['entry 3 after index 1', node(1, { term: 1, log: [...log(1), ...logFrom(3, 1)] })],
    ['an entry of term 2 in term 1', node(1, { term: 1, log: log(2) })],
    [
      'durable commit 2 > durable last index 1',
      node(1, { term: 1, log: log(1, 1), commit: 2, durable: { log: log(1) } }),
    ],
    ['on stable storage an entry of term 2 in term 1', node(1, { up: false, term: 1, log: log(2) })],
  ])('breaks with %s', (wrong, broken) => {
    expect(checkNode(indexOrder, broken)).toEqual({ broken: `n1 has ${wrong}` });
  });
});

describe('stored-before-sent', () => {
  it('holds when stable storage has what the node acts on', () => {
    expect(checkNode(storedBeforeSent, node(1, { term: 1, vote: 2, log: log(1) }))).toBe('held');
  });
  it('holds when stable storage is compacted less far', () => {
    const lazy = node(1, {
      term: 1,
      commit: 2,
      snapshot: { index: 1, term: 1 },
      log: logFrom(2, 1, 1),
      durable: { snapshot: { index: 0, term: 0 }, log: log(1, 1, 1) },
    });
    expect(checkNode(storedBeforeSent, lazy)).toBe('held');
  });
  it.each([
    ['term 2, but has term 1', node(1, { term: 2, durable: { term: 1 } })],
    ['vote for n3, but has vote 0', node(1, { term: 2, vote: 3, durable: { vote: 0 } })],
    ['last index 2, but has last index 1', node(1, { term: 1, log: log(1, 1), durable: { log: log(1) } })],
    ['1@2 "v1@2", but has 1@1 "v1@1"', node(1, { term: 2, log: log(2), durable: { log: log(1) } })],
  ])('breaks when a node acts on %s', (wrong, broken) => {
    expect(checkNode(storedBeforeSent, broken)).toEqual({ broken: `n1 acts on ${wrong} on stable storage` });
  });
  it('says nothing of a node that is down', () => {
    expect(checkNode(storedBeforeSent, node(1, { up: false, term: 2, durable: { term: 1 } }))).toBe(
      'irrelevant',
    );
  });
});
