import { List } from 'immutable';
import { expect, test } from 'vitest';
import {
  allEntries,
  append,
  commitTo,
  entries,
  findConflict,
  findConflictByTerm,
  firstIndex,
  hasNextOrInProgressSnapshot,
  isUpToDate,
  lastEntryID,
  lastIndex,
  maybeAppend,
  maybeCommit,
  newLogWithSize,
  type RaftLog,
  restore,
  scan,
  slice,
  stableTo,
  term,
} from '../../../src/raft/log/log.ts';
import type { Storage } from '../../../src/raft/log/storage.ts';
import { EntryID, LogSlice } from '../../../src/raft/log/types.ts';
import { RaftPanic } from '../../../src/raft/panic.ts';
import { noLimit, Snapshot } from '../../../src/raft/pb.ts';
import { plain } from '../deep.ts';
import { ents, names, storageAt } from './builders.ts';

function newLog(storage: Storage): RaftLog {
  return newLogWithSize(storage, noLimit);
}

function id(term: number, index: number): EntryID {
  return EntryID({ term, index });
}

/** A log of unstable entries from index 1 on. */
function unstableLog(terms: readonly number[]): RaftLog {
  return append(newLog(storageAt(0, 0, [])), ents(1, terms))[0];
}

/** Compacted at 1/10; 2/11, 3/12 stable; 4/13, 5/14 unstable. Each entry takes 4 bytes. */
const seam = append(newLog(storageAt(1, 10, [2, 3])), ents(13, [4, 5]))[0];

test.each([
  { at: 9, expected: 'ErrCompacted' },
  { at: 10, expected: 1 },
  { at: 12, expected: 3 },
  { at: 13, expected: 4 },
  { at: 14, expected: 5 },
  { at: 15, expected: 'ErrUnavailable' },
])('the term at $at is $expected', ({ at, expected }) => {
  expect(term(seam, at)).toBe(expected);
});

test('the unstable tail hides what storage still holds at the same index', () => {
  const [l] = append(newLog(storageAt(1, 10, [2, 2, 2])), ents(12, [3]));
  expect([term(l, 11), term(l, 12), term(l, 13)]).toEqual([2, 3, 'ErrUnavailable']);
  expect(names(allEntries(l))).toEqual(['2/11', '3/12']);
});

test('a snapshot received hides the log in storage until it is stable', () => {
  const l = restore(newLog(storageAt(1, 10, [2, 2, 2])), Snapshot({ term: 4, index: 20 }));
  expect([firstIndex(l), lastIndex(l), l.committed]).toEqual([21, 20, 20]);
  expect([term(l, 12), term(l, 20)]).toEqual(['ErrCompacted', 4]);
  expect(hasNextOrInProgressSnapshot(l)).toBe(true);
  expect(plain(lastEntryID(l))).toEqual({ term: 4, index: 20 });
});

test.each([
  { their: id(4, 2), upToDate: true },
  { their: id(4, 3), upToDate: true },
  { their: id(4, 4), upToDate: true },
  { their: id(2, 2), upToDate: false },
  { their: id(2, 4), upToDate: false },
  { their: id(3, 2), upToDate: false },
  { their: id(3, 3), upToDate: true },
  { their: id(3, 4), upToDate: true },
])('a log that ends in $their is up to date against one that ends in 3/3: $upToDate', (row) => {
  expect(isUpToDate(unstableLog([1, 2, 3]), row.their)).toBe(row.upToDate);
});

test.each([
  { first: 1, terms: [], conflict: 0 },
  { first: 1, terms: [1, 2, 3], conflict: 0 },
  { first: 2, terms: [2, 3], conflict: 0 },
  { first: 3, terms: [3, 4], conflict: 4 },
  { first: 4, terms: [4], conflict: 4 },
  { first: 1, terms: [4, 4], conflict: 1 },
  { first: 2, terms: [1, 4], conflict: 2 },
  { first: 3, terms: [1, 2], conflict: 3 },
])('against the terms 1, 2, 3 the terms $terms from $first conflict at $conflict', (row) => {
  expect(findConflict(unstableLog([1, 2, 3]), ents(row.first, row.terms))).toBe(row.conflict);
});

// The log is compacted at index 0 with term 0, or at the index of the first row entry.
test.each([
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [100, 2], found: [100, 0] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [5, 6], found: [5, 5] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [5, 5], found: [5, 5] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [5, 4], found: [2, 2] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [5, 2], found: [2, 2] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [5, 1], found: [0, 0] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [1, 2], found: [1, 2] },
  { compacted: [0, 0], terms: [2, 2, 5, 5, 5], at: [0, 0], found: [0, 0] },
  { compacted: [3, 10], terms: [3, 3, 4, 4, 4], at: [30, 3], found: [30, 0] },
  { compacted: [3, 10], terms: [3, 3, 4, 4, 4], at: [14, 3], found: [12, 3] },
  { compacted: [3, 10], terms: [3, 3, 4, 4, 4], at: [14, 2], found: [9, 0] },
  { compacted: [3, 10], terms: [3, 3, 4, 4, 4], at: [10, 3], found: [10, 3] },
  { compacted: [3, 10], terms: [3, 3, 4, 4, 4], at: [9, 2], found: [9, 0] },
])('with $terms after $compacted, the last that may agree with $at is $found', (row) => {
  const [compactedTerm, compactedIndex] = row.compacted as [number, number];
  const [index, atMost] = row.at as [number, number];
  const stable = newLog(storageAt(compactedTerm, compactedIndex, row.terms));
  const empty = newLog(storageAt(compactedTerm, compactedIndex, []));
  const [unstable] = append(empty, ents(compactedIndex + 1, row.terms));
  expect(findConflictByTerm(stable, index, atMost)).toEqual(row.found);
  expect(findConflictByTerm(unstable, index, atMost)).toEqual(row.found);
});

// The log: 1/1, 2/2, 3/3, committed up to 1.
test.each([
  {
    what: 'a prev of another term',
    prev: id(2, 3),
    terms: [4],
    committed: 3,
    lastnewi: null,
    commit: 1,
    all: [1, 2, 3],
  },
  {
    what: 'a prev past the end',
    prev: id(3, 4),
    terms: [4],
    committed: 3,
    lastnewi: null,
    commit: 1,
    all: [1, 2, 3],
  },
  { what: 'no entries', prev: id(3, 3), terms: [], committed: 3, lastnewi: 3, commit: 3, all: [1, 2, 3] },
  {
    what: 'a commit past its end',
    prev: id(3, 3),
    terms: [],
    committed: 4,
    lastnewi: 3,
    commit: 3,
    all: [1, 2, 3],
  },
  {
    what: 'a commit in its middle',
    prev: id(3, 3),
    terms: [],
    committed: 2,
    lastnewi: 3,
    commit: 2,
    all: [1, 2, 3],
  },
  {
    what: 'a commit that is old',
    prev: id(3, 3),
    terms: [],
    committed: 0,
    lastnewi: 3,
    commit: 1,
    all: [1, 2, 3],
  },
  {
    what: 'position zero and no entries',
    prev: id(0, 0),
    terms: [],
    committed: 3,
    lastnewi: 0,
    commit: 1,
    all: [1, 2, 3],
  },
  {
    what: 'a new entry',
    prev: id(3, 3),
    terms: [4],
    committed: 3,
    lastnewi: 4,
    commit: 3,
    all: [1, 2, 3, 4],
  },
  {
    what: 'a new entry, committed',
    prev: id(3, 3),
    terms: [4],
    committed: 4,
    lastnewi: 4,
    commit: 4,
    all: [1, 2, 3, 4],
  },
  {
    what: 'two new entries',
    prev: id(3, 3),
    terms: [4, 4],
    committed: 9,
    lastnewi: 5,
    commit: 5,
    all: [1, 2, 3, 4, 4],
  },
  {
    what: 'a replaced entry',
    prev: id(2, 2),
    terms: [4],
    committed: 3,
    lastnewi: 3,
    commit: 3,
    all: [1, 2, 4],
  },
  {
    what: 'two replaced entries',
    prev: id(1, 1),
    terms: [4],
    committed: 3,
    lastnewi: 2,
    commit: 2,
    all: [1, 4],
  },
  {
    what: 'a known prefix',
    prev: id(0, 0),
    terms: [1, 2],
    committed: 3,
    lastnewi: 2,
    commit: 2,
    all: [1, 2, 3],
  },
  {
    what: 'a known and a new part',
    prev: id(1, 1),
    terms: [2, 3, 4],
    committed: 4,
    lastnewi: 4,
    commit: 4,
    all: [1, 2, 3, 4],
  },
])('a slice with $what leads to the terms $all, commit $commit', (row) => {
  const before = commitTo(unstableLog([1, 2, 3]), 1);
  const slice = LogSlice({ term: 9, prev: row.prev, entries: ents(row.prev.index + 1, row.terms) });
  const [l, lastnewi] = maybeAppend(before, slice, row.committed);
  expect([lastnewi, l.committed]).toEqual([row.lastnewi, row.commit]);
  expect(
    allEntries(l)
      .map((entry) => entry.term)
      .toArray(),
  ).toEqual(row.all);
});

test('entries the log has already are not written again', () => {
  const before = unstableLog([1, 2, 3]);
  const known = LogSlice({ term: 9, prev: id(0, 0), entries: ents(1, [1, 2]) });
  expect(maybeAppend(before, known, 0)[0]).toBe(before);
});

test('replacing a committed entry panics', () => {
  const before = commitTo(unstableLog([1, 2, 3]), 2);
  const slice = LogSlice({ term: 9, prev: id(1, 1), entries: ents(2, [4]) });
  expect(() => maybeAppend(before, slice, 0)).toThrow(RaftPanic);
  expect(() => append(before, ents(2, [4]))).toThrow(RaftPanic);
});

test('commits move forward only, and only within the log', () => {
  const l = commitTo(unstableLog([1, 2, 3]), 2);
  expect(commitTo(l, 1)).toBe(l);
  expect(commitTo(l, 3).committed).toBe(3);
  expect(() => commitTo(l, 4)).toThrow(RaftPanic);
});

test.each([
  { at: id(2, 2), moved: true },
  { at: id(1, 1), moved: false },
  { at: id(3, 2), moved: false },
  { at: id(0, 4), moved: false },
  { at: id(2, 4), moved: false },
])('counting acknowledgements of $at commits: $moved', ({ at, moved }) => {
  const [l, said] = maybeCommit(commitTo(unstableLog([1, 2, 2]), 1), at);
  expect([said, l.committed]).toEqual([moved, moved ? at.index : 1]);
});

test('appending returns the last index', () => {
  expect(append(seam, ents(14, [6, 6]))[1]).toBe(15);
  expect(append(seam, List())).toEqual([seam, 14]);
});

test.each([
  { lo: 10, hi: 12, maxSize: noLimit, found: 'ErrCompacted' },
  { lo: 11, hi: 11, maxSize: noLimit, found: [] },
  { lo: 11, hi: 13, maxSize: noLimit, found: ['2/11', '3/12'] },
  { lo: 13, hi: 15, maxSize: noLimit, found: ['4/13', '5/14'] },
  { lo: 12, hi: 14, maxSize: noLimit, found: ['3/12', '4/13'] },
  { lo: 11, hi: 15, maxSize: noLimit, found: ['2/11', '3/12', '4/13', '5/14'] },
  // At least one, from either side of the seam.
  { lo: 11, hi: 15, maxSize: 0, found: ['2/11'] },
  { lo: 13, hi: 15, maxSize: 0, found: ['4/13'] },
  { lo: 12, hi: 15, maxSize: 3, found: ['3/12'] },
  // The limit ends before, at and after the seam.
  { lo: 11, hi: 15, maxSize: 7, found: ['2/11'] },
  { lo: 11, hi: 15, maxSize: 8, found: ['2/11', '3/12'] },
  { lo: 11, hi: 15, maxSize: 11, found: ['2/11', '3/12'] },
  { lo: 11, hi: 15, maxSize: 12, found: ['2/11', '3/12', '4/13'] },
  { lo: 11, hi: 15, maxSize: 15, found: ['2/11', '3/12', '4/13'] },
  { lo: 11, hi: 15, maxSize: 16, found: ['2/11', '3/12', '4/13', '5/14'] },
])('the slice [$lo, $hi) in $maxSize bytes is $found', ({ lo, hi, maxSize, found }) => {
  expect(names(slice(seam, lo, hi, maxSize))).toEqual(found);
});

test('a slice past the end or from back to front panics', () => {
  expect(() => slice(seam, 13, 16, noLimit)).toThrow(RaftPanic);
  expect(() => slice(seam, 13, 12, noLimit)).toThrow(RaftPanic);
});

test('entries from an index on are none past the end', () => {
  expect(names(entries(seam, 14, noLimit))).toEqual(['5/14']);
  expect(names(entries(seam, 15, noLimit))).toEqual([]);
  expect(entries(seam, 10, noLimit)).toBe('ErrCompacted');
});

test('a scan hands out pages in order, until it is told to stop', () => {
  const pages: unknown[] = [];
  const all = scan(seam, 11, 15, 8, (page) => pages.push(names(page)) > 0);
  expect([all, pages]).toEqual([
    null,
    [
      ['2/11', '3/12'],
      ['4/13', '5/14'],
    ],
  ]);
  const one: unknown[] = [];
  scan(seam, 11, 15, 0, (page) => one.push(names(page)) < 2);
  expect(one).toEqual([['2/11'], ['3/12']]);
  expect(scan(seam, 9, 15, noLimit, () => true)).toBe('ErrCompacted');
});

test('entries that become stable are read from storage', () => {
  const storage = storageAt(1, 10, [2, 3, 4]);
  const l = stableTo(seam.set('storage', storage), id(4, 13));
  expect([l.unstable.offset, names(allEntries(l))]).toEqual([14, ['2/11', '3/12', '4/13', '5/14']]);
});
