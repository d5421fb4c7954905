import { describe, expect, it } from 'vitest';
import { plainSystem } from '../../src/explore/plain.ts';
import { search } from '../../src/explore/search.ts';
import { searchSlice } from '../../src/explore/slice.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../src/explore/system.ts';

const options: SearchOptions = { strategy: 'bfs', depth: 1000, pack: true, maxStates: 1e6 };

/** Three counters, each up to 29: 27,000 states in a lattice where most are reached in many ways. */
function lattice(broken = -1, seen?: Set<string>): TransitionSystem {
  const max = 29;
  return plainSystem<{ a: number; b: number; c: number }>({
    init: () => [{ a: 0, b: 0, c: 0 }],
    next: (state) =>
      (['a', 'b', 'c'] as const)
        .filter((key) => state[key] < max)
        .map((key) => ({ action: `up ${key}`, state: { ...state, [key]: state[key] + 1 } })),
    invariants: [
      {
        name: 'sum',
        holds: ({ a, b, c }) => {
          seen?.add(`${a},${b},${c}`);
          return 2 * a + b + c !== broken;
        },
      },
    ],
  });
}

function run<Result>(searching: Generator<unknown, Result, null>): Result {
  for (;;) {
    const step = searching.next(null);
    if (step.done) return step.value;
  }
}

const slices = (count: number, system: () => TransitionSystem, wanted = options) =>
  Array.from({ length: count }, (_, index) => run(searchSlice(system(), wanted, { index, count })));

describe('slices', () => {
  it.each([1, 2, 4])('together reach every state, and no other: %i of them', (count) => {
    const [whole, together] = [new Set<string>(), new Set<string>()];
    const all = run(search(lattice(-1, whole), options));
    const parts = slices(count, () => lattice(-1, together));
    expect(together).toEqual(whole);
    expect(all.distinct).toBe(27000);
    expect(parts.every(({ complete }) => complete)).toBe(true);
    expect(Math.max(...parts.map(({ depth }) => depth))).toBe(all.depth);
    const sum = (of: (part: Exploration) => number) => parts.reduce((total, part) => total + of(part), 0);
    // What several reach is counted by each.
    expect(sum(({ distinct }) => distinct)).toBeGreaterThanOrEqual(all.distinct);
    if (count === 1)
      expect(parts[0]).toMatchObject({
        distinct: all.distinct,
        generated: all.generated,
        levels: all.levels,
        actions: all.actions,
      });
  });

  it('answer for the states before the frontier once', () => {
    const all = run(search(lattice(), options));
    const parts = slices(3, lattice);
    const depth = parts[0].slice.depth!;
    for (const level of all.levels.slice(0, depth + 1)) {
      const counted = parts.map(({ levels }) => levels[level.depth]);
      expect(counted.reduce((sum, { distinct }) => sum + distinct, 0)).toBe(level.distinct);
      expect(counted.reduce((sum, { generated }) => sum + generated, 0)).toBe(level.generated);
    }
  });

  it('deal the same frontier, and another one gets another digest', () => {
    const digests = slices(3, lattice).map(({ slice }) => slice.digest);
    expect(new Set(digests).size).toBe(1);
    expect(slices(2, lattice)[0].slice.digest).not.toBe(digests[0]);
  });

  it('keep to the depth bound of the whole', () => {
    const bounded = { ...options, depth: 20 };
    const [whole, together] = [new Set<string>(), new Set<string>()];
    run(search(lattice(-1, whole), bounded));
    slices(3, () => lattice(-1, together), bounded);
    expect(together).toEqual(whole);
  });
});

describe('slices in which something breaks', () => {
  it('find the shortest behavior among them, from the very start', () => {
    const whole = run(search(lattice(41), options)).violation!;
    const lengths = slices(3, () => lattice(41)).flatMap(({ violation }) =>
      violation === null ? [] : [violation.path.steps.length],
    );
    expect(Math.min(...lengths)).toBe(whole.path.steps.length);
    const system = lattice(41);
    const { violation } = run(searchSlice(system, options, { index: 0, count: 3 }));
    const { init, steps } = violation!.path;
    let state = init;
    for (const step of steps) {
      const successors: string[] = [];
      system.next(state, (successor, kind) => successors.push(`${kind} ${successor}`));
      expect(successors).toContain(`${step.kind} ${step.state}`);
      state = step.state;
    }
    expect(state).not.toEqual(init);
  });

  it('that break something before the frontier all say so', () => {
    for (const { violation } of slices(2, () => lattice(4))) expect(violation?.path.steps).toHaveLength(2);
  });
});

describe('slices that end early', () => {
  it('of a search too small to be dealt see the whole of it, and one answers for it', () => {
    const small = plainSystem<{ n: number }>({
      init: () => [{ n: 0 }],
      next: ({ n }) => (n < 3 ? [{ action: 'up', state: { n: n + 1 } }] : []),
    });
    for (const part of slices(2, () => small))
      expect(part).toMatchObject({ complete: true, depth: 3, slice: { depth: null } });
    expect(slices(2, () => small).map(({ distinct }) => distinct)).toEqual([4, 0]);
  });

  it('stop when they are told to', () => {
    const searching = searchSlice(lattice(), options, { index: 0, count: 2 });
    let step = searching.next(null);
    while (!step.done) step = searching.next('interrupted');
    expect(step.value).toMatchObject({ stopped: 'interrupted', complete: false });
  });
});
