import { describe, expect, test } from 'vitest';
import { stepBetween } from '../../src/explore/path.ts';
import type { TransitionSystem } from '../../src/explore/system.ts';

/** From 0 by four steps to 1, of which the third breaks property 2 and the last property 5; each guard is refused once. */
function system(): TransitionSystem {
  const cuts = new Float64Array(1);
  return {
    width: 1,
    actionKinds: ['a', 'b'],
    bounds: ['bound'],
    cuts,
    init: (emit) => emit(Int32Array.of(0), 0, 0, -1),
    next: ([at], emit) => {
      cuts[0]++;
      if (at !== 0) return;
      emit(Int32Array.of(3), 0, 0, 5);
      emit(Int32Array.of(1), 0, 1, -1);
      emit(Int32Array.of(1), 1, 2, -1);
      emit(Int32Array.of(1), 1, 3, 2);
      emit(Int32Array.of(1), 0, 4, 5);
      emit(Int32Array.of(1), 1, 5, 5);
    },
    judge: () => -1,
  };
}

describe('a step between two states', () => {
  const between = (from: number, to: number, property?: number) => {
    const asked = system();
    const found = stepBetween(asked, Int32Array.of(from), Int32Array.of(to), property);
    expect([...asked.cuts]).toEqual([0]);
    return found && [found.step.kind, found.step.arg, found.step.state[0], found.broken];
  };

  test('is the first one, whatever it breaks, and asking for it counts nothing', () => {
    expect(between(0, 1)).toEqual([0, 1, 1, -1]);
    expect(between(0, 3)).toEqual([0, 0, 3, 5]);
  });

  test('is the first that breaks a property that is asked for, or else the first', () => {
    expect(between(0, 1, 5)).toEqual([0, 4, 1, 5]);
    expect(between(0, 1, 2)).toEqual([1, 3, 1, 2]);
    expect(between(0, 1, 4)).toEqual([0, 1, 1, -1]);
  });

  test('is null where there is none', () => {
    expect(between(0, 2)).toBe(null);
    expect(between(1, 0)).toBe(null);
  });
});
