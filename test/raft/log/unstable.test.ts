import { List } from 'immutable';
import { expect, test } from 'vitest';
import { EntryID } from '../../../src/raft/log/types.ts';
import {
  acceptInProgress,
  maybeFirstIndex,
  maybeLastIndex,
  maybeTerm,
  nextEntries,
  nextSnapshot,
  restore,
  slice,
  stableSnapTo,
  stableTo,
  truncateAndAppend,
  Unstable,
  type UnstableFields,
} from '../../../src/raft/log/unstable.ts';
import { RaftPanic } from '../../../src/raft/panic.ts';
import { Snapshot } from '../../../src/raft/pb.ts';
import { plain } from '../deep.ts';
import { ents, names } from './builders.ts';

const snapshot = Snapshot({ term: 1, index: 4 });

/** Entries of the given terms from index 5 on, none in progress unless said otherwise. */
function from5(terms: readonly number[], fields: Partial<UnstableFields> = {}): Unstable {
  return Unstable({ entries: ents(5, terms), offset: 5, offsetInProgress: 5, ...fields });
}

test.each([
  { what: 'nothing', u: from5([]), first: undefined, last: undefined },
  { what: 'an entry', u: from5([1]), first: undefined, last: 5 },
  { what: 'a snapshot', u: from5([], { snapshot }), first: 5, last: 4 },
  { what: 'a snapshot and entries', u: from5([1, 1], { snapshot }), first: 5, last: 6 },
])('with $what, the first index is $first and the last $last', ({ u, first, last }) => {
  expect(maybeFirstIndex(u)).toBe(first);
  expect(maybeLastIndex(u)).toBe(last);
});

test.each([
  { u: from5([2]), at: 4, term: undefined },
  { u: from5([2]), at: 5, term: 2 },
  { u: from5([2]), at: 6, term: undefined },
  { u: from5([2], { snapshot }), at: 3, term: undefined },
  { u: from5([2], { snapshot }), at: 4, term: 1 },
  { u: from5([2], { snapshot }), at: 5, term: 2 },
  { u: from5([], { snapshot }), at: 4, term: 1 },
  { u: from5([], { snapshot }), at: 5, term: undefined },
])('the term at $at is known as $term', ({ u, at, term }) => {
  expect(maybeTerm(u, at)).toBe(term);
});

test('what was handed out is not handed out again, what comes after it is', () => {
  const accepted = acceptInProgress(from5([1, 1], { snapshot }));
  expect(nextEntries(from5([1, 1])).size).toBe(2);
  expect([nextEntries(accepted).size, nextSnapshot(accepted)]).toEqual([0, null]);
  const more = truncateAndAppend(accepted, ents(7, [2]));
  expect(names(nextEntries(more))).toEqual(['2/7']);
  expect(nextSnapshot(restore(snapshot))).toBe(snapshot);
});

test.each([
  { what: 'nothing', u: from5([]), offsetInProgress: 5, snapshotInProgress: false },
  { what: 'entries', u: from5([1, 1]), offsetInProgress: 7, snapshotInProgress: false },
  {
    what: 'more entries',
    u: from5([1, 1], { offsetInProgress: 6 }),
    offsetInProgress: 7,
    snapshotInProgress: false,
  },
  { what: 'a snapshot', u: from5([], { snapshot }), offsetInProgress: 5, snapshotInProgress: true },
  { what: 'both', u: from5([1], { snapshot }), offsetInProgress: 6, snapshotInProgress: true },
])('handing out $what marks it in progress', ({ u, offsetInProgress, snapshotInProgress }) => {
  const expected = u.merge({ offsetInProgress, snapshotInProgress });
  expect(acceptInProgress(u).equals(expected)).toBe(true);
});

test.each([
  { what: 'all entries', terms: [1, 1], id: [1, 6], offset: 7, left: [], inProgress: 7 },
  { what: 'some entries', terms: [1, 1], id: [1, 5], offset: 6, left: ['1/6'], inProgress: 7 },
  { what: 'entries gone already', terms: [1, 1], id: [1, 4], offset: 5, left: ['1/5', '1/6'], inProgress: 7 },
  {
    what: 'entries of another term',
    terms: [2, 2],
    id: [1, 5],
    offset: 5,
    left: ['2/5', '2/6'],
    inProgress: 7,
  },
  { what: 'entries not there', terms: [1, 1], id: [1, 7], offset: 5, left: ['1/5', '1/6'], inProgress: 7 },
])('when $what become stable, $left stay', ({ terms, id, offset, left, inProgress }) => {
  const [term, index] = id;
  const u = stableTo(from5(terms, { offsetInProgress: 7 }), EntryID({ term: term, index: index }));
  expect([u.offset, u.offsetInProgress, names(u.entries)]).toEqual([offset, inProgress, left]);
});

test('entries that become stable without having been handed out move the mark along', () => {
  const u = stableTo(from5([1, 1]), EntryID({ term: 1, index: 6 }));
  expect([u.offset, u.offsetInProgress]).toEqual([7, 7]);
});

test('a write that matches the snapshot makes no entry stable', () => {
  const u = from5([1], { snapshot });
  expect(stableTo(u, EntryID({ term: 1, index: 4 }))).toBe(u);
});

test('a snapshot becomes stable by its own index only', () => {
  const u = from5([1], { snapshot, snapshotInProgress: true });
  expect(stableSnapTo(u, 3)).toBe(u);
  const stable = stableSnapTo(u, 4);
  expect([stable.snapshot, stable.snapshotInProgress, stable.entries.size]).toEqual([null, false, 1]);
});

test('a snapshot received replaces everything', () => {
  const u = restore(Snapshot({ term: 2, index: 9 }));
  expect(plain(u)).toEqual({
    ...(plain(Unstable()) as object),
    snapshot: plain(Snapshot({ term: 2, index: 9 })),
    offset: 10,
    offsetInProgress: 10,
  });
});

test.each([
  {
    what: 'after the last',
    inProgress: 6,
    first: 7,
    terms: [2],
    offset: 5,
    all: ['1/5', '1/6', '2/7'],
    mark: 6,
  },
  { what: 'at the offset', inProgress: 7, first: 5, terms: [2, 2], offset: 5, all: ['2/5', '2/6'], mark: 5 },
  { what: 'before the offset', inProgress: 7, first: 4, terms: [2], offset: 4, all: ['2/4'], mark: 4 },
  { what: 'in the middle', inProgress: 7, first: 6, terms: [2], offset: 5, all: ['1/5', '2/6'], mark: 6 },
  { what: 'after the mark', inProgress: 5, first: 6, terms: [2], offset: 5, all: ['1/5', '2/6'], mark: 5 },
])('appending $what leads to $all with the mark at $mark', (row) => {
  const before = from5([1, 1], { offsetInProgress: row.inProgress });
  const u = truncateAndAppend(before, ents(row.first, row.terms));
  expect([u.offset, names(u.entries), u.offsetInProgress]).toEqual([row.offset, row.all, row.mark]);
});

test('a slice is within what is here, or the core panics', () => {
  const u = from5([1, 2, 3]);
  expect(names(slice(u, 6, 8))).toEqual(['2/6', '3/7']);
  expect(slice(u, 6, 6)).toEqual(List());
  for (const [lo, hi] of [
    [4, 6],
    [6, 9],
    [7, 6],
  ] as const) {
    expect(() => slice(u, lo, hi)).toThrow(RaftPanic);
  }
});
