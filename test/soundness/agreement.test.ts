/**
 * Fast equals dumb: on small Raft specs the searches of the product and a deliberately dumb explorer find the same
 * states, level by level, and the same verdict.
 */
import { describe, expect, it } from 'vitest';
import { type ClusterJudge, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { guarded } from '../../src/cluster/guarded.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { NodeView } from '../../src/cluster/view.ts';
import { search } from '../../src/explore/search.ts';
import type { Exploration, SearchOptions } from '../../src/explore/system.ts';
import { whole } from '../long.ts';
import { exploreDumbly } from './dumb-cluster.ts';
import { reaching, smallSpecs } from './small-specs.ts';

const keepHistory: ClusterJudge = {
  ghosts: new Set(['leaders', 'committed', 'reads']),
  step: () => -1,
  state: () => -1,
};

/** Broken by design: some node leads. It makes every explorer report a shortest behavior. */
const nobodyLeads: ClusterJudge = {
  ...keepHistory,
  state: (tables, state) => (tables.view(state).nodes.some(leads) ? 0 : -1),
};

const leads = (node: NodeView): boolean => node.role === 'leader';

function explore(model: Model, judge: ClusterJudge, options: Partial<SearchOptions>): Exploration {
  const cluster = createCluster(model, createAdapter(model), judge);
  const defaults: SearchOptions = { strategy: 'bfs', depth: 100, pack: true, maxStates: 10_000_000 };
  const slices = search(cluster, { ...defaults, ...options });
  for (;;) {
    const slice = slices.next(null);
    if (slice.done) return slice.value;
  }
}

describe.each(reaching(smallSpecs, whole))('$name', ({ model, depth }) => {
  const dumb = exploreDumbly(model, guarded(createAdapter(model), model), depth, () => false);

  it('has the same states, level by level, breadth first', () => {
    const fast = explore(model, keepHistory, { depth });
    expect(fast.levels.map((level) => level.distinct)).toEqual(dumb.levels);
    expect([fast.distinct, fast.generated]).toEqual([dumb.distinct, dumb.generated]);
  });

  it('has the same states with flat vectors', () => {
    const flat = explore(model, keepHistory, { depth, pack: false });
    expect([flat.distinct, flat.generated]).toEqual([dumb.distinct, dumb.generated]);
  });

  it('has the same states depth first', () => {
    const dfs = explore(model, keepHistory, { depth, strategy: 'dfs' });
    expect([dfs.distinct, dfs.generated]).toEqual([dumb.distinct, dumb.generated]);
  });

  it('has the same verdict and the same shortest length', () => {
    const somebodyLeads = (nodes: readonly NodeView[]): boolean => nodes.some(leads);
    const broken = exploreDumbly(model, guarded(createAdapter(model), model), depth, somebodyLeads);
    const found = explore(model, nobodyLeads, { depth }).violation;
    expect(broken.brokenAt).not.toBeNull();
    expect(found?.path.steps.length).toBe(broken.brokenAt);
  });
});
