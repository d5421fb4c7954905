/** On disk = in memory, however few states there is memory for. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ownMemory } from '../../../src/arrays/memory.ts';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { reductionNames } from '../../../src/cluster/reduce/names.ts';
import { reduce } from '../../../src/cluster/reduce/reduce.ts';
import { searchOnDisk } from '../../../src/explore/disk/ondisk.ts';
import type { Registrar } from '../../../src/explore/ids.ts';
import {
  compiledLedger,
  compiledMemory,
  compiledStore,
  Heap,
} from '../../../src/explore/parallel/compiledmemory.ts';
import { Ledger, ledgerMemory } from '../../../src/explore/parallel/ledger.ts';
import { storeMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { plainSystem } from '../../../src/explore/plain.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { compiledLoop } from '../../../src/run/compiled.ts';
import { smallSpecs } from '../../soundness/small-specs.ts';
import { twoPhase } from '../../soundness/systems/twophase.ts';
import { graphSystem, twoCounters } from '../graphs.ts';
import { everything, explore, isBehavior } from '../run.ts';
import { MemoryDisk } from './memorydisk.ts';

interface On {
  readonly inMemory?: number;
  readonly disk?: MemoryDisk;
  readonly compiled?: boolean;
  /** The turn after which it is interrupted. */
  readonly stopAfter?: number;
}

function onDisk(
  make: (registrar: Registrar) => TransitionSystem,
  options: Partial<SearchOptions> = {},
  { inMemory = 7, disk = new MemoryDisk(), compiled = false, stopAfter = Number.POSITIVE_INFINITY }: On = {},
): Exploration {
  const loop = compiled ? compiledMemory(compiledLoop()) : null;
  const tables =
    loop === null
      ? new Ledger(ledgerMemory(1 << 26, 2), 1, ownMemory)
      : new Ledger(compiledLedger(loop), 1, new Heap(loop));
  const system = make(tables);
  const store = loop === null ? storeMemory(system.width, 1) : compiledStore(loop, system.width, 1);
  const running = searchOnDisk(
    system,
    { ...everything, ...options },
    { disk, store, inMemory, tables, compiled: loop },
  );
  for (let turns = 0; ; turns++) {
    const turn = running.next(turns >= stopAfter ? 'interrupted' : null);
    if (turn.done) return turn.value;
  }
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
      fc.property(graphs, fc.constantFrom(0, 1, 3, 8, 1000), fc.nat(12), (graph, depth, inMemory) => {
        const system = graphSystem(graph);
        const found = onDisk(() => system, { depth }, { inMemory: inMemory + 1 });
        expect(agreed(found)).toEqual(agreed(explore(graphSystem(graph), { depth }).found));
        if (found.violation !== null) expect(isBehavior(graphSystem(graph), found.violation.path)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it.each([1, 100, 5000, 1e6])('of 65,536 states, %i of them in memory', (inMemory) => {
    const make = () => twoCounters(255, () => false);
    expect(agreed(onDisk(make, {}, { inMemory }))).toEqual(agreed(explore(make()).found));
  });

  it('and the shortest behavior to a broken state, far away', () => {
    const make = () => twoCounters(255, (x, y) => x === 100 && y === 3);
    const found = onDisk(make, {}, { inMemory: 1000 });
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

describe.each(smallSpecs)('on disk it finds what it finds in memory: $name', ({ model, depth }) => {
  const make = (registrar?: Registrar): TransitionSystem =>
    reduce(createCluster(model, createAdapter(model), createJudge([]), registrar), all).system;

  it.each([false, true])('with all reductions (compiled: %s)', (compiled) => {
    const options = { depth: Math.min(depth, 8) };
    const expected = agreed(explore(make(), options).found);
    expect(agreed(onDisk(make, options, { inMemory: 300, compiled }))).toEqual(expected);
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
      const expected = explore(make()).found.levels.slice(0, found.levels.length);
      expect(found.levels).toEqual(expected.slice(0, found.levels.length));
    }
  });

  it('shows what is broken where the disk is full after that', () => {
    const bad = () => twoCounters(99, (x, y) => x + y === 40 && x < 5);
    const expected = explore(bad()).found.violation!;
    const seen = new Set<string>();
    for (let room = 1500; room < 2100; room += 4) {
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
