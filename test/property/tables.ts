/** A cluster's tables by hand: node views by position, histories, and state vectors drawn from them with a seed. */
import type { ClusterTables } from '../../src/cluster/cluster.ts';
import type { ClusterView, Ghost, MessageView, NodeView } from '../../src/cluster/view.ts';

export interface Made extends ClusterTables {
  /** The vector of these node views (one of `pool[i]` each), this history and these messages, as positions. */
  vector(nodes: readonly number[], ghost: number, inbox?: number): Int32Array;
}

/** More than any test's inbox id. */
const inboxes = 1024;

/**
 * `pool[i]` are the states that the node at position i can be in; node ids number them all through. Every inbox is one
 * id, the inbox id k standing for the message `message(k)` to node 1, 0 for none; a cell is a node id and an inbox id in
 * one number; environments are ghost ids.
 */
export function makeTables(pool: readonly (readonly NodeView[])[], ghosts: readonly Ghost[]): Made {
  const views = pool.flat();
  const first = pool.map((_, i) => pool.slice(0, i).flat().length);
  const n = pool.length;
  return {
    nodes: n,
    nodeId: (cell) => Math.floor(cell / inboxes),
    inboxId: (cell) => cell % inboxes,
    nodeView: (id) => views[id],
    ghostId: (env) => env,
    ghost: (id) => ghosts[id],
    view: (state): ClusterView => ({
      nodes: Array.from(state.subarray(0, n), (cell) => views[Math.floor(cell / inboxes)]),
      messages: state[0] % inboxes === 0 ? [] : [message(state[0] % inboxes)],
      ghost: ghosts[state[n]],
      used: {},
    }),
    recovery: () => 'held',
    tellRecovery: () => null,
    isStuck: () => false,
    isStuckIn: () => false,
    vector(nodes, ghost, inbox = 0) {
      const state = new Int32Array(n + 1);
      nodes.forEach((k, i) => {
        state[i] = (first[i] + k) * inboxes + (i === 0 ? inbox : 0);
      });
      state[n] = ghost;
      return state;
    },
  };
}

export function message(k: number): MessageView {
  return { type: 'MsgApp', from: 2, to: 1, term: k };
}

/** Numbers 0..below-1 from a seed: a small linear congruential generator, so that a failure can be repeated. */
export function numbers(seed: number): (below: number) => number {
  let now = seed >>> 0;
  return (below) => {
    now = (Math.imul(now, 1664525) + 1013904223) >>> 0;
    return Math.floor((now / 2 ** 32) * below);
  };
}
