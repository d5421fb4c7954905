import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { reductionNames } from '../../../src/cluster/reduce/names.ts';
import { reduce } from '../../../src/cluster/reduce/reduce.ts';
import { OwnRegistrar, type Registrar } from '../../../src/explore/ids.ts';
import { SharedSlots, slotMemory } from '../../../src/explore/parallel/sharedslots.ts';
import { storeMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { search } from '../../../src/explore/search.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { mostWorkers } from '../../../src/spec/settings.ts';
import { whole } from '../../long.ts';
import { smallSpecs } from '../../soundness/small-specs.ts';
import { type Kept, searchInTurns } from './pool.ts';

const unlimited = Number.MAX_SAFE_INTEGER;
const options: SearchOptions = { strategy: 'bfs', depth: unlimited, pack: true, maxStates: unlimited };

function alone(system: TransitionSystem, wanted: SearchOptions): Exploration {
  const slices = search(system, wanted);
  for (;;) {
    const slice = slices.next(null);
    if (slice.done) return slice.value;
  }
}

/** Three numbers of any width up to 30 bits, each doubled in turn: columns grow all the time. */
function doubling(): TransitionSystem {
  const cuts = new Float64Array(0);
  return {
    width: 3,
    actionKinds: ['double'],
    bounds: [],
    cuts,
    init(emit) {
      for (let bits = 0; bits < 30; bits++) emit(Int32Array.of(1 << bits, 1, 1), 0, 0, -1);
    },
    next(state, emit) {
      for (let k = 0; k < 3; k++) {
        const successor = state.slice();
        successor[k] = (2 * state[k]) % (2 ** 31 - 1);
        emit(successor, 0, k, -1);
      }
    },
    judge: () => -1,
  };
}

/** What any number of workers must agree on. */
function agreed({
  distinct,
  generated,
  depth,
  levels,
  frontier,
  complete,
  cutByDepth,
  deadlocks,
  violation,
  actions,
}: Exploration) {
  return {
    distinct,
    generated,
    depth,
    levels,
    frontier,
    complete,
    cutByDepth,
    deadlocks,
    actions: actions.filter((count) => count > 0).sort(),
    broken: violation === null ? null : [violation.property, violation.path.steps.length, violation.shortest],
  };
}

/** Three dice that are turned one at a time, by one or to the opposite side; `bad` sums break a property. */
function dice(sides: number, bad = -1, step = -1): TransitionSystem {
  const out = new Int32Array(3);
  const cuts = new Float64Array(1);
  return {
    width: 3,
    actionKinds: ['by one', 'opposite'],
    bounds: ['corner'],
    cuts,
    init(emit) {
      for (let first = 0; first < 2; first++) emit(Int32Array.of(first, 0, 0), 0, 0, -1);
    },
    next(state, emit) {
      for (let die = 0; die < 3; die++) {
        if (state[die] === sides - 1) {
          cuts[0]++;
          continue;
        }
        for (let kind = 0; kind < 2; kind++) {
          out.set(state);
          out[die] = kind === 0 ? state[die] + 1 : sides - 1 - state[die];
          const breaks = step >= 0 && state[0] + state[1] + state[2] === step && kind === 1;
          emit(out, kind, die, breaks ? 1 : -1);
        }
      }
    },
    judge: (state) => (state[0] + state[1] + state[2] === bad ? 0 : -1),
  };
}

describe('several workers on a machine of three integers', () => {
  const machines = {
    'that breaks nothing': () => dice(30),
    'with a bad state': () => dice(30, 71),
    'with a bad step': () => dice(30, -1, 40),
    'with a bad initial state': () => dice(5, 1),
    'with both': () => dice(12, 30, 25),
  };

  it.each(Object.entries(machines))('%s find what one finds', (_name, make) => {
    for (const depth of [unlimited, 7]) {
      const expected = agreed(alone(make(), { ...options, depth }));
      for (const workers of [1, 2, 3, 5]) {
        for (const [seed, present] of [
          [1, workers],
          [2, workers],
          [3, 1],
        ]) {
          const found = searchInTurns(make, workers, { ...options, depth }, { seed: seed, present: present });
          expect(agreed(found)).toEqual(expected);
        }
      }
    }
  });

  it('find what one finds where pages fill, the index widens and its segments double', () => {
    const expected = agreed(alone(dice(80), options));
    expect(expected.distinct).toBe(512_000);
    for (const [workers, present] of [
      [1, 1],
      [3, 3],
      [3, 1],
    ])
      expect(agreed(searchInTurns(() => dice(80), workers, options, { present: present }))).toEqual(expected);
  });

  it('find what one finds where every batch needs wider columns', () => {
    const expected = agreed(alone(doubling(), options));
    expect(expected.distinct).toBe(31 ** 3);
    for (const workers of [1, 3]) expect(agreed(searchInTurns(doubling, workers, options))).toEqual(expected);
  });

  it('show a behavior of the machine', () => {
    const { violation } = searchInTurns(() => dice(30, 71), 3, options);
    const { init, steps } = violation!.path;
    let from = init;
    expect([0, 1]).toContain(init[0]);
    for (const { kind, arg, state } of steps) {
      const successors: string[] = [];
      dice(30).next(from, (successor, k, a) => successors.push(`${k} ${a} ${successor}`));
      expect(successors).toContain(`${kind} ${arg} ${state}`);
      from = state;
    }
    expect(from.reduce((a, b) => a + b)).toBe(71);
  });

  it('keep no more states than they may, and say so', () => {
    for (const maxStates of [1, 10, 500, 5000]) {
      const found = searchInTurns(() => dice(30), 3, { ...options, maxStates });
      expect(found.distinct).toBeLessThanOrEqual(maxStates);
      expect(found.distinct).toBeGreaterThan(0.8 * maxStates - 1);
      expect([found.complete, found.stopped]).toEqual([false, 'max-states']);
    }
  });
});

describe('very many workers', () => {
  it('find what one finds where they are more than the parts of an index', () => {
    const workers = 65;
    const expected = agreed(alone(dice(7), options));
    for (const present of whole ? [workers, 1] : [1])
      expect(agreed(searchInTurns(() => dice(7), workers, options, { present }))).toEqual(expected);
  });

  it('grow an index to no more than it needs, however many they are', () => {
    const keys = 300_000;
    for (const workers of [1, 2, 64, 65, mostWorkers]) {
      const slots = new SharedSlots(slotMemory(1 << 10), () => {}, 1);
      expect(slots.crowded(keys, keys)).toBe(true);
      for (let me = 0; me < workers; me++) slots.grow(keys, keys, me, workers);
      slots.refresh();
      expect(slots.crowded(keys, keys)).toBe(false);
      expect(slots.bytes / 4 / keys).toBeLessThan(5);
    }
  });

  it('have room for an index, however many they are', () => {
    for (const workers of [1, 64, 65, mostWorkers]) {
      const { segments } = storeMemory(3, workers).slots;
      // All that an index can name, where no segment may be fuller than nearly full.
      const fewest = Math.min(...segments.map(({ most }) => most / 4));
      expect(0.85 * segments.length * fewest).toBeGreaterThan(2 ** 31);
    }
  });
});

/** All reductions. */
const everything = { on: reductionNames, refuted: [], seesMessages: false, seesLeaders: false };

describe.each(smallSpecs)('several workers on $name', ({ model, depth }) => {
  const make = (reduced: boolean) => (registrar: Registrar) => {
    const judge = createJudge([]);
    const cluster = createCluster(model, createAdapter(model), judge, registrar);
    return reduced ? reduce(cluster, everything).system : cluster;
  };

  it.each([false, true])('find what one finds (reductions: %s)', (reduced) => {
    const wanted = { ...options, depth: Math.min(depth, 9) };
    const expected = agreed(alone(make(reduced)(new OwnRegistrar()), wanted));
    for (const [workers, present] of [
      [2, 2],
      [3, 3],
      [3, 1],
    ]) {
      const found = searchInTurns(make(reduced), workers, wanted, { present: present });
      expect(agreed(found)).toEqual(expected);
    }
  });

  it.each([false, true])('find it in compiled code too (reductions: %s)', (reduced) => {
    const wanted = { ...options, depth: Math.min(depth, 9) };
    const expected = agreed(alone(make(reduced)(new OwnRegistrar()), wanted));
    for (const [workers, present] of [
      [1, 1],
      [3, 1],
    ]) {
      const found = searchInTurns(make(reduced), workers, wanted, { present, compiled: true });
      expect(agreed(found)).toEqual(expected);
    }
  });
});

describe('a search that is written down and goes on elsewhere', () => {
  const { model } = smallSpecs.find(({ name }) => name.startsWith('three nodes, one term'))!;
  const cluster = (registrar: Registrar): TransitionSystem => {
    const made = createCluster(model, createAdapter(model), createJudge([]), registrar);
    return reduce(made, everything).system;
  };
  const machines = {
    'three dice': () => dice(30),
    'three dice with a bad state': () => dice(30, 71),
    'a cluster': cluster,
  };

  it.each(Object.entries(machines))('ends as if nothing had been: %s', (_name, make) => {
    const kept: Kept[] = [];
    const expected = agreed(alone(make(new OwnRegistrar()), options));
    for (const present of [3, 1]) {
      const turns = { present, dumpEvery: 25, keep: (one: Kept) => void kept.push(one) };
      expect(agreed(searchInTurns(make, 3, options, turns))).toEqual(expected);
    }
    expect(kept.length).toBeGreaterThan(3);
    expect(new Set(kept.map(({ workers }) => workers.length))).toEqual(new Set([1, 3]));
    // About 25 of them are taken up, spread over the search.
    const stride = whole ? 1 : Math.ceil(kept.length / 25);
    for (const from of kept.filter((_, i) => i % stride === 0))
      expect(agreed(searchInTurns(make, 3, options, { from, seed: 5 }))).toEqual(expected);
  });
});
