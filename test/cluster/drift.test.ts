/** Clocks as one number: who may tick, and what is left of it under other names. */
import { describe, expect, it } from 'vitest';
import { Drift } from '../../src/cluster/drift.ts';

/** The clocks after these nodes (from 0) have ticked, one after the other. */
function once(drift: Drift, ...ticked: number[]): number {
  return ticked.reduce((clocks, i) => drift.ticked(clocks, i), 0);
}

const standing = (drift: Drift, clocks: number) => [0, 1, 2].map((i) => drift.ahead(clocks, i));
const allowed = (drift: Drift, clocks: number) => [0, 1, 2].map((i) => drift.ticks(clocks, i));

describe('clocks that drift by two ticks', () => {
  const drift = new Drift(3, 2);

  it('let a node be two ticks ahead of the slowest, and no more', () => {
    expect(standing(drift, once(drift, 2, 2, 0))).toEqual([1, 0, 2]);
    expect(allowed(drift, once(drift, 2, 2, 0))).toEqual([true, true, false]);
  });
  it('keep differences only: when the slowest has ticked too, nothing has happened', () => {
    expect(once(drift, 2, 0, 1)).toBe(0);
    expect(standing(drift, once(drift, 2, 2, 0, 1))).toEqual([0, 0, 1]);
  });
  it('go with their nodes when these are renamed', () => {
    const renamed = drift.rename(once(drift, 2, 2, 0), [0, 2, 3, 1]);
    expect(standing(drift, renamed)).toEqual([2, 1, 0]);
  });
});

describe('perfect clocks', () => {
  const drift = new Drift(3, 0);

  it('tick once a round each, in turn', () => {
    expect(allowed(drift, 0)).toEqual([true, false, false]);
    expect(allowed(drift, once(drift, 0, 1))).toEqual([false, false, true]);
    expect(once(drift, 0, 1, 2)).toBe(0);
  });
  it('show who has ticked in this round', () => {
    expect(standing(drift, once(drift, 0, 1))).toEqual([1, 1, 0]);
  });
});
