/** On disk = in memory, however few states there is memory for. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { reductionNames } from '../../../src/cluster/reduce/names.ts';
import { reduce } from '../../../src/cluster/reduce/reduce.ts';
import { DiskFull } from '../../../src/explore/disk/disk.ts';
import { countedBy, takeOver } from '../../../src/explore/disk/takeover.ts';
import type { Registrar } from '../../../src/explore/ids.ts';
import { plainSystem } from '../../../src/explore/plain.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { runToEnd } from '../../../src/run/drive.ts';
import { few } from '../../long.ts';
import { smallSpecs } from '../../soundness/small-specs.ts';
import { twoPhase } from '../../soundness/systems/twophase.ts';
import { graphSystem, twoCounters } from '../graphs.ts';
import { type Kept, searchInTurns, type Turns } from '../parallel/pool.ts';
import { everything, explore, isBehavior } from '../run.ts';
import { MemoryDisk } from './memorydisk.ts';

interface On extends Omit<Turns, 'onDisk'> {
  readonly workers?: number;
  readonly inMemory?: number;
  readonly disk?: MemoryDisk;
}

function onDisk(
  make: (registrar: Registrar) => TransitionSystem,
  options: Partial<SearchOptions> = {},
  { inMemory = 7, disk = new MemoryDisk(), from, workers = from?.workers.length ?? 1, ...turns }: On = {},
): Exploration {
  const all = { ...turns, ...(from === undefined ? {} : { from }), onDisk: { disk, inMemory } };
  return searchInTurns(make, workers, { ...everything, ...options }, all);
}

/** What does not depend on where states are, nor on their order; of a behavior its property and its length. */
function agreed({ storeBytes: _, violation, actions, ...rest }: Exploration) {
  return {
    ...rest,
    actions: actions.toSorted((a, b) => a - b),
    violation: violation && [violation.property, violation.path.steps.length],
  };
}

const nodes = 30;
const node = fc.nat(nodes - 1);
const edge = fc.record({
  to: node,
  kind: fc.nat(2),
  broken: fc.oneof({ weight: 12, arbitrary: fc.constant(-1) }, fc.nat(2)),
});
const graphs = fc.record({
  init: fc.array(node, { minLength: 1, maxLength: 3 }),
  edges: fc.array(fc.array(edge, { maxLength: 4 }), { minLength: nodes, maxLength: nodes }),
  bad: fc.dictionary(node.map(String), fc.nat(2), { maxKeys: 2 }),
});

describe('on disk a search finds what it finds in memory', () => {
  test('of random graphs, with broken states and steps', () => {
    fc.assert(
      fc.property(
        graphs,
        fc.constantFrom(0, 1, 3, 8, 1000),
        fc.nat(12),
        fc.nat(),
        (graph, depth, inMemory, seed) => {
          const system = graphSystem(graph);
          const found = onDisk(
            () => system,
            { depth },
            { inMemory: inMemory + 1, workers: 1 + (seed % 3), seed },
          );
          expect(agreed(found)).toEqual(agreed(explore(graphSystem(graph), { depth }).found));
          if (found.violation !== null)
            expect(isBehavior(graphSystem(graph), found.violation.path)).toBe(true);
        },
      ),
      { numRuns: 100 },
    );
  });

  it.each([
    [1, 1],
    [100, 2],
    [2000, 3],
    [1e6, 2],
  ])('of 10,000 states, %i of them in memory, by %i', (inMemory, workers) => {
    const make = () => twoCounters(99, () => false);
    expect(agreed(onDisk(make, {}, { inMemory, workers }))).toEqual(agreed(explore(make()).found));
  });

  it('and the shortest behavior to a broken state, far away', () => {
    const make = () => twoCounters(255, (x, y) => x === 100 && y === 3);
    const found = onDisk(make, {}, { inMemory: 1000, workers: 2 });
    expect(agreed(found)).toEqual(agreed(explore(make()).found));
    expect(isBehavior(make(), found.violation!.path)).toBe(true);
  });

  it('of a stair that comes to an end that it may not have', () => {
    const stair = {
      init: () => [{ at: 0, by: 0 }],
      next: ({ at }: { readonly at: number }) =>
        at >= 50 ? [] : [1, 2, 3].map((by) => ({ action: 'up', state: { at: at + by, by } })),
    };
    const make = (registrar?: Registrar) =>
      plainSystem(stair, { ...(registrar === undefined ? {} : { registrar }), deadlock: true });
    const found = onDisk(make, {}, { inMemory: 2 });
    expect(agreed(found)).toEqual(agreed(explore(make()).found));
    expect(agreed(found).violation).toEqual([0, 17]);
    expect(isBehavior(make(), found.violation!.path)).toBe(true);
  });

  it('of two-phase commit, with a defect', () => {
    const make = (registrar?: Registrar) =>
      plainSystem(twoPhase('abort-after-prepare'), registrar === undefined ? {} : { registrar });
    expect(agreed(onDisk(make, {}, { inMemory: 20 }))).toEqual(agreed(explore(make()).found));
  });
});

const all = { on: reductionNames, refuted: [], seesMessages: false, seesLeaders: false };

describe.each(few(smallSpecs))('on disk it finds what it finds in memory: $name', ({ model, depth }) => {
  const make = (registrar?: Registrar): TransitionSystem =>
    reduce(createCluster(model, createAdapter(model), createJudge([]), registrar), all).system;

  it.each([false, true])('with all reductions (compiled: %s)', (compiled) => {
    const options = { depth: Math.min(depth, 8) };
    const expected = agreed(explore(make(), options).found);
    expect(agreed(onDisk(make, options, { inMemory: 300, compiled, workers: 2 }))).toEqual(expected);
  });
});

/** The search in memory, by so many workers, as it was written down now and then; none where a property had been broken. */
function keptOf(
  make: (registrar: Registrar) => TransitionSystem,
  workers: number,
  seed: number,
  dumpEvery: number,
): Kept[] {
  const kept: Kept[] = [];
  searchInTurns(make, workers, everything, { seed, dumpEvery, keep: (one) => kept.push(one) });
  const whole = kept.filter(({ workers }) => workers.every(({ facts }) => facts.run.broken === null));
  return someOf(whole);
}

/** A few of them, the first and the last included. */
function someOf(kept: readonly Kept[]): Kept[] {
  const each = Math.max(1, Math.floor(kept.length / 4));
  return kept.filter((_, k) => k % each === 0 || k === kept.length - 1);
}

describe('a search in memory goes on on disk, from any moment', () => {
  test('of random graphs', () => {
    let moments = 0;
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 3 }), fc.nat(), (graph, workers, seed) => {
        const make = () => graphSystem(graph);
        const expected = agreed(explore(make()).found);
        for (const kept of keptOf(make, workers, seed, 2)) {
          const found = onDisk(make, {}, { inMemory: 1 + (seed % 5), from: kept });
          expect(agreed(found)).toEqual(expected);
          if (found.violation !== null) expect(isBehavior(make(), found.violation.path)).toBe(true);
          moments++;
        }
      }),
      { numRuns: 8 },
    );
    expect(moments).toBeGreaterThan(8);
  });

  it.each([1, 2, 3])('of 1,600 states, found by %i', (workers) => {
    const make = () => twoCounters(39, () => false);
    const expected = agreed(explore(make()).found);
    const kept = keptOf(make, workers, workers, 30);
    expect(kept.length).toBeGreaterThan(2);
    for (const one of kept) expect(agreed(onDisk(make, {}, { inMemory: 200, from: one }))).toEqual(expected);
  });

  it.each(smallSpecs.slice(0, 4))('of a cluster: $name', ({ model }) => {
    const make = (registrar?: Registrar): TransitionSystem =>
      reduce(createCluster(model, createAdapter(model), createJudge([]), registrar), all).system;
    const expected = agreed(explore(make(), { depth: 7 }).found);
    const kept: Kept[] = [];
    const options = { ...everything, depth: 7 };
    searchInTurns(make, 2, options, { dumpEvery: 2, keep: (one) => kept.push(one) });
    for (const [k, one] of someOf(kept).entries()) {
      const on = { inMemory: 200, from: one, compiled: k % 2 === 1 };
      expect(agreed(onDisk(make, { depth: 7 }, on))).toEqual(expected);
    }
    expect(kept.length).toBeGreaterThan(1);
  });

  it('says where the disk is full before it has begun, and what had been found', () => {
    const make = () => twoCounters(39, () => false);
    const [{ workers }] = keptOf(make, 2, 4, 30).slice(-1);
    const facts = workers.map((worker) => worker.facts);
    const states = facts.flatMap(({ pages }) => pages.pages).reduce((n, { rows }) => n + rows, 0);
    const written = workers.map(({ facts, words }) => ({ facts, words: () => words }));
    const disk = new MemoryDisk(10);
    expect(() => runToEnd(takeOver(disk, 2, 7, written, () => true))).toThrow(DiskFull);
    expect(countedBy(facts).distinct).toBe(states);
  });
});

describe('a search on disk goes on from any moment at which it was written down', () => {
  /** Both parts have one disk. */
  function resumed(make: () => TransitionSystem, on: On): number {
    const expected = agreed(explore(make()).found);
    const kept: Kept[] = [];
    const disk = new MemoryDisk();
    onDisk(make, {}, { ...on, disk, dumpEvery: 4, keep: (one) => kept.push(one) });
    for (const from of someOf(kept)) {
      const found = onDisk(make, {}, { inMemory: 20, disk, from });
      expect(agreed(found)).toEqual(expected);
      if (found.violation !== null) expect(isBehavior(make(), found.violation.path)).toBe(true);
    }
    return kept.length;
  }

  test('of random graphs, a broken property included', () => {
    let moments = 0;
    fc.assert(
      fc.property(graphs, fc.integer({ min: 1, max: 3 }), fc.nat(), (graph, workers, seed) => {
        moments += resumed(() => graphSystem(graph), { workers, seed, inMemory: 1 + (seed % 6) });
      }),
      { numRuns: 5 },
    );
    expect(moments).toBeGreaterThan(5);
  });

  it.each([1, 2])('of 400 states, found by %i', (workers) => {
    expect(resumed(() => twoCounters(19, () => false), { workers, inMemory: 30 })).toBeGreaterThan(3);
  });
});

describe('a search on disk that ends early', () => {
  const make = () => twoCounters(99, () => false);

  it('counts what it has found when it is interrupted, each state once', () => {
    for (const stopAfter of [0, 1, 10, 40, 60]) {
      const found = onDisk(make, {}, { inMemory: 50, stopAfter });
      expect([found.stopped, found.complete]).toEqual(['interrupted', false]);
      const levels = found.levels.reduce((sum, { distinct }) => sum + distinct, 0);
      expect(levels).toBe(found.distinct);
      expect(found.distinct).toBeLessThan(10_000);
    }
  });

  it('keeps to max-states, as near as what is not known to be new allows', () => {
    const { stopped, distinct } = onDisk(make, { maxStates: 1000 }, { inMemory: 50 });
    expect(stopped).toBe('max-states');
    expect(distinct).toBeGreaterThan(900);
    expect(distinct).toBeLessThan(1100);
  });

  it('says that the disk is full, and keeps the levels that it has', () => {
    for (const room of [0, 10, 1000, 10_000, 15_000]) {
      const found = onDisk(make, {}, { inMemory: 50, disk: new MemoryDisk(room) });
      expect([found.stopped, found.complete, found.violation]).toEqual(['disk-full', false, null]);
      const settled = found.levels.filter(({ distinct }) => distinct > 0);
      expect(settled).toEqual(explore(make()).found.levels.slice(0, settled.length));
    }
  });

  it('shows what is broken where the disk is full after that', () => {
    const bad = () => twoCounters(99, (x, y) => x + y === 40 && x < 5);
    const expected = explore(bad()).found.violation!;
    const seen = new Set<string>();
    for (let room = 1500; room < 2100; room += 12) {
      const { stopped, violation } = onDisk(bad, {}, { inMemory: 10, disk: new MemoryDisk(room) });
      seen.add(`${stopped} ${violation?.path.steps.length}`);
    }
    expect([...seen].sort()).toEqual(['disk-full 40', 'disk-full undefined', 'null 40']);
    expect(expected.path.steps).toHaveLength(40);
  });

  it('leaves no file but those of its levels', () => {
    const disk = new MemoryDisk();
    const { levels } = onDisk(make, {}, { inMemory: 50, disk });
    expect(disk.made).toBeGreaterThan(levels.length + 10);
    expect(disk.left).toBeLessThanOrEqual(levels.length + 1);
  });
});
