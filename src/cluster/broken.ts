/** What a state breaks, for whoever does not know its steps. */
import type { Cluster } from './cluster.ts';

/** The index of the first property that the state breaks, also by having no step; -1: none. */
export function brokenIn(cluster: Pick<Cluster, 'judge' | 'isStuck' | 'ends'>, state: Int32Array): number {
  const found = cluster.judge(state);
  if (found >= 0 || cluster.ends === undefined) return found;
  return cluster.isStuck(state) ? cluster.ends(state) : -1;
}
