import { List } from 'immutable';
import { expect, test } from 'vitest';
import {
  append,
  applySnapshot,
  compact,
  createSnapshot,
  MemoryStorage,
  setHardState,
} from '../../../src/raft/log/storage.ts';
import { RaftPanic } from '../../../src/raft/panic.ts';
import { ConfState, HardState, noLimit, Snapshot } from '../../../src/raft/pb.ts';
import { ents, names, storageAt } from './builders.ts';

/** Compacted at 3/3, with 4/4, 5/5 and 6/6. */
const storage = storageAt(3, 3, [4, 5, 6]);

test('an empty storage has a first index after its last one', () => {
  const empty = new MemoryStorage();
  expect([empty.firstIndex(), empty.lastIndex(), empty.term(0)]).toEqual([1, 0, 0]);
  expect(empty.term(1)).toBe('ErrUnavailable');
  expect(empty.entries(1, 1, noLimit)).toBe('ErrUnavailable');
});

test.each([
  { i: 2, term: 'ErrCompacted' },
  { i: 3, term: 3 },
  { i: 4, term: 4 },
  { i: 6, term: 6 },
  { i: 7, term: 'ErrUnavailable' },
])('the term at $i is $term', ({ i, term }) => {
  expect(storage.term(i)).toBe(term);
});

test.each([
  { lo: 2, hi: 6, maxSize: noLimit, found: 'ErrCompacted' },
  { lo: 3, hi: 4, maxSize: noLimit, found: 'ErrCompacted' },
  { lo: 4, hi: 5, maxSize: noLimit, found: ['4/4'] },
  { lo: 4, hi: 7, maxSize: noLimit, found: ['4/4', '5/5', '6/6'] },
  { lo: 4, hi: 7, maxSize: 0, found: ['4/4'] },
  { lo: 4, hi: 7, maxSize: 8, found: ['4/4', '5/5'] },
  { lo: 4, hi: 7, maxSize: 11, found: ['4/4', '5/5'] },
  { lo: 4, hi: 7, maxSize: 12, found: ['4/4', '5/5', '6/6'] },
])('the entries of [$lo, $hi) in $maxSize bytes are $found', ({ lo, hi, maxSize, found }) => {
  expect(names(storage.entries(lo, hi, maxSize))).toEqual(found);
});

test('reading past the end panics', () => {
  expect(() => storage.entries(4, 8, noLimit)).toThrow(RaftPanic);
});

test.each([
  { first: 1, terms: [1, 2], all: ['4/4', '5/5', '6/6'] },
  { first: 2, terms: [3, 3, 4, 5], all: ['4/4', '5/5'] },
  { first: 4, terms: [7, 7], all: ['7/4', '7/5'] },
  { first: 5, terms: [7], all: ['4/4', '7/5'] },
  { first: 7, terms: [7], all: ['4/4', '5/5', '6/6', '7/7'] },
])('appending the terms $terms at $first leads to $all', ({ first, terms, all }) => {
  const next = append(storage, ents(first, terms));
  expect(names(next.entries(4, next.lastIndex() + 1, noLimit))).toEqual(all);
  expect(next.firstIndex()).toBe(4);
});

test('appending with a gap panics, appending nothing does nothing', () => {
  expect(() => append(storage, ents(8, [7]))).toThrow(RaftPanic);
  expect(append(storage, List())).toBe(storage);
});

test.each([
  { at: 2, result: 'ErrCompacted' },
  { at: 3, result: 'ErrCompacted' },
  { at: 4, result: ['5/5', '6/6'] },
  { at: 6, result: [] },
])('compacting at $at gives $result', ({ at, result }) => {
  const next = compact(storage, at);
  if (typeof next === 'string') {
    expect(next).toBe(result);
    return;
  }
  expect(names(next.ents.rest())).toEqual(result);
  expect([next.firstIndex(), next.lastIndex()]).toEqual([at + 1, 6]);
  expect([next.term(at), next.term(at - 1)]).toEqual([at, 'ErrCompacted']);
});

test('compacting past the end panics', () => {
  expect(() => compact(storage, 7)).toThrow(RaftPanic);
});

test('the dummy keeps no data, so that equal logs are equal storages', () => {
  const compacted = compact(storageAt(0, 0, [1, 1, 1], 'x'), 2);
  expect(compacted).toEqual(compact(append(storageAt(0, 0, [1, 1], 'y'), ents(3, [1], 'x')), 2));
});

test('a snapshot is made of the log up to its index', () => {
  const confState = ConfState({ voters: List([1, 2]) });
  const next = createSnapshot(storage, 5, confState, 'data');
  if (typeof next === 'string') throw new Error(next);
  expect(next.snapshot().equals(Snapshot({ data: 'data', index: 5, term: 5, confState }))).toBe(true);
  expect(next.initialState().confState.equals(confState)).toBe(true);
  // The log stays until it is compacted.
  expect(next.firstIndex()).toBe(4);
  // Without a configuration the last one stays.
  const later = createSnapshot(next, 6, null, '');
  expect(typeof later !== 'string' && later.snapshot().confState).toBe(confState);
});

test('a snapshot is newer than the last one and within the log', () => {
  expect(createSnapshot(storage, 3, null, '')).toBe('ErrSnapOutOfDate');
  expect(() => createSnapshot(storage, 7, null, '')).toThrow(RaftPanic);
});

test('a snapshot received replaces the log', () => {
  const next = applySnapshot(storage, Snapshot({ index: 9, term: 8, data: 'd' }));
  if (typeof next === 'string') throw new Error(next);
  expect([next.firstIndex(), next.lastIndex(), next.term(9)]).toEqual([10, 9, 8]);
  expect(applySnapshot(next, Snapshot({ index: 9, term: 8 }))).toBe('ErrSnapOutOfDate');
  expect(applySnapshot(next, Snapshot({ index: 4, term: 4 }))).toBe('ErrSnapOutOfDate');
});

test('the first configuration is set by a snapshot of index 0, more than once', () => {
  const confState = ConfState({ voters: List([1]) });
  const once = applySnapshot(new MemoryStorage(), Snapshot({ confState }));
  if (typeof once === 'string') throw new Error(once);
  expect(once.initialState().confState).toBe(confState);
  expect(once.firstIndex()).toBe(1);
  expect(typeof applySnapshot(once, Snapshot({ confState }))).toBe('object');
});

test('the hard state is kept beside the log', () => {
  const hardState = HardState({ term: 6, vote: 2, commit: 5 });
  const next = setHardState(storage, hardState);
  expect(next.initialState().hardState).toBe(hardState);
  expect(next.ents).toBe(storage.ents);
  expect(new MemoryStorage().initialState().hardState.equals(HardState())).toBe(true);
});
