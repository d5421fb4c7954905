import { List } from 'immutable';
import { expect, test } from 'vitest';
import {
  entrySize,
  entsSize,
  limitSize,
  payloadSize,
  payloadsSize,
  varintSize,
} from '../../../src/raft/log/size.ts';
import { Entry, type EntryFields, noLimit } from '../../../src/raft/pb.ts';
import { ents, names } from './builders.ts';

// The sizes are those that Go's proto.Size gives for the same entry.
test.each<{ what: string; entry: Partial<EntryFields>; size: number }>([
  { what: 'a leader’s first entry', entry: { term: 1, index: 1 }, size: 4 },
  {
    what: 'the entry in place of a refused change',
    entry: { term: 1, index: 1, typeIsSet: true },
    size: 6,
  },
  { what: 'an entry with data', entry: { term: 1, index: 1, data: 'abc' }, size: 9 },
  { what: 'data of 127 bytes', entry: { term: 1, index: 1, data: 'x'.repeat(127) }, size: 133 },
  { what: 'data of 128 bytes', entry: { term: 1, index: 1, data: 'x'.repeat(128) }, size: 135 },
  { what: 'a term and an index of two bytes', entry: { term: 128, index: 16383 }, size: 6 },
  { what: 'an index of three bytes', entry: { term: 127, index: 16384 }, size: 6 },
  {
    what: 'a configuration change',
    entry: { term: 1, index: 1, type: 'EntryConfChange', data: '\x10\x00\x18\x01' },
    size: 12,
  },
  {
    what: 'the leaving of a joint configuration',
    entry: { term: 1, index: 1, type: 'EntryConfChangeV2' },
    size: 6,
  },
])('$what takes $size bytes', ({ entry, size }) => {
  expect(entrySize(Entry(entry))).toBe(size);
});

test.each([
  [0, 1],
  [127, 1],
  [128, 2],
  [2 ** 31, 5],
  [2 ** 35 - 1, 5],
  [2 ** 35, 6],
  [Number.MAX_SAFE_INTEGER, 8],
])('the varint of %d takes %d bytes', (n, size) => {
  expect(varintSize(n)).toBe(size);
});

// Three entries of 4, 4 and 5 bytes.
const three = ents(1, [1, 1]).push(Entry({ term: 1, index: 128 }));

test.each([
  { maxSize: noLimit, count: 3 },
  { maxSize: 13, count: 3 },
  { maxSize: 12, count: 2 },
  { maxSize: 8, count: 2 },
  { maxSize: 7, count: 1 },
  { maxSize: 3, count: 1 },
  { maxSize: 0, count: 1 },
])('of 4, 4 and 5 bytes, $count entries fit into $maxSize', ({ maxSize, count }) => {
  expect(names(limitSize(three, maxSize))).toEqual(names(three.take(count)));
});

test('a limit leaves no entries as they are', () => {
  expect(limitSize(List(), 0).size).toBe(0);
});

test('the size of several entries is the sum of theirs', () => {
  expect(entsSize(three)).toBe(13);
  expect(entsSize(List())).toBe(0);
});

test('the payload of an entry is its data alone', () => {
  expect(payloadSize(Entry({ term: 300, index: 300, data: 'abc' }))).toBe(3);
  expect(payloadsSize(ents(1, [1, 1], 'ab'))).toBe(4);
});
