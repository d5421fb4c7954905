/**
 * From a behavior of a reduced search, whose states are representatives with dead messages left out, back to one that the
 * cluster itself can take, with one name for one node from beginning to end.
 */

import { NotDeterministic, type Path, type PathStep, type Violation } from '../../explore/system.ts';
import { brokenIn } from '../broken.ts';
import type { Cluster } from '../cluster.ts';

export interface Concrete {
  readonly path: Path;
  /** The most messages in flight along the path: more than the bound where dead messages do not count. */
  readonly inFlight: number;
}

const unbounded = 0x7fffffff;

/**
 * The behavior of the cluster that goes through states with the same representatives as the violation's, step by step the
 * first one there is. By the soundness of the reductions there is one; the last step breaks the property itself.
 */
export function concretize(
  cluster: Cluster,
  representative: (state: Int32Array) => Int32Array,
  { path, property }: Violation,
): Concrete {
  const equals = (state: Int32Array, target: Int32Array): boolean => {
    const found = representative(state);
    return target.every((value, i) => value === found[i]);
  };
  const init = initial(cluster, (state) => equals(state, path.init));
  const steps: PathStep[] = [];
  let state = init;
  path.steps.forEach(({ state: target }, k) => {
    const last = k === path.steps.length - 1;
    const step = choose(cluster, state, (found, broken) => {
      const same = equals(found, target) ? 1 : 0;
      if (!last) return same;
      return same + (broken === property || brokenIn(cluster, found) === property ? 2 : 0);
    });
    steps.push(step);
    state = step.state;
  });
  const sizes = [init, ...steps.map((step) => step.state)].map((found) => messagesIn(cluster, found));
  return { path: { init, steps }, inFlight: Math.max(...sizes) };
}

function initial(cluster: Cluster, wanted: (state: Int32Array) => boolean): Int32Array {
  const found: Int32Array[] = [];
  cluster.init((state) => found.push(state.slice()));
  const init = found.find(wanted);
  if (init === undefined) throw new NotDeterministic('a behavior began where the cluster does not begin');
  return init;
}

/** The first of the steps with the greatest worth above 0. */
function choose(
  cluster: Cluster,
  from: Int32Array,
  worth: (successor: Int32Array, broken: number) => number,
): PathStep {
  let best: PathStep | null = null;
  let most = 0;
  cluster.nextWithin(from, unbounded, (successor, kind, arg, broken) => {
    const state = successor.slice();
    const value = worth(state, broken);
    if (value <= most) return;
    best = { kind, arg, state };
    most = value;
  });
  if (best === null) throw new NotDeterministic('a step of a behavior that was found is no step any more');
  return best;
}

function messagesIn(cluster: Cluster, state: Int32Array): number {
  const { messages, cells } = cluster.reductions;
  return [...state.subarray(0, cluster.nodes)].reduce(
    (sum, cell) => sum + messages(cells.inbox(cell)).length,
    0,
  );
}
