import { List } from 'immutable';
import { afterEach, expect, test, vi } from 'vitest';
import { recordWithEntries } from '../../src/raft/record.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

test('a field named entries is read, set and compared as any other, and iterating still works', () => {
  const warn = vi.spyOn(console, 'warn');
  const Batch = recordWithEntries({ entries: List<number>(), size: 0 }, 'Batch');
  const batch = Batch({ entries: List([1]) });
  expect(batch.entries.toArray()).toEqual([1]);
  expect(Batch().entries.size).toBe(0);
  expect(batch.set('entries', List([2])).entries.toArray()).toEqual([2]);
  expect(batch.equals(Batch({ entries: List([1]) }))).toBe(true);
  expect(batch.equals(Batch())).toBe(false);
  expect([...batch].map(([key]) => key)).toEqual(['entries', 'size']);
  expect(warn).not.toHaveBeenCalled();
});
