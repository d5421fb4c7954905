import { describe, expect, test } from 'vitest';
import { IdTable, OwnRegistrar } from '../../src/explore/ids.ts';
import { RowTable } from '../../src/explore/region.ts';

describe('who works alone', () => {
  test('enters each new key at once, under the next id of its table', () => {
    const registrar = new OwnRegistrar();
    const [a, b] = [new IdTable(registrar), new IdTable(registrar, 1)];
    const ids = [
      a.intern(Int32Array.of(7, 8), 2),
      b.intern(Int32Array.of(7, 8), 2),
      a.intern(Int32Array.of(9), 1),
      // The last word is a note and not part of the key; the first note stays.
      b.intern(Int32Array.of(7, 5), 2),
      a.intern(Int32Array.of(7, 8), 2),
    ];
    expect(ids).toEqual([0, 0, 1, 0, 0]);
    expect([a.size, b.size, [...a.get(1)], [...b.get(0)], b.note(0, 0)]).toEqual([2, 1, [9], [7], 8]);
  });

  test('has nobody to learn from: an id that nobody has given is refused, and not waited for', () => {
    const table = new IdTable(new OwnRegistrar());
    table.intern(Int32Array.of(1), 1);
    expect(() => table.get(1)).toThrow(RangeError);
    expect(new OwnRegistrar().catchUp()).toBe(false);
  });

  test('has memory of its own for each table', () => {
    const registrar = new OwnRegistrar();
    const [a, b] = [new RowTable(2, registrar.region()), new RowTable(2, registrar.region())];
    a.set(a.take(), 0, 5);
    expect([a.get(1, 0), b.get(1, 0), a.bound, b.bound]).toEqual([5, 0, 2, 1]);
  });
});
