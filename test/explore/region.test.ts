import { describe, expect, test } from 'vitest';
import { ownRegion, RowTable, Sequences, sharedRegion, TablesFull } from '../../src/explore/region.ts';

describe('rows in memory of all', () => {
  test('have each a number of their own, whoever takes them', () => {
    const region = sharedRegion(1 << 12);
    const [a, b] = [new RowTable(2, region), new RowTable(2, region)];
    const taken = Array.from({ length: 100 }, (_, k) => (k % 3 === 0 ? b : a).take());
    expect(new Set(taken).size).toBe(100);
    expect(Math.min(...taken)).toBe(1);
    expect(Math.max(...taken)).toBeLessThan(a.bound);
    a.set(taken[0], 1, 7);
    expect([b.get(taken[0], 1), b.get(taken[0], 0)]).toEqual([7, 0]);
  });

  test('are refused each time where there is no room, and the bound stays within the memory', () => {
    const region = sharedRegion(4 * 2 * 192);
    const [a, b] = [new RowTable(2, region), new RowTable(2, region)];
    const taken = [...Array(128).keys()].map(() => a.take());
    for (let again = 0; again < 3; again++) {
      expect(() => a.take()).toThrow(TablesFull);
      expect(() => b.take()).toThrow(TablesFull);
      expect(a.bound * a.width).toBeLessThanOrEqual(a.data.length);
    }
    a.set(taken.at(-1)!, 1, 9);
    expect(b.get(128, 1)).toBe(9);
    expect(() => b.set(192, 0, 1)).toThrow(TablesFull);
  });

  test('grow without end where they are one`s own', () => {
    const rows = new RowTable(3, ownRegion());
    for (let row = 1; row < 5000; row++) {
      expect(rows.take()).toBe(row);
      rows.set(row, 2, row);
    }
    expect([rows.get(4999, 2), rows.get(1, 2), rows.get(9_999_999, 0)]).toEqual([4999, 1, 0]);
  });
});

describe('sequences in memory of all', () => {
  const chunkWords = 1 << 18;

  test('lie each in one chunk, and where the other says', () => {
    const region = sharedRegion(8 * 4 * chunkWords);
    const [a, b] = [new Sequences(region), new Sequences(region)];
    const places = Array.from({ length: 9 }, (_, k) => (k % 2 === 0 ? a : b).reserve(100_000));
    for (const place of places.slice(0, 8)) {
      expect(a.offset(place) + 100_000).toBeLessThanOrEqual(chunkWords);
      a.chunk(place)[a.offset(place) + 99_999] = place;
    }
    for (const place of places) {
      const last = b.chunk(place)[b.offset(place) + 99_999];
      if (place !== places[8]) expect(last).toBe(place);
    }
  });

  test('are refused each time where there is no room, and what was given stays', () => {
    const region = sharedRegion(4 * chunkWords + 400);
    const [a, b] = [new Sequences(region), new Sequences(region)];
    const place = a.reserve(chunkWords - 10_000);
    for (let again = 0; again < 3; again++) {
      expect(() => a.reserve(20_000)).toThrow(TablesFull);
      expect(() => b.reserve(20_000)).toThrow(TablesFull);
      expect(region.counter[0]).toBeLessThanOrEqual(chunkWords);
    }
    expect([a.offset(place), b.reserve(1) > place]).toEqual([place, true]);
    expect(() => a.reserve(chunkWords + 1)).toThrow(RangeError);
  });
});
