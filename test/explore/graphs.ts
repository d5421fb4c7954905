/** Toy systems for the explorer: graphs given by their edges, and small machines whose counts can be worked out by hand. */
import type { TransitionSystem } from '../../src/explore/system.ts';

export interface Edge {
  readonly to: number;
  readonly kind?: number;
  /** Index of the step property that the edge breaks. */
  readonly broken?: number;
}

export interface Graph {
  readonly init: readonly number[];
  /** edges[n]: the steps from node n; a number is an edge of kind 0. */
  readonly edges: readonly (readonly (number | Edge)[])[];
  /** The property that a node breaks. */
  readonly bad?: Readonly<Record<number, number>>;
}

/** The column that tells a node's index, then columns that are 0, small and large: what packing must cope with. */
export const stateWidth = 4;

/** A graph as a transition system. It counts every edge to a node divisible by five in its one bound, "fives". */
export function graphSystem(graph: Graph): TransitionSystem {
  const vector = (node: number) => Int32Array.of(node, 0, node % 3, node % 2 === 0 ? 0 : 2 ** 31 - 1 - node);
  const out = new Int32Array(stateWidth);
  const cuts = new Float64Array(1);
  return {
    width: stateWidth,
    actionKinds: ['a', 'b', 'c'],
    bounds: ['fives'],
    cuts,
    init(emit) {
      for (const node of graph.init) emit(vector(node), 0, 0, -1);
    },
    next(state, emit) {
      const edges = graph.edges[state[0]] ?? [];
      edges.forEach((edge, i) => {
        const { to, kind = 0, broken = -1 } = typeof edge === 'number' ? { to: edge } : edge;
        if (to % 5 === 0) cuts[0]++;
        out.set(vector(to));
        emit(out, kind, i, broken);
        out.fill(77);
      });
    },
    judge: (state) => graph.bad?.[state[0]] ?? -1,
  };
}

/** Stateright's toy: two numbers mod 256, each step adds one to the first or the second. */
export function twoCounters(limit: number, bad: (x: number, y: number) => boolean): TransitionSystem {
  return {
    width: 2,
    actionKinds: ['x', 'y'],
    bounds: [],
    cuts: new Float64Array(0),
    init: (emit) => emit(Int32Array.of(0, 0), 0, 0, -1),
    next([x, y], emit) {
      emit(Int32Array.of((x + 1) % limit, y), 0, 0, -1);
      emit(Int32Array.of(x, (y + 1) % limit), 1, 0, -1);
    },
    judge: ([x, y]) => (bad(x, y) ? 0 : -1),
  };
}
