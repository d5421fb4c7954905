import { expect, test } from 'vitest';
import { RaftPanic } from '../../../src/raft/panic.ts';
import {
  add,
  count,
  freeLE,
  full,
  type Inflights,
  newInflights,
  reset,
} from '../../../src/raft/tracker/inflights.ts';

/** Adds indexes from..to, index i with 100 + i bytes. */
function addRange(ins: Inflights, from: number, to: number): Inflights {
  let next = ins;
  for (let index = from; index <= to; index++) next = add(next, index, 100 + index);
  return next;
}

function indexes(ins: Inflights): number[] {
  return ins.buffer.map((inflight) => inflight.index).toArray();
}

test.each([
  { to: 0, left: [1, 2, 3, 4, 5], bytes: 515 },
  { to: 1, left: [2, 3, 4, 5], bytes: 414 },
  { to: 3, left: [4, 5], bytes: 209 },
  { to: 5, left: [], bytes: 0 },
  { to: 9, left: [], bytes: 0 },
])('an acknowledgement up to $to of 1..5 leaves $left in flight', ({ to, left, bytes }) => {
  const ins = freeLE(addRange(newInflights(10, 0), 1, 5), to);
  expect(indexes(ins)).toEqual(left);
  expect(count(ins)).toBe(left.length);
  expect(ins.bytes).toBe(bytes);
});

test('an acknowledgement between two messages frees those before it only', () => {
  const ins = freeLE(add(add(newInflights(10, 0), 5, 1), 9, 1), 7);
  expect(indexes(ins)).toEqual([9]);
});

test.each([
  { what: 'no room at all', size: 0, maxBytes: 0, fullAt: 0 },
  { what: 'room for one message', size: 1, maxBytes: 0, fullAt: 1 },
  { what: 'room for 15 messages', size: 15, maxBytes: 0, fullAt: 15 },
  { what: 'bytes that the fourth message exceeds', size: 8, maxBytes: 400, fullAt: 4 },
  { what: 'bytes that the fourth message reaches', size: 8, maxBytes: 406, fullAt: 4 },
  { what: 'one byte more than four messages have', size: 8, maxBytes: 407, fullAt: 5 },
])('a window with $what is full after $fullAt messages', ({ size, maxBytes, fullAt }) => {
  let ins = newInflights(size, maxBytes);
  for (let index = 0; index < fullAt; index++) {
    expect(full(ins)).toBe(false);
    ins = add(ins, index, 100 + index);
  }
  expect(full(ins)).toBe(true);
  expect(() => add(ins, 100, 1)).toThrow(RaftPanic);
});

test('freeing makes room again', () => {
  const ins = addRange(newInflights(3, 0), 1, 3);
  expect(full(ins)).toBe(true);
  expect(full(freeLE(ins, 1))).toBe(false);
});

test('a reset forgets messages and bytes and keeps the limits', () => {
  const ins = reset(addRange(newInflights(3, 500), 1, 3));
  expect(ins.equals(newInflights(3, 500))).toBe(true);
});

test('windows that went different ways to the same messages are equal', () => {
  const one = freeLE(addRange(newInflights(3, 0), 1, 3), 2);
  expect(one.equals(addRange(newInflights(3, 0), 3, 3))).toBe(true);
});
