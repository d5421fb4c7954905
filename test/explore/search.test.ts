import { describe, expect, test } from 'vitest';
import type { SearchOptions } from '../../src/explore/system.ts';
import { graphSystem, twoCounters } from './graphs.ts';
import { explore, isBehavior } from './run.ts';

const ways: Partial<SearchOptions>[] = [
  { strategy: 'bfs', pack: true },
  { strategy: 'bfs', pack: false },
  { strategy: 'dfs', pack: true },
  { strategy: 'dfs', pack: false },
];

/** 0 -> 1 -> 2 -> 3 -> 4, and a long way round to 3: 0 -> 5 -> 6 -> 7 -> 3, first in the order of steps. */
const detour = { init: [0], edges: [[1, 5], [2], [3], [4], [], [6], [7], [3]] };

describe.each(ways)('a search, $strategy, pack $pack, of a whole system', (way) => {
  test('visits the 256 x 256 states of two counters once each and takes two steps from each', () => {
    const { found } = explore(
      twoCounters(256, () => false),
      way,
    );
    expect(found.distinct).toBe(65_536);
    expect(found.generated).toBe(131_073);
    expect(found.actions).toEqual([65_536, 65_536]);
    expect(found).toMatchObject({
      frontier: 0,
      complete: true,
      stopped: null,
      deadlocks: 0,
      violation: null,
    });
  });

  test('stops at the depth bound and says what it left', () => {
    const { found } = explore(
      twoCounters(256, () => false),
      { ...way, depth: 3 },
    );
    expect(found.levels).toEqual([
      { depth: 0, distinct: 1, generated: 1 },
      { depth: 1, distinct: 2, generated: 2 },
      { depth: 2, distinct: 3, generated: 4 },
      { depth: 3, distinct: 4, generated: 6 },
    ]);
    expect(found).toMatchObject({ distinct: 10, generated: 13, depth: 3, cutByDepth: 4, frontier: 4 });
    expect(found).toMatchObject({ complete: true, stopped: null, deadlocks: 0 });
  });

  test('looks at the initial states alone when the depth is 0', () => {
    const { found } = explore(graphSystem({ init: [3, 4, 3], edges: [], bad: { 4: 2 } }), {
      ...way,
      depth: 0,
    });
    expect(found).toMatchObject({
      distinct: 2,
      generated: 3,
      depth: 0,
      frontier: 2,
      cutByDepth: 2,
      complete: true,
    });
    expect(found.violation).toMatchObject({ property: 2, path: { steps: [] } });
    expect(found.violation?.path.init[0]).toBe(4);
  });

  test('counts states without a step, but not those at the depth bound', () => {
    expect(explore(graphSystem(detour), way).found.deadlocks).toBe(1);
    expect(explore(graphSystem(detour), { ...way, depth: 4 }).found.deadlocks).toBe(0);
    expect(explore(graphSystem(detour), { ...way, depth: 5 }).found.deadlocks).toBe(1);
  });

  test('does not count a refused action again, nor in rebuilding a counterexample', () => {
    const system = graphSystem({ ...detour, bad: { 4: 0 } });
    const { found } = explore(system, { ...way, depth: 20 });
    expect(found.violation?.property).toBe(0);
    expect([...system.cuts]).toEqual([1]);
  });

  test('takes an empty system for what it is', () => {
    const { found } = explore(graphSystem({ init: [], edges: [] }), way);
    expect(found).toMatchObject({ distinct: 0, generated: 0, depth: 0, frontier: 0, complete: true });
  });
});

describe.each(ways)('a search, $strategy, pack $pack, that is watched and limited', (way) => {
  test('stops at maxStates with exactly as many states', () => {
    const system = twoCounters(256, () => false);
    const { found } = explore(system, { ...way, maxStates: 1000 });
    expect(found).toMatchObject({ distinct: 1000, stopped: 'max-states', complete: false });
    expect(found.frontier).toBeGreaterThan(0);
    expect(found.generated).toBe(1 + 2 * (found.distinct - found.frontier + 1));
    expect(found.actions[0] + found.actions[1] + 1).toBe(found.generated);
    expect(explore(system, { ...way, maxStates: 1000 }).found).toEqual(found);
  });

  test('stops at maxStates among the initial states too', () => {
    const { found } = explore(graphSystem({ init: [1, 2, 1, 3], edges: [] }), { ...way, maxStates: 2 });
    expect(found).toMatchObject({ distinct: 2, generated: 4, frontier: 2, stopped: 'max-states' });
  });

  test('is complete when there are exactly maxStates states', () => {
    const { found } = explore(
      twoCounters(16, () => false),
      { ...way, maxStates: 256 },
    );
    expect(found).toMatchObject({ distinct: 256, stopped: null, complete: true, frontier: 0 });
  });

  test('ends when it is told to, with what it has found', () => {
    const { found, told } = explore(
      twoCounters(256, () => false),
      way,
      2,
    );
    expect(told.length).toBe(2);
    expect(found).toMatchObject({ stopped: 'interrupted', complete: false, violation: null });
    expect(found.distinct).toBe(told[1].distinct);
    expect(found.levels.reduce((sum, level) => sum + level.distinct, 0)).toBe(found.distinct);
    expect(found.frontier).toBeGreaterThan(0);
  });

  test('tells its progress, which only grows', () => {
    const { found, told } = explore(
      twoCounters(256, () => false),
      way,
    );
    const counts = [...told.map((progress) => progress.distinct), found.distinct];
    expect(counts.length).toBeGreaterThan(10);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(told.every((progress) => progress.frontier <= progress.distinct)).toBe(true);
  });
});

describe.each(ways)('a search, $strategy, pack $pack, for a broken property', (way) => {
  test('gives a behavior of the system for a broken property', () => {
    const system = twoCounters(256, (x, y) => x === 3 && y === 4);
    const { found } = explore(system, { ...way, depth: 12 });
    expect(found.violation).not.toBeNull();
    const path = found.violation!.path;
    expect(isBehavior(system, path)).toBe(true);
    expect([...path.steps[path.steps.length - 1].state]).toEqual([3, 4]);
    expect(found.violation!.shortest).toBe(way.strategy === 'bfs');
  });

  test('shows a broken step with the state it leads to, known or not', () => {
    const system = graphSystem({ init: [0], edges: [[1], [{ to: 0, kind: 2, broken: 3 }]] });
    const { violation } = explore(system, way).found;
    expect(violation?.property).toBe(3);
    expect(violation?.path.steps.map(({ kind, arg, state }) => [kind, arg, state[0]])).toEqual([
      [0, 0, 1],
      [2, 0, 0],
    ]);
  });

  test('takes the first of several steps to the same state', () => {
    const edges = [[{ to: 1, kind: 2 }, { to: 1, kind: 1 }, 1], []];
    const { violation } = explore(graphSystem({ init: [0], edges, bad: { 1: 0 } }), way).found;
    expect(violation?.path.steps.map(({ kind, arg }) => [kind, arg])).toEqual([[2, 0]]);
  });

  test('says that a system which forgets its steps is not deterministic', () => {
    let calls = 0;
    const system = graphSystem({ init: [0], edges: [[1], [2]], bad: { 2: 0 } });
    const next = system.next.bind(system);
    const forgetful = { ...system, next: (...args: Parameters<typeof next>) => calls++ < 2 && next(...args) };
    expect(() => explore(forgetful as unknown as typeof system, way)).toThrow('not deterministic');
  });
});

describe('breadth first', () => {
  test('finds the shortest way although a longer one is offered first', () => {
    const { found } = explore(graphSystem({ ...detour, bad: { 3: 0 } }));
    expect(found.violation?.path.steps.map((step) => step.state[0])).toEqual([1, 2, 3]);
    expect(found.depth).toBe(3);
  });

  test('finishes the level of the first broken property, and expands nothing of it', () => {
    const edges = [[1, 2, 3], [4], [5], [6], [], [], [7], []];
    const { found } = explore(graphSystem({ init: [0], edges, bad: { 4: 1, 7: 0 } }));
    expect(found).toMatchObject({ distinct: 7, generated: 7, depth: 2, frontier: 3, complete: false });
    expect(found.violation?.property).toBe(1);
  });

  test('of several broken properties reports the lowest, and of its states the earliest', () => {
    const edges = [
      [1, 2],
      [3, 4],
      [5, 6],
    ];
    const bad = { 3: 2, 4: 1, 5: 1, 6: 0 };
    const last = (system: ReturnType<typeof graphSystem>) =>
      explore(system).found.violation?.path.steps.at(-1)?.state[0];
    expect(last(graphSystem({ init: [0], edges, bad }))).toBe(6);
    expect(last(graphSystem({ init: [0], edges, bad: { ...bad, 6: 1 } }))).toBe(4);
  });

  test('reports a broken step before a broken state of a higher property, and after one of a lower', () => {
    const graph = { init: [0], edges: [[1, { to: 2, broken: 1 }]] };
    expect(explore(graphSystem({ ...graph, bad: { 1: 2 } })).found.violation?.property).toBe(1);
    expect(explore(graphSystem({ ...graph, bad: { 1: 0 } })).found.violation?.property).toBe(0);
  });

  test('reports the earlier of a broken state and a broken step of the same property', () => {
    const edges = [[1, 2], [3], [{ to: 4, broken: 1 }], [], []];
    const last = (bad: Record<number, number>) =>
      explore(graphSystem({ init: [0], edges, bad })).found.violation?.path.steps.at(-1)?.state[0];
    expect(last({ 3: 1 })).toBe(3);
    expect(last({})).toBe(4);
  });

  test('refuses the state past maxStates in the middle of a batch, and runs no step after that expansion', () => {
    // Levels 0 to 43 have 990 states. Of level 43, the first expansion finds two states and each other one.
    const { found } = explore(
      twoCounters(256, () => false),
      { maxStates: 1000 },
    );
    expect(found.frontier).toBe(1000 - 946 - 9);
    expect(found.generated).toBe(1 + 2 * (946 + 9 + 1));
  });

  test('stores a thousand times as many states as are resolved at once, in the same order as one by one', () => {
    const { found } = explore(twoCounters(512, () => false));
    expect(found.levels.map((level) => level.distinct)).toEqual(
      Array.from({ length: 1023 }, (_, depth) => Math.min(depth, 1022 - depth) + 1),
    );
  });
});

describe('depth first', () => {
  test('expands a state again when it is met nearer the root, and counts it once', () => {
    const system = graphSystem(detour);
    const { found } = explore(system, { strategy: 'dfs', depth: 4 });
    expect(found).toMatchObject({ distinct: 8, generated: 9, depth: 4 });
    expect(found.levels.map((level) => level.distinct)).toEqual([1, 2, 2, 2, 1]);
    expect([...system.cuts]).toEqual([1]);
  });

  test('expands every state once when no depth is given', () => {
    const system = twoCounters(64, () => false);
    let calls = 0;
    const next = system.next.bind(system);
    const counted = {
      ...system,
      next: (...args: Parameters<typeof next>) => {
        calls++;
        next(...args);
      },
    };
    expect(explore(counted, { strategy: 'dfs' }).found.distinct).toBe(4096);
    expect(calls).toBe(4096);
  });

  test.each([
    ['as often as it comes nearer', detour, [0, 5, 6, 7, 3, 4, 1, 2, 3, 4]],
    [
      'not again when it is met as deep as before',
      { init: [0], edges: [[1, 2], [3], [3], []] },
      [0, 2, 3, 1],
    ],
  ])('expands a state %s', (_, graph, order) => {
    const expanded: number[] = [];
    const system = graphSystem(graph);
    const watched = {
      ...system,
      next: (...args: Parameters<typeof system.next>) => {
        expanded.push(args[0][0]);
        system.next(...args);
      },
    };
    explore(watched, { strategy: 'dfs', depth: 9 });
    expect(expanded).toEqual(order);
  });

  test('does not claim that its counterexample is a shortest one', () => {
    const { violation } = explore(graphSystem({ ...detour, bad: { 3: 0 } }), { strategy: 'dfs' }).found;
    expect(violation?.path.steps.map((step) => step.state[0])).toEqual([5, 6, 7, 3]);
    expect(violation?.shortest).toBe(false);
  });
});

test('a wide level gives whoever drives the search a turn after every batch of states', () => {
  const wide = Array.from({ length: 6400 }, (_, k) => k + 1);
  const { told } = explore(graphSystem({ init: [0], edges: [wide, ...wide.map(() => [])] }));
  expect(told.length).toBeGreaterThan(100);
});
