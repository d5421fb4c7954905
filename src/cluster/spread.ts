/**
 * How far apart the terms of a cluster's nodes are, which max-spread bounds: from the lowest term that a node holds, be it its own
 * or that of an entry or snapshot of its log, to the highest that a node is in. Below the lowest term that a node is in, only the
 * different terms are counted and not the distances: so it is the same under any numbers of the terms (terms.ts).
 *
 *     nodes in 9, 9 and 11, logs of terms 2 and 8     (11 - 9) + 2 = 4
 */
import { GrowingInts } from '../arrays/growing.ts';
import type { Successors } from '../explore/successors.ts';
import { IntPairMap } from '../explore/table.ts';
import type { Cells } from './cells.ts';
import { TermSets, termsOf } from './terms.ts';
import type { LogView, NodeView } from './view.ts';

/** The terms of what its logs hold, snapshots included. 0 where there is no snapshot. */
function heldBy(node: NodeView): readonly number[] {
  const of = ({ snapshot, log }: LogView): number[] => [snapshot.term, ...log.map(({ term }) => term)];
  return node.up ? [...of(node), ...of(node.durable)] : of(node.durable);
}

/** Of some nodes, one by one. */
export function spreadOf(nodes: readonly NodeView[]): number {
  const own = nodes.map(termsOf);
  const lowest = Math.min(...own.map(([low]) => low));
  const highest = Math.max(...own.map(([, high]) => high));
  const below = new Set(nodes.flatMap(heldBy).filter((term) => term > 0 && term < lowest));
  return highest - lowest + below.size;
}

const unknown = -1;

/** The same for states of a search, as a bound. */
export class Spread {
  readonly #most: number;
  readonly #nodes: number;
  readonly #cells: Cells;
  readonly #view: (nodeId: number) => NodeView;
  readonly #sets = new TermSets();
  /** By node id: what its logs hold, and the terms that it is in. */
  readonly #held = new GrowingInts(unknown);
  readonly #lowest = new GrowingInts();
  readonly #highest = new GrowingInts();
  /** How many terms of a set are below one. */
  readonly #below = new IntPairMap();

  /** `most`: the greatest spread that is allowed. */
  constructor(most: number, nodes: number, cells: Cells, view: (nodeId: number) => NodeView) {
    this.#most = most;
    this.#nodes = nodes;
    this.#cells = cells;
    this.#view = view;
  }

  /** Takes out the steps that lead to too great a spread, and tells of each. */
  cut(into: Successors, tell: (kind: number, arg: number) => void): void {
    const { width, kinds, args, parents, broken, states } = into;
    let kept = 0;
    for (let k = 0; k < into.count; k++) {
      if (this.#of(states, k * width) > this.#most) {
        tell(kinds[k], args[k]);
        continue;
      }
      if (kept < k) {
        states.copyWithin(kept * width, k * width, (k + 1) * width);
        parents[kept] = parents[k];
        kinds[kept] = kinds[k];
        args[kept] = args[k];
        broken[kept] = broken[k];
      }
      kept++;
    }
    into.count = kept;
  }

  #of(states: Int32Array, from: number): number {
    let [held, lowest, highest] = [0, Number.POSITIVE_INFINITY, 0];
    for (let i = from; i < from + this.#nodes; i++) {
      const nodeId = this.#cells.node(states[i]);
      const set = this.#held.get(nodeId) === unknown ? this.#learn(nodeId) : this.#held.get(nodeId);
      held = i === from ? set : this.#sets.union(held, set);
      lowest = Math.min(lowest, this.#lowest.get(nodeId));
      highest = Math.max(highest, this.#highest.get(nodeId));
    }
    return highest - lowest + this.#countBelow(held, lowest);
  }

  #learn(nodeId: number): number {
    const node = this.#view(nodeId);
    const [lowest, highest] = termsOf(node);
    this.#lowest.set(nodeId, lowest);
    this.#highest.set(nodeId, highest);
    const set = this.#sets.of(heldBy(node));
    this.#held.set(nodeId, set);
    return set;
  }

  #countBelow(set: number, lowest: number): number {
    const known = this.#below.get(set, lowest);
    if (known >= 0) return known;
    const count = this.#sets.terms(set).filter((term) => term < lowest).length;
    this.#below.set(set, lowest, count);
    return count;
  }
}
