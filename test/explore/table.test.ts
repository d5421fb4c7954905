import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IntPairMap } from '../../src/explore/table.ts';

const id = fc.oneof(fc.nat(3), fc.nat(100), fc.constantFrom(0, 1 << 20, 2 ** 31 - 1));

describe('IntPairMap', () => {
  test('agrees with a Map under random writes and reads', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(id, id, fc.nat())), fc.array(fc.tuple(id, id)), (writes, reads) => {
        const map = new IntPairMap();
        const model = new Map<string, number>();
        for (const [a, b, value] of writes) {
          map.set(a, b, value);
          model.set(`${a},${b}`, value);
        }
        expect(map.size).toBe(model.size);
        for (const [a, b] of [...reads, ...writes.map(([a, b]) => [a, b] as const)]) {
          expect(map.get(a, b)).toBe(model.get(`${a},${b}`) ?? -1);
        }
      }),
    );
  });

  test('keeps every pair while its segments double many times', () => {
    const map = new IntPairMap();
    for (let i = 0; i < 300_000; i++) map.set(i % 557, i, i ^ 0x5555);
    let wrong = 0;
    for (let i = 0; i < 300_000; i++) {
      if (map.get(i % 557, i) !== (i ^ 0x5555)) wrong++;
      if (map.get((i % 557) + 1, i) !== -1) wrong++;
    }
    expect({ wrong, size: map.size }).toEqual({ wrong: 0, size: 300_000 });
  });

  test('tells (a, b) from (b, a), and (0, 0) from nothing', () => {
    const map = new IntPairMap();
    expect(map.get(0, 0)).toBe(-1);
    map.set(1, 2, 12);
    map.set(2, 1, 21);
    map.set(0, 0, 7);
    expect([map.get(1, 2), map.get(2, 1), map.get(0, 0)]).toEqual([12, 21, 7]);
  });
});
