import { expect, test } from 'vitest';
import {
  acceptApplying,
  appliedTo,
  hasNextCommittedEnts,
  maxAppliableIndex,
  nextCommittedEnts,
} from '../../../src/raft/log/applying.ts';
import { append, commitTo, newLogWithSize, type RaftLog, restore } from '../../../src/raft/log/log.ts';
import { entsSize } from '../../../src/raft/log/size.ts';
import { RaftPanic } from '../../../src/raft/panic.ts';
import { noLimit, Snapshot } from '../../../src/raft/pb.ts';
import { ents, names, storageAt } from './builders.ts';

/** Compacted and applied at 1/3; 1/4 stable; 1/5, 1/6 unstable. Each entry takes 4 bytes. */
function log(committed: number, limit = noLimit): RaftLog {
  return commitTo(append(newLogWithSize(storageAt(1, 3, [1]), limit), ents(5, [1, 1]))[0], committed);
}

/** Hands out what there is, as a Ready does. */
function handOut(l: RaftLog): readonly [RaftLog, readonly string[] | string] {
  const next = nextCommittedEnts(l, true);
  const last = next.last();
  const accepted = last === undefined ? l : acceptApplying(l, last.index, entsSize(next), true);
  return [accepted, names(next)];
}

test.each([
  { committed: 3, allowUnstable: true, found: [] },
  { committed: 4, allowUnstable: true, found: ['1/4'] },
  { committed: 6, allowUnstable: true, found: ['1/4', '1/5', '1/6'] },
  { committed: 6, allowUnstable: false, found: ['1/4'] },
])('with commit $committed, unstable entries allowed: $allowUnstable, $found are next', (row) => {
  const l = log(row.committed);
  expect(names(nextCommittedEnts(l, row.allowUnstable))).toEqual(row.found);
  expect(hasNextCommittedEnts(l, row.allowUnstable)).toBe(row.found.length > 0);
});

test('only entries before the unstable ones may be handed out when those may not', () => {
  expect([maxAppliableIndex(log(6), true), maxAppliableIndex(log(6), false)]).toEqual([6, 4]);
  expect(maxAppliableIndex(log(3), false)).toBe(3);
});

test('what is being applied is not handed out again', () => {
  const [l] = handOut(log(5));
  expect([l.applying, l.applied, hasNextCommittedEnts(l, true)]).toEqual([5, 3, false]);
  expect(handOut(commitTo(l, 6))[1]).toEqual(['1/6']);
});

test('nothing is handed out while a snapshot is unstable', () => {
  const l = commitTo(append(restore(log(6), Snapshot({ term: 1, index: 9 })), ents(10, [1]))[0], 10);
  expect(hasNextCommittedEnts(l, true)).toBe(false);
  expect(nextCommittedEnts(l, true).size).toBe(0);
});

test.each([
  { limit: 12, found: ['1/4', '1/5', '1/6'], size: 12, paused: true },
  { limit: 13, found: ['1/4', '1/5', '1/6'], size: 12, paused: false },
  // The entry that did not fit pauses as well: it would be handed out alone, whatever its size.
  { limit: 11, found: ['1/4', '1/5'], size: 8, paused: true },
  { limit: 8, found: ['1/4', '1/5'], size: 8, paused: true },
  { limit: 1, found: ['1/4'], size: 4, paused: true },
])('in $limit bytes $found are handed out, and then it pauses: $paused', (row) => {
  const [l, found] = handOut(log(6, row.limit));
  expect([found, l.applyingEntsSize, l.applyingEntsPaused]).toEqual([row.found, row.size, row.paused]);
  expect(handOut(l)[1]).toEqual([]);
});

test('entries applied make room for the next', () => {
  const [first] = handOut(log(6, 11));
  const half = appliedTo(first, 4, 4);
  expect([half.applied, half.applying, half.applyingEntsSize, half.applyingEntsPaused]).toEqual([
    4,
    5,
    4,
    false,
  ]);
  const [second, found] = handOut(half);
  expect([found, second.applyingEntsSize]).toEqual([['1/6'], 8]);
});

test('it stays paused while what is being applied reaches the limit', () => {
  const [l] = handOut(log(6, 8));
  expect(appliedTo(l, 3, 0).applyingEntsPaused).toBe(true);
  expect(appliedTo(l, 4, 4).applyingEntsPaused).toBe(false);
});

test('entries applied that were never handed out do not make the size negative', () => {
  const l = appliedTo(log(6), 5, 8);
  expect([l.applied, l.applying, l.applyingEntsSize]).toEqual([5, 5, 0]);
});

test.each([
  { what: 'applying past the commit index', run: () => acceptApplying(log(5), 6, 4, true) },
  { what: 'having applied past the commit index', run: () => appliedTo(log(5), 6, 4) },
  { what: 'having applied less than before', run: () => appliedTo(log(5), 2, 0) },
  { what: 'a limit of zero bytes', run: () => nextCommittedEnts(log(5, 0), true) },
])('$what panics', ({ run }) => {
  expect(run).toThrow(RaftPanic);
});
