/**
 * States of clusters for tests of the reductions: random ones, and the same under other names, the slow way.
 */
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { likelihood } from '../../../src/cluster/likelihood.ts';
import type { Permutation } from '../../../src/cluster/permutation.ts';
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
  const slices = walk(watched, { first: 0, runs, depth, seed: 7, weigh: likelihood });
  while (!slices.next(null).done);
  return states;
}

type Renamer = (state: Int32Array, perm: Permutation) => Int32Array;

/** Renames states part by part, and each part under each permutation once: the node that was `id` is called perm[id]. */
export function renamerOf({ nodes, reductions }: Cluster): Renamer {
  const { messages, inbox, renameMessage, cells } = reductions;
  const node = remembered((id, perm) => reductions.renameNode(id, perm)!);
  const environment = remembered((id, perm) => reductions.renameEnvironment(id, perm));
  const message = remembered((id, perm) => renameMessage(id, perm)!);
  const whole = remembered((id, perm) => inbox([...messages(id)].map((held) => message(held, perm))));
  const cell = remembered((id, perm) => cells.of(node(cells.node(id), perm), whole(cells.inbox(id), perm)));
  return (state, perm) => {
    const out = new Int32Array(state.length);
    for (let i = 0; i < nodes; i++) out[perm[i + 1] - 1] = cell(state[i], perm);
    out[nodes] = environment(state[nodes], perm);
    return out;
  };
}

function remembered(rename: (id: number, perm: Permutation) => number): typeof rename {
  const known = new Map<Permutation, Map<number, number>>();
  return (id, perm) => {
    const ids = known.get(perm) ?? new Map<number, number>();
    known.set(perm, ids);
    const renamed = ids.get(id) ?? rename(id, perm);
    ids.set(id, renamed);
    return renamed;
  };
}
