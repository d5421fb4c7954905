/** The built-in core behind pipes is the built-in core: every search finds the same, with and without reductions. */
import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import { type ReductionName, reductionNames } from '../../src/cluster/reduce/names.ts';
import type { Refutation } from '../../src/cluster/reduce/premise.ts';
import { reduce } from '../../src/cluster/reduce/reduce.ts';
import { search } from '../../src/explore/search.ts';
import { foreignAdapter } from '../../src/foreign/adapter.ts';
import { keepHistory } from '../soundness/levels.ts';
import { roomySpecs, smallSpecs } from '../soundness/small-specs.ts';
import { startDriver } from './drivers.ts';

interface Found {
  readonly distinct: number;
  readonly generated: number;
  readonly levels: readonly number[];
  readonly actions: Readonly<Record<string, number>>;
  readonly cuts: readonly number[];
  readonly deadlocks: number;
  readonly refuted: readonly Refutation[];
}

function foreign(model: Model): Cluster {
  const driver = startDriver('core.mjs');
  driver.open(model);
  return createCluster(model, foreignAdapter(driver, model), keepHistory);
}

function builtin(model: Model): Cluster {
  return createCluster(model, createAdapter(model), keepHistory);
}

function explore(cluster: Cluster, on: readonly ReductionName[], depth: number): Found {
  const reduced = reduce(cluster, { on, refuted: [], seesMessages: false, seesLeaders: false });
  const slices = search(reduced.system, { strategy: 'bfs', depth, pack: true, maxStates: 1e6 });
  for (;;) {
    const slice = slices.next(null);
    if (!slice.done) continue;
    const { distinct, generated, levels, actions, deadlocks } = slice.value;
    return {
      distinct,
      generated,
      levels: levels.map((level) => level.distinct),
      actions: Object.fromEntries(cluster.actionKinds.map((kind, k) => [kind, actions[k]])),
      cuts: [...cluster.cuts],
      deadlocks,
      refuted: reduced.refutations(),
    };
  }
}

/** One of each kind: of messages, of storage, of clocks, of configurations. */
const some = [
  'three nodes, PreVote and CheckQuorum',
  'two nodes, reads at both',
  'three nodes with leases that forget their leader',
  'a learner that needs a snapshot, and what is reported of it',
  'asynchronous storage, while a member is removed',
  'two nodes and a learner by the clock',
  'two nodes, two proposals, heartbeats and a report, all the room',
];
const chosen = [...smallSpecs, ...roomySpecs].filter(({ name }) => some.includes(name));

describe.each(chosen)('$name', ({ model, depth }) => {
  it('comes to the same with every reduction', () => {
    const found = explore(foreign(model), reductionNames, depth);
    expect(found).toEqual(explore(builtin(model), reductionNames, depth));
    expect(found.refuted).toEqual([]);
  });
});

describe('the built-in core behind pipes', () => {
  it('is asked about all kinds of specs', () => {
    expect(chosen.map(({ name }) => name).sort()).toEqual([...some].sort());
  });

  it('comes to the same without reductions', () => {
    const [{ model, depth }] = chosen;
    expect(explore(foreign(model), [], depth)).toEqual(explore(builtin(model), [], depth));
  });
});
