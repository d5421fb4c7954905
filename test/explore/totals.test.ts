import { describe, expect, test } from 'vitest';
import { explorationOf, nothingCounted, plus, progressOf, type Totals } from '../../src/explore/totals.ts';

const level = (depth: number, distinct: number, generated: number) => ({ depth, distinct, generated });
const one: Totals = {
  levels: [level(0, 1, 1), level(1, 2, 4)],
  distinct: 3,
  generated: 5,
  frontier: 2,
  deadlocks: 1,
  storeBytes: 100,
  actions: [3, 1],
  cuts: [7],
};
const other: Totals = {
  ...one,
  levels: [level(0, 0, 0), level(1, 3, 3), level(2, 0, 2)],
  actions: [0, 2, 5],
};

describe('what workers have counted', () => {
  test('adds up level by level and kind by kind, as far as any of them knows', () => {
    expect(plus(one, other)).toEqual({
      levels: [level(0, 1, 1), level(1, 5, 7), level(2, 0, 2)],
      distinct: 6,
      generated: 10,
      frontier: 4,
      deadlocks: 2,
      storeBytes: 200,
      actions: [3, 3, 5],
      cuts: [14],
    });
    expect(plus(other, one)).toEqual(plus(one, other));
    expect(plus(nothingCounted, one)).toEqual(one);
  });

  test('is told as progress', () => {
    const { deadlocks: _d, cuts: _c, ...told } = one;
    expect(progressOf(one, 2)).toEqual({ ...told, depth: 2 });
  });

  const ending = { stopped: null, depth: 9, violation: null };

  test('makes a result that is complete when nothing but the states at the bound is left', () => {
    const cut = (depth: number, frontier: number, more = {}) => {
      const made = explorationOf({ ...one, frontier }, { ...ending, depth, ...more });
      return [made.complete, made.cutByDepth, made.stopped];
    };
    expect(cut(9, 0)).toEqual([true, 0, null]);
    expect(cut(9, 1)).toEqual([false, 0, null]);
    expect(cut(1, 2)).toEqual([true, 2, null]);
    expect(cut(1, 3)).toEqual([false, 2, null]);
    expect(cut(1, 2, { stopped: 'interrupted' })).toEqual([false, 2, 'interrupted']);
    expect(cut(1, 2, { mayExpandAgain: true })).toEqual([false, 2, null]);
  });

  test('is as deep as the last level with a state in it', () => {
    const { depth, levels } = explorationOf(plus(one, other), ending);
    expect([depth, levels.length]).toEqual([1, 2]);
    expect(explorationOf(nothingCounted, ending)).toMatchObject({ depth: 0, levels: [], complete: true });
  });
});
