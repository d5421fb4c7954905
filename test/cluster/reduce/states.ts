/**
 * States of clusters for tests of the reductions: random ones, and the same under other names, the slow way.
 */
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { likelihood } from '../../../src/cluster/likelihood.ts';
import type { Permutation } from '../../../src/cluster/reduce/permutation.ts';
import type { TransitionSystem } from '../../../src/explore/system.ts';
import { walk } from '../../../src/explore/walk.ts';

/** Every `stride`-th state from which random walks asked for the next. */
export function randomStates(cluster: Cluster, runs: number, depth: number, stride: number): Int32Array[] {
  const states: Int32Array[] = [];
  let met = 0;
  const watched: TransitionSystem = {
    width: cluster.width,
    actionKinds: cluster.actionKinds,
    bounds: cluster.bounds,
    cuts: cluster.cuts,
    init: (emit) => cluster.init(emit),
    next: (state, emit) => {
      if (met++ % stride === 0) states.push(state.slice());
      cluster.next(state, emit);
    },
    judge: () => -1,
  };
  const slices = walk(watched, { first: 0, runs, depth, seed: 7, weigh: likelihood, full: () => false });
  while (!slices.next(null).done);
  return states;
}

/** The state in which the node that was `id` is called perm[id]. */
export function renameState(cluster: Cluster, state: Int32Array, perm: Permutation): Int32Array {
  const n = cluster.nodes;
  const { renameNode, renameMessage, renameEnvironment, messages, inbox } = cluster.reductions;
  const out = new Int32Array(state.length);
  for (let i = 0; i < n; i++) {
    const to = perm[i + 1]! - 1;
    out[to] = renameNode(state[i]!, perm);
    out[n + to] = inbox([...messages(state[n + i]!)].map((message) => renameMessage(message, perm)));
  }
  out[2 * n] = renameEnvironment(state[2 * n]!, perm);
  return out;
}
