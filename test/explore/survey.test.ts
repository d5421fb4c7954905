/** States as a graph for pictures: all of them with all of their steps, or a part that says so. */
import { describe, expect, it } from 'vitest';
import { pathTo, type Survey, survey } from '../../src/explore/survey.ts';
import type { StopReason, TransitionSystem } from '../../src/explore/system.ts';

/** Numbers up to `end`, each with a step to the next and one to its double; `bad` is broken. */
function numbers(end: number, bad = -1): TransitionSystem {
  return {
    width: 1,
    actionKinds: ['next', 'double'],
    bounds: [],
    cuts: new Float64Array(0),
    init: (emit) => emit(Int32Array.of(1), 0, 0, -1),
    next(state, emit) {
      const [n] = state;
      if (n + 1 <= end) emit(Int32Array.of(n + 1), 0, 0, -1);
      if (2 * n <= end) emit(Int32Array.of(2 * n), 1, 0, -1);
    },
    judge: ([n]) => (n === bad ? 0 : -1),
  };
}

function ended(system: TransitionSystem, most = 1000, reason: StopReason | null = null): Survey {
  const surveying = survey(system, most);
  for (;;) {
    const slice = surveying.next(reason);
    if (slice.done) return slice.value;
  }
}

describe('a survey', () => {
  it('has every state once, breadth first, and every step', () => {
    const found = ended(numbers(6));
    expect(found.states.map(([n]) => n)).toEqual([1, 2, 3, 4, 6, 5]);
    expect(found.depths).toEqual([0, 1, 2, 2, 3, 3]);
    const steps = Array.from({ length: found.steps.length / 3 }, (_, k) => {
      const [from, to, kind] = found.steps.slice(3 * k, 3 * k + 3);
      return `${found.states[from][0]} ${kind} ${found.states[to][0]}`;
    });
    expect(steps).toEqual(['1 0 2', '1 1 2', '2 0 3', '2 1 4', '3 0 4', '3 1 6', '4 0 5', '5 0 6']);
    expect(found.ended).toBe('complete');
    expect([found.indexOf(Int32Array.of(6)), found.indexOf(Int32Array.of(7))]).toEqual([4, -1]);
  });

  it('knows a shortest way to each state, and by which actions', () => {
    const found = ended(numbers(6));
    const { init, steps } = pathTo(found, 4);
    expect([init[0], ...steps.map(({ kind, state }) => `${kind}:${state[0]}`)]).toEqual([
      1,
      '0:2',
      '0:3',
      '1:6',
    ]);
  });

  it('goes no deeper than to where something is broken first, and finishes that depth', () => {
    const found = ended(numbers(20, 3));
    expect(found.states.map(([n]) => n)).toEqual([1, 2, 3, 4]);
    expect([found.broken, found.ended]).toEqual([[-1, -1, 0, -1], 'broken']);
  });

  it('is a part where there are more states than it may keep, and says so', () => {
    const found = ended(numbers(20), 5);
    expect([found.states.length, found.ended]).toEqual([5, 'most']);
    expect(ended(numbers(6), 6).ended).toBe('complete');
  });

  it('stops where it is told to', () => {
    const found = ended(numbers(1000), 1000, 'interrupted');
    expect(found.ended).toBe('stopped');
    expect(found.states.length).toBeLessThan(1000);
  });
});
