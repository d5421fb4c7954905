/** Searches at the ends of their memory, and where more comes at once than an index has room for. */
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { reductionNames } from '../../../src/cluster/reduce/names.ts';
import { reduce } from '../../../src/cluster/reduce/reduce.ts';
import { OwnRegistrar, type Registrar } from '../../../src/explore/ids.ts';
import { ledgerMemory } from '../../../src/explore/parallel/ledger.ts';
import { pageMemory } from '../../../src/explore/parallel/pages.ts';
import { slotMemory } from '../../../src/explore/parallel/sharedslots.ts';
import type { StoreMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { IndexCrowded } from '../../../src/explore/region.ts';
import { search } from '../../../src/explore/search.ts';
import type { Exploration, SearchOptions, TransitionSystem } from '../../../src/explore/system.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { smallSpecs } from '../../soundness/small-specs.ts';
import { type Kept, searchInTurns } from './pool.ts';

const unlimited = Number.MAX_SAFE_INTEGER;
const options: SearchOptions = { strategy: 'bfs', depth: unlimited, pack: true, maxStates: unlimited };

function alone(system: TransitionSystem): Exploration {
  const slices = search(system, options);
  for (;;) {
    const slice = slices.next(null);
    if (slice.done) return slice.value;
  }
}

const counts = ({ distinct, generated, levels, frontier, deadlocks, complete, actions }: Exploration) => ({
  distinct,
  generated,
  levels,
  frontier,
  deadlocks,
  complete,
  actions: actions.filter((count) => count > 0).sort(),
});

/** `first` initial states; some few states of three rows have steps to `next` others, which are the next row. */
function broad(first: number, next: number): TransitionSystem {
  const emitRange = (count: number, row: number, emit: Parameters<TransitionSystem['next']>[1]): void => {
    for (let n = 0; n < count; n++) emit(Int32Array.of(n & 255, (n >>> 8) & 255, n >>> 16, row), 0, n, -1);
  };
  return {
    width: 4,
    actionKinds: ['step'],
    bounds: [],
    cuts: new Float64Array(0),
    init: (emit) => emitRange(first, 0, emit),
    next: (state, emit) => {
      if (state[3] < 3 && state[2] === 0 && state[1] < 4 && state[0] === 0)
        emitRange(next, state[3] + 1, emit);
    },
    judge: () => -1,
  };
}

/** A store whose index begins tiny. */
const tiny = (mostSlots?: number): StoreMemory => ({
  pages: pageMemory(4),
  slots: slotMemory(16, mostSlots),
});

describe('more states at once than the index has room for', () => {
  it.each([
    ['initial ones', () => broad(120_000, 0)],
    ['successors of one', () => broad(1, 120_000)],
  ])('are found all the same: %s', (_name, make) => {
    const expected = counts(alone(make()));
    for (const workers of [1, 3]) expect(counts(searchInTurns(make, workers, options))).toEqual(expected);
  });

  it('are found by any number of workers, who may write themselves down meanwhile', () => {
    const make = () => broad(900, 20_000);
    const expected = counts(alone(make()));
    for (const [workers, present] of [
      [1, 1],
      [3, 3],
      [5, 1],
    ] as const) {
      const kept: Kept[] = [];
      const keep = (one: Kept): void => void kept.push(one);
      const turns = { present, store: tiny(), dumpEvery: 20, keep };
      expect(counts(searchInTurns(make, workers, options, turns))).toEqual(expected);
      expect(kept.length).toBeGreaterThan(0);
      for (const from of kept.slice(0, 3)) {
        expect(counts(searchInTurns(make, workers, options, { from, store: tiny() }))).toEqual(expected);
      }
    }
  });

  it('end a search whose index cannot grow, and those found are told', () => {
    for (const workers of [1, 3]) {
      const found = searchInTurns(() => broad(900, 3000), workers, options, { store: tiny(32) });
      expect([found.stopped, found.complete]).toEqual(['max-memory', false]);
      expect(found.distinct).toBeGreaterThan(500);
      expect(found.distinct).toBeLessThan(64 * 64);
    }
  });

  it('end a search from its first states on where even these have no room', () => {
    const { stopped, complete, distinct } = searchInTurns(() => broad(9000, 1), 2, options, {
      store: tiny(16),
    });
    expect([stopped, complete, distinct < 64 * 32]).toEqual(['max-memory', false, true]);
  });
});

describe('a search whose memory is full', () => {
  it('ends where pages have no room, and has judged what it has kept', () => {
    for (const workers of [1, 3]) {
      let judged = 0;
      const make = (): TransitionSystem => ({
        ...broad(10, 40_000),
        judge: () => {
          judged++;
          return -1;
        },
      });
      const store = { pages: pageMemory(4, 1, 1 << 18), slots: slotMemory(1 << 10) };
      const found = searchInTurns(make, workers, options, { store });
      expect([found.stopped, found.complete, judged]).toEqual(['max-memory', false, found.distinct]);
      expect(found.distinct).toBeGreaterThan(16_384);
      expect(found.distinct).toBeLessThan(4 * 16_384 + 1);
    }
  });

  const { model } = smallSpecs.find(({ name }) => name.startsWith('three nodes, one term'))!;
  const cluster = (registrar: Registrar): TransitionSystem =>
    reduce(createCluster(model, createAdapter(model), createJudge([]), registrar), {
      on: reductionNames,
      refuted: [],
      seesMessages: false,
      seesLeaders: false,
    }).system;

  it.each([
    ['ids', () => ledgerMemory(1 << 26, 3, 10)],
    ['rows and sequences', () => ledgerMemory(1 << 19, 2)],
  ])('ends where there is no room for further %s', (_name, tables) => {
    for (const workers of [1, 3]) {
      const { stopped, complete, distinct } = searchInTurns(cluster, workers, options, { tables: tables() });
      expect([stopped, complete, distinct > 0]).toEqual(['max-memory', false, true]);
    }
  });

  it('makes steps again, with the same result, where the index of a table had to grow first', () => {
    const expected = counts(alone(cluster(new OwnRegistrar())));
    let refused = 0;
    const make = (registrar: Registrar): TransitionSystem => {
      const system = cluster(registrar);
      let calls = 0;
      return {
        width: system.width,
        actionKinds: system.actionKinds,
        bounds: system.bounds,
        cuts: system.cuts,
        init: (emit) => system.init(emit),
        next: (state, emit) => system.next(state, emit),
        judge: (state) => system.judge(state),
        expand: (states, count, into) => {
          // Now and then after a part of the states, and after all of them.
          const part = calls++ % 3 === 0 ? Math.ceil(count / 2) : count;
          system.expand!(states, part, into);
          if (calls % 3 === 0) return;
          refused++;
          throw new IndexCrowded('all have to meet');
        },
      };
    };
    for (const workers of [1, 3]) expect(counts(searchInTurns(make, workers, options))).toEqual(expected);
    expect(refused).toBeGreaterThan(10);
  });
});
