/** The reachable states of a small cluster, found the slow way. */
import { type Cluster, type ClusterJudge, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { TransitionSystem } from '../../src/explore/system.ts';

/** Judges nothing, and has all history kept that states differ by. */
export const keepHistory: ClusterJudge = {
  ghosts: new Set(['leaders', 'committed', 'reads']),
  step: () => -1,
  state: () => -1,
};

export function clusterOf(model: Model, judge: ClusterJudge): Cluster {
  return createCluster(model, createAdapter(model), judge);
}

/** The reachable states by depth, each a text. */
export function levelsOf(system: TransitionSystem, depth: number): Map<string, Int32Array>[] {
  const seen = new Set<string>();
  const levels: Map<string, Int32Array>[] = [];
  let level = new Map<string, Int32Array>();
  const meet = (into: Map<string, Int32Array>) => (state: Int32Array) => {
    const key = state.join(' ');
    if (seen.has(key)) return;
    seen.add(key);
    into.set(key, state.slice());
  };
  system.init(meet(level));
  while (level.size > 0) {
    levels.push(level);
    if (levels.length > depth) break;
    const next = new Map<string, Int32Array>();
    for (const state of level.values()) system.next(state, meet(next));
    level = next;
  }
  return levels;
}
