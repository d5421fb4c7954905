import { describe, expect, it } from 'vitest';
import { Random } from '../../src/explore/random.ts';

const drawn = (random: Random, count: number): number[] => Array.from({ length: count }, () => random.bits());

describe('a source of chance', () => {
  it('gives the same numbers for the same seed and stream, on every machine', () => {
    expect(drawn(new Random(1, 0), 3)).toEqual(drawn(new Random(1, 0), 3));
    expect(drawn(new Random(1, 0), 3)).toEqual([464474045, 580908525, 3512304492]);
  });

  it('gives other numbers for any other seed or stream, be they as large as numbers go', () => {
    const first = [
      [1, 0],
      [0, 1],
      [2, 0],
      [1, 1],
      [2 ** 32, 0],
      [0, 2 ** 32],
      [Number.MAX_SAFE_INTEGER, 0],
    ].map(([seed, stream]) => drawn(new Random(seed, stream), 2).join());
    expect(new Set(first).size).toBe(first.length);
  });

  it('fills a range evenly', () => {
    const random = new Random(7, 3);
    const counts = new Array<number>(8).fill(0);
    for (let k = 0; k < 8000; k++) counts[random.below(8)]++;
    // Eight cells of 1000: a standard deviation is 30.
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(random.fraction()).toBeLessThan(1);
  });
});
