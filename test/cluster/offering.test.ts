/**
 * Random behaviors make one step of a state at a time. What they may draw from, asked one by one, comes to the very steps that
 * a search makes of the state; and what a draw means does not depend on what was met before.
 */
import { describe, expect, it } from 'vitest';
import { type Cluster, type ClusterJudge, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { likelihood } from '../../src/cluster/likelihood.ts';
import type { Model } from '../../src/cluster/model.ts';
import { Offers } from '../../src/explore/offers.ts';
import { Random } from '../../src/explore/random.ts';
import { search } from '../../src/explore/search.ts';
import { nextOf, Successors } from '../../src/explore/successors.ts';
import type { TransitionSystem } from '../../src/explore/system.ts';
import { walk } from '../../src/explore/walk.ts';
import { describeAction } from '../../src/trace/words.ts';
import { small, smallSpecs } from '../soundness/small-specs.ts';

const keepHistory: ClusterJudge = {
  ghosts: new Set(['leaders', 'committed', 'reads']),
  step: () => -1,
  state: () => -1,
};

const roomy: typeof smallSpecs = [
  ...smallSpecs,
  {
    name: 'three nodes, everything lost, doubled and restarted',
    model: small(
      { nodes: 3 },
      {
        'max-term': 3,
        'max-in-flight': 6,
        'max-proposals': 2,
        'max-crashes': 2,
        'max-drops': 2,
        'max-duplicates': 2,
      },
    ),
    depth: 30,
  },
];

const clusterOf = (model: Model): Cluster => createCluster(model, createAdapter(model), keepHistory);

/** A step in words that no id has a part in: the action, and the bytes of the state after it. */
const told = (cluster: Cluster, kind: number, arg: number, state: Int32Array): string =>
  `${describeAction(cluster.action(kind, arg))} ${Buffer.from(cluster.canonicalBytes(state)).toString('base64')}`;

/** The states of some random behaviors, told one after the other. */
function walkThrough(
  cluster: Cluster,
  options: { seed: number; runs: number },
  visit: (state: Int32Array) => void,
): void {
  const system: TransitionSystem = {
    ...{ width: cluster.width, bounds: cluster.bounds, cuts: cluster.cuts, oneByOne: cluster.oneByOne! },
    get actionKinds() {
      return cluster.actionKinds;
    },
    init: (emit) => cluster.init(emit),
    next: (state, emit) => cluster.next(state, emit),
    judge: (state) => {
      visit(state);
      return -1;
    },
  };
  const walking = walk(system, {
    ...{ first: 0, depth: 60, weigh: likelihood },
    ...options,
  });
  while (!walking.next(null).done);
}

describe.each(roomy)('$name', ({ model, depth }) => {
  it('offers the steps that a search makes, and no other', () => {
    const cluster = clusterOf(model);
    const [offers, one] = [new Offers(), new Successors(cluster.width)];
    let enabled = 0;
    walkThrough(cluster, { seed: 1, runs: 6 }, (state) => {
      const found: string[] = [];
      offers.clear();
      cluster.oneByOne!.offer(state, offers);
      for (let k = 0; k < offers.count; k++) {
        const [kind, arg] = [offers.kinds[k], offers.args[k]];
        cluster.oneByOne!.attempt(state, kind, arg, one);
        expect(one.count).toBeLessThan(2);
        one.emitTo((successor, kindMade, argMade) => {
          expect([kindMade, argMade]).toEqual([kind, arg]);
          found.push(told(cluster, kindMade, argMade, successor));
        });
      }
      const all: string[] = [];
      nextOf(cluster, state, (successor, kind, arg) => all.push(told(cluster, kind, arg, successor)));
      expect(found.sort()).toEqual(all.sort());
      enabled += all.length;
    });
    expect(enabled).toBeGreaterThan(0);
  });

  it('means the same by a draw whatever has been met before', () => {
    const behaviors = (cluster: Cluster): string[] => {
      const found: string[] = [];
      walkThrough(cluster, { seed: 7, runs: 4 }, (state) =>
        found.push(Buffer.from(cluster.canonicalBytes(state)).toString('base64')),
      );
      return found;
    };
    const searched = clusterOf(model);
    const searching = search(searched, { strategy: 'bfs', depth, pack: true, maxStates: 3000 });
    while (!searching.next(null).done);
    const fresh = behaviors(clusterOf(model));
    expect(fresh.length).toBeGreaterThan(6);
    expect(behaviors(searched)).toEqual(fresh);
  });
});

describe('a draw', () => {
  /** Three kinds: of the first nothing is enabled, of the second one in four, of the third all. */
  const offered = [
    ...[0, 1, 2].map((arg) => ({ kind: 0, arg, enabled: false })),
    ...[0, 1, 2, 3].map((arg) => ({ kind: 1, arg, enabled: arg === 2 })),
    ...[0, 1, 2].map((arg) => ({ kind: 2, arg, enabled: true })),
  ];
  const weights = [5, 3, 1];

  it('is as likely as if nothing were offered but what is enabled', () => {
    const [offers, chance] = [new Offers(), new Random(1, 1)];
    const taken = new Map<string, number>();
    const draws = 40_000;
    for (let n = 0; n < draws; n++) {
      offers.clear();
      for (const { kind, arg } of offered) offers.add(kind, arg);
      let drawn = -1;
      while (drawn < 0) {
        const kind = offers.drawKind(chance, (one) => weights[one]);
        for (let k = offers.drawOf(kind, chance); k >= 0; k = offers.drawOf(kind, chance)) {
          if (!offered[k].enabled) continue;
          drawn = k;
          break;
        }
      }
      const { kind, arg } = offered[drawn];
      taken.set(`${kind}.${arg}`, (taken.get(`${kind}.${arg}`) ?? 0) + 1);
    }
    const share = (name: string): number => (taken.get(name) ?? 0) / draws;
    expect([...taken.keys()].sort()).toEqual(['1.2', '2.0', '2.1', '2.2']);
    expect(share('1.2')).toBeCloseTo(3 / 4, 2);
    for (const name of ['2.0', '2.1', '2.2']) expect(share(name)).toBeCloseTo(1 / 12, 2);
  });

  it('comes to nothing where nothing is enabled', () => {
    const [offers, chance] = [new Offers(), new Random(1, 1)];
    const gone: number[] = [];
    offers.clear();
    for (const { kind, arg } of offered) offers.add(kind, arg);
    for (let kind = offers.drawKind(chance, () => 1); kind >= 0; kind = offers.drawKind(chance, () => 1))
      for (let k = offers.drawOf(kind, chance); k >= 0; k = offers.drawOf(kind, chance)) gone.push(k);
    expect(gone.sort((a, b) => a - b)).toEqual(offered.map((_, k) => k));
  });
});
