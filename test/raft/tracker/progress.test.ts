import { expect, test } from 'vitest';
import { RaftPanic } from '../../../src/raft/panic.ts';
import { add, count, newInflights } from '../../../src/raft/tracker/inflights.ts';
import {
  becomeProbe,
  becomeReplicate,
  becomeSnapshot,
  canBumpCommit,
  isPaused,
  maybeDecrTo,
  maybeUpdate,
  Progress,
  type ProgressFields,
  type ProgressState,
  sentCommitTo,
  sentEntries,
} from '../../../src/raft/tracker/progress.ts';
import { plain } from '../deep.ts';

function progress(fields: Partial<ProgressFields>): Progress {
  return Progress({ inflights: newInflights(256, 0), ...fields });
}

test.each<[ProgressState, paused: boolean, isPaused: boolean]>([
  ['StateProbe', false, false],
  ['StateProbe', true, true],
  ['StateReplicate', false, false],
  ['StateReplicate', true, true],
  ['StateSnapshot', false, true],
  ['StateSnapshot', true, true],
])('in %s with the flow paused: %s, sending is paused: %s', (state, msgAppFlowPaused, expected) => {
  expect(isPaused(progress({ state, msgAppFlowPaused }))).toBe(expected);
});

test.each<{ from: ProgressState; pendingSnapshot: number; next: number; sentCommit: number }>([
  { from: 'StateReplicate', pendingSnapshot: 0, next: 2, sentCommit: 1 },
  { from: 'StateSnapshot', pendingSnapshot: 10, next: 11, sentCommit: 4 },
  // The snapshot failed.
  { from: 'StateSnapshot', pendingSnapshot: 0, next: 2, sentCommit: 1 },
])('from $from with snapshot $pendingSnapshot pending, probing starts at $next', (row) => {
  const inflights = add(newInflights(256, 0), 4, 1);
  const before = progress({
    state: row.from,
    match: 1,
    next: 5,
    sentCommit: 4,
    pendingSnapshot: row.pendingSnapshot,
    msgAppFlowPaused: true,
    inflights,
  });
  const expected = progress({ state: 'StateProbe', match: 1, next: row.next, sentCommit: row.sentCommit });
  expect(plain(becomeProbe(before))).toEqual(plain(expected));
});

test('replicating starts after the match', () => {
  const before = progress({ state: 'StateProbe', match: 1, next: 5, sentCommit: 3, msgAppFlowPaused: true });
  const expected = progress({ state: 'StateReplicate', match: 1, next: 2, sentCommit: 3 });
  expect(plain(becomeReplicate(before))).toEqual(plain(expected));
});

test('with a snapshot sent, what follows it is next', () => {
  const before = progress({ state: 'StateProbe', match: 1, next: 5, sentCommit: 3 });
  const expected = progress({
    state: 'StateSnapshot',
    match: 1,
    next: 11,
    sentCommit: 10,
    pendingSnapshot: 10,
  });
  expect(plain(becomeSnapshot(before, 10))).toEqual(plain(expected));
});

test.each([
  { n: 2, match: 3, next: 5, news: false },
  { n: 3, match: 3, next: 5, news: false },
  { n: 4, match: 4, next: 5, news: true },
  { n: 5, match: 5, next: 6, news: true },
])('an acknowledgement of $n at match 3 and next 5 leads to match $match and next $next', (row) => {
  const [pr, news] = maybeUpdate(progress({ match: 3, next: 5, msgAppFlowPaused: true }), row.n);
  expect([pr.match, pr.next, news]).toEqual([row.match, row.next, row.news]);
  expect(pr.msgAppFlowPaused).toBe(!row.news);
});

test.each<{
  state: ProgressState;
  match: number;
  next: number;
  rejected: number;
  hint: number;
  genuine: boolean;
  to: number;
}>([
  { state: 'StateReplicate', match: 5, next: 10, rejected: 5, hint: 5, genuine: false, to: 10 },
  { state: 'StateReplicate', match: 5, next: 10, rejected: 4, hint: 4, genuine: false, to: 10 },
  { state: 'StateReplicate', match: 5, next: 10, rejected: 9, hint: 9, genuine: true, to: 6 },
  { state: 'StateProbe', match: 0, next: 10, rejected: 5, hint: 5, genuine: false, to: 10 },
  { state: 'StateProbe', match: 0, next: 10, rejected: 9, hint: 9, genuine: true, to: 9 },
  { state: 'StateProbe', match: 0, next: 2, rejected: 1, hint: 1, genuine: true, to: 1 },
  { state: 'StateProbe', match: 0, next: 1, rejected: 0, hint: 0, genuine: true, to: 1 },
  { state: 'StateProbe', match: 0, next: 10, rejected: 9, hint: 2, genuine: true, to: 3 },
  { state: 'StateProbe', match: 0, next: 10, rejected: 9, hint: 0, genuine: true, to: 1 },
  { state: 'StateProbe', match: 4, next: 10, rejected: 9, hint: 2, genuine: true, to: 5 },
])('$state ($match, $next): $rejected rejected with hint $hint leads to next $to', (row) => {
  const { state, match, next } = row;
  const before = progress({ state, match, next, sentCommit: 8, msgAppFlowPaused: true });
  const [pr, genuine] = maybeDecrTo(before, row.rejected, row.hint);
  expect([pr.match, pr.next, genuine]).toEqual([match, row.to, row.genuine]);
  expect(pr.sentCommit).toBe(row.genuine ? Math.min(8, row.to - 1) : 8);
  // A replicating follower stays paused: its window decides.
  expect(pr.msgAppFlowPaused).toBe(!row.genuine || state === 'StateReplicate');
});

test('entries sent to a replicating follower are in flight, and the last that fit pause the flow', () => {
  const start = progress({ state: 'StateReplicate', match: 4, next: 5, inflights: newInflights(2, 0) });
  const one = sentEntries(start, 3, 30);
  expect([one.next, count(one.inflights), one.msgAppFlowPaused]).toEqual([8, 1, false]);
  expect(plain(one.inflights.buffer.last())).toEqual({ index: 7, bytes: 30 });
  const two = sentEntries(one, 1, 10);
  expect([two.next, count(two.inflights), two.msgAppFlowPaused]).toEqual([9, 2, true]);
});

test('an empty MsgApp to a replicating follower leaves next alone, and pauses when the window is full', () => {
  const open = progress({ state: 'StateReplicate', next: 5, inflights: newInflights(1, 0) });
  expect(sentEntries(open, 0, 0).equals(open)).toBe(true);
  const shut = open.set('inflights', add(open.inflights, 4, 1));
  expect(sentEntries(shut, 0, 0).equals(shut.set('msgAppFlowPaused', true))).toBe(true);
});

test('a probe pauses the flow when it carries entries, and next stays', () => {
  const pr = progress({ state: 'StateProbe', next: 5 });
  expect(sentEntries(pr, 1, 10).equals(pr.set('msgAppFlowPaused', true))).toBe(true);
  expect(sentEntries(pr, 0, 0)).toBe(pr);
});

test('nothing is sent while a snapshot is', () => {
  expect(() => sentEntries(progress({ state: 'StateSnapshot' }), 1, 1)).toThrow(RaftPanic);
});

test.each([
  { index: 4, sent: 3, next: 10, can: true },
  { index: 3, sent: 3, next: 10, can: false },
  // All the follower can commit with what it was sent has been told it.
  { index: 20, sent: 9, next: 10, can: false },
  { index: 20, sent: 8, next: 10, can: true },
])('a commit index of $index is worth sending after $sent with next $next: $can', (row) => {
  const pr = sentCommitTo(progress({ next: row.next }), row.sent);
  expect(canBumpCommit(pr, row.index)).toBe(row.can);
});
