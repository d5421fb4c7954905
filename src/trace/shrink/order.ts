/**
 * Puts the actions of a behavior into a simpler order, as far as the same actions in that order break the same property:
 * first so that what happens at one node stands together, then so that nodes come in the order of their ids.
 */
import type { Cluster } from '../../cluster/cluster.ts';
import type { Path, PathStep } from '../../explore/system.ts';
import type { Rehearsal } from './rehearsal.ts';

/** Nobody reads a longer one from beginning to end, and its orders are too many. */
const longest = 200;

/** Moves single actions while that makes the order simpler, and stops early once `budget` steps have been taken. */
export function simplifyOrder(path: Path, cluster: Cluster, rehearsal: Rehearsal, budget: number): Path {
  const end = rehearsal.taken + budget;
  const nodeOf = ({ kind, arg }: PathStep): number => cluster.action(kind, arg).node;
  if (path.steps.length > longest) return path;
  let current = path;
  for (let from = 0; from < current.steps.length && rehearsal.taken < end; from++) {
    const simpler = moved(current, from, nodeOf, rehearsal);
    if (simpler === null) continue;
    current = simpler;
    // Every move makes it simpler, so that this comes to an end.
    from = -1;
  }
  return current;
}

/** The behavior with action `from` moved to where it is simplest, if that is simpler than now. */
function moved(
  path: Path,
  from: number,
  nodeOf: (step: PathStep) => number,
  rehearsal: Rehearsal,
): Path | null {
  const { steps } = path;
  const orders = steps
    .map((_, to) => ({ to, order: withMoved(steps, from, to) }))
    .map(({ to, order }) => ({ to, order, nodes: order.map(nodeOf) }))
    .filter(({ to, nodes }) => to !== from && simplicity(nodes, steps.map(nodeOf)) < 0)
    .sort((a, b) => simplicity(a.nodes, b.nodes));
  for (const { to, order } of orders) {
    const kept = Math.min(from, to);
    const found = rehearsal.attempt(path, kept, order.slice(kept), steps.length, 'strict');
    if (found !== null) return found;
  }
  return null;
}

function withMoved(steps: readonly PathStep[], from: number, to: number): PathStep[] {
  const rest = steps.filter((_, k) => k !== from);
  return [...rest.slice(0, to), steps[from], ...rest.slice(to)];
}

/** Below 0 when the first order of nodes is simpler. */
function simplicity(a: readonly number[], b: readonly number[]): number {
  const fewer = switches(a) - switches(b);
  if (fewer !== 0) return fewer;
  const at = a.findIndex((node, k) => node !== b[k]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** How often the node changes from one action to the next. */
function switches(nodes: readonly number[]): number {
  return nodes.filter((node, k) => k > 0 && node !== nodes[k - 1]).length;
}
