/** Behaviors dealt out to several who walk come to the same as those of one, whoever is faster. */
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { likelihood } from '../../src/cluster/likelihood.ts';
import { plainSystem } from '../../src/explore/plain.ts';
import { createJudge } from '../../src/property/judge.ts';
import type { Property } from '../../src/property/property.ts';
import { Deals, type Dealt, dealMemory, walkThrough } from '../../src/run/simulation/deal.ts';
import type { Lot } from '../../src/run/simulation/lot.ts';
import { Sums } from '../../src/run/simulation/sums.ts';
import { small } from '../soundness/small-specs.ts';

const model = small(
  { nodes: 3 },
  { 'max-term': 4, 'max-in-flight': 6, 'max-proposals': 2, 'max-crashes': 1 },
);

/** `full`: after how many node states a lot is. */
function clusterLot(properties: readonly Property[], full = 1e9): () => Lot {
  return () => {
    const judge = createJudge(properties);
    const cluster = createCluster(model, createAdapter(model), judge);
    return {
      system: cluster,
      get stepCalls() {
        return cluster.stepCalls;
      },
      report: (broken) => judge.report(broken),
      weigh: likelihood,
      full: () => cluster.tableSizes.nodeStates > full,
      found: () => Promise.reject(new Error('nobody asks')),
    };
  };
}

const led: Property = {
  name: 'led',
  scope: 'sometimes',
  sentence: 'Some node leads.',
  source: 'this test',
  over: 'node',
  reached: ({ role }) => role === 'leader',
};

/** Breaks in some behaviors. */
const fewCommitted: Property = {
  name: 'few-committed',
  scope: 'node',
  sentence: 'Little is committed.',
  source: 'this test',
  check: ({ commit }) => (commit < 5 ? 'held' : { broken: 'much' }),
};

const settings = { runs: 300, depth: 36, seed: 5 };

/** So many walk, one turn each as `order` says. */
function together(compose: () => Lot, workers: number, order: (turn: number) => number): Sums {
  const sums = new Sums();
  const memory = dealMemory();
  const walkers = Array.from({ length: workers }, () => {
    const deals = new Deals(memory, settings);
    const begin = () => walkThrough(compose(), deals, settings, sums);
    return { begin, walking: begin(), done: false };
  });
  for (let turn = 0; walkers.some(({ done }) => !done); turn++) {
    const walker = walkers[order(turn) % workers];
    if (walker.done) continue;
    const told = walker.walking.next();
    if (!told.done) continue;
    if (told.value) walker.done = true;
    else walker.walking = walker.begin();
  }
  sums.end();
  return sums;
}

const orders: readonly [string, number, (turn: number) => number][] = [
  ['one', 1, () => 0],
  ['two in turn', 2, (turn) => turn],
  ['two, the second slow', 2, (turn) => (turn % 7 === 0 ? 1 : 0)],
  ['three, the first slow', 3, (turn) => (turn % 11 === 0 ? 0 : 1 + (turn % 2))],
];

const counted = (sums: Sums) => {
  const { stepCalls: _, ...result } = sums.result;
  return { ...result, order: Object.keys(result.actions), broken: sums.broken };
};

describe('behaviors dealt out', () => {
  const alone = together(clusterLot([led]), 1, () => 0);
  const broken = together(clusterLot([led, fewCommitted]), 1, () => 0);

  it('are all gone through', () => {
    expect(alone.result.behaviors).toMatchObject({ runs: 300, deepest: 36 });
    expect(alone.broken).toBe(null);
    expect(broken.broken).toBeGreaterThan(30);
    expect(broken.result.behaviors.runs).toBe((broken.broken ?? 0) + 1);
  });

  it.each(orders)('come to the same for %s', (_, workers, order) => {
    expect(counted(together(clusterLot([led]), workers, order))).toEqual(counted(alone));
    const several = together(clusterLot([led, fewCommitted]), workers, order);
    expect(counted(several)).toEqual(counted(broken));
    const reports = clusterLot([led, fewCommitted])().report(-1);
    const statuses = several.properties(reports, 'few-committed').map(({ status }) => status);
    expect(statuses).toEqual(['reached', 'broken']);
  });

  it.each([1, 100])('come to the same in lots that are full after %i node states', (full) => {
    expect(counted(together(clusterLot([led], full), 2, (turn) => turn))).toEqual(counted(alone));
  });

  it('end with what is thrown before anything broke, and with nothing that is thrown after', () => {
    const system = (thrownAt: number, brokenAt: number) => {
      let run = -1;
      const base = plainSystem<number>({
        init: () => [0],
        next: (state) => [{ action: 'up', state: state + 1 }],
      });
      const lot: Lot = {
        system: {
          ...base,
          init: (emit) => {
            run++;
            base.init(emit);
          },
          judge: () => {
            if (run === thrownAt) throw new Error('thrown');
            return run === brokenAt ? 0 : -1;
          },
        },
        stepCalls: 0,
        report: () => [],
        weigh: () => 1,
        full: () => false,
        found: () => Promise.reject(new Error('nobody asks')),
      };
      return () => lot;
    };
    expect(() => together(system(5, 200), 1, () => 0)).toThrow('thrown');
    expect(together(system(200, 5), 1, () => 0).broken).toBe(5);
  });
});

describe('sums', () => {
  const dealt = (deal: number, broken: number | null = null): Dealt => ({
    ...{ deal, runs: 1, states: 10, deepest: deal, deadlocks: 0, stepCalls: 1, broken },
    ...{ actions: { up: 1 }, cuts: { limit: deal }, judged: [[1, 0]] },
  });

  it('take deals in their order, up to the first that broke something', () => {
    const sums = new Sums();
    sums.ended(dealt(3, 3));
    sums.failed(4, new Error('later'));
    expect([sums.broken, sums.result.behaviors.runs]).toEqual([null, 0]);
    for (const deal of [1, 0, 2]) sums.ended(dealt(deal));
    sums.ended(dealt(5, 5));
    sums.end();
    expect(sums.broken).toBe(3);
    expect(sums.result).toEqual({
      behaviors: { runs: 4, states: 40, deepest: 3, deadlocks: 0 },
      ...{ stepCalls: 4, actions: { up: 4 }, cutBy: { limit: 6 } },
    });
  });

  it('take what has ended though one between has not, where all were stopped', () => {
    const sums = new Sums();
    for (const deal of [0, 2]) sums.ended(dealt(deal));
    expect(sums.result.behaviors.runs).toBe(1);
    sums.end();
    expect(sums.result.behaviors.runs).toBe(2);
  });
});
