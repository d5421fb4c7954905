/** Which quiet states stand for which: distances above a node of two terms or more are all one. */
import { describe, expect, it } from 'vitest';
import {
  aboveWideGaps,
  choices,
  lowestNumbering,
  numberings,
  type QuietTerms,
  renumber,
} from '../../../src/cluster/recovery/gaps.ts';

const numbers = (terms: QuietTerms, numbering = lowestNumbering): number[] =>
  terms.all.map(renumber(terms, numbering));

describe('the lowest numbers of terms', () => {
  it.each([
    ['keep the order below the lowest that a node is in', { all: [3, 7, 9], lowest: 9 }, [1, 2, 3]],
    ['keep a distance of one above it', { all: [4, 5, 6], lowest: 4 }, [1, 2, 3]],
    ['are two apart where terms are further apart', { all: [4, 6, 30, 31], lowest: 4 }, [1, 3, 5, 6]],
    ['are those that there are while a node is in none', { all: [1, 2], lowest: 0 }, [1, 2]],
    ['are two above none where they are further above', { all: [5, 6], lowest: 0 }, [2, 3]],
  ])('%s', (_says, terms, expected) => {
    expect(numbers(terms)).toEqual(expected);
  });

  it('are the same once they have been given', () => {
    const terms = { all: [2, 9, 10, 14], lowest: 9 };
    const [first] = [numbers(terms)];
    expect(first).toEqual([1, 2, 3, 5]);
    expect(numbers({ all: first, lowest: 2 })).toEqual(first);
  });
});

describe('what a state stands for', () => {
  it('is asked about with every distance of two as two and as more', () => {
    const terms = { all: [1, 3, 4, 6], lowest: 1 };
    const above = aboveWideGaps(terms);
    expect(above).toEqual([3, 6]);
    expect(choices(above).map((chosen) => numbers(terms, numberings(chosen)[0]))).toEqual([
      [1, 3, 4, 6],
      [1, 4, 5, 7],
      [1, 3, 4, 7],
      [1, 4, 5, 8],
    ]);
  });

  it('is verified with greater distances still, and with higher numbers', () => {
    const [, ...others] = numberings([4]);
    expect(others.map((one) => numbers({ all: [1, 2, 4], lowest: 2 }, one))).toEqual([
      [1, 2, 6],
      [1, 2, 13],
      [10, 11, 14],
      [11, 12, 15],
    ]);
    // Nothing is raised while a node is in none.
    expect(numbers({ all: [1], lowest: 0 }, { wide: new Map(), raised: 9 })).toEqual([1]);
  });

  it('has no distance that counts below the lowest that a node is in', () => {
    expect(aboveWideGaps({ all: [1, 3, 4, 6], lowest: 6 })).toEqual([]);
    expect(aboveWideGaps({ all: [2, 3], lowest: 0 })).toEqual([2]);
  });
});
