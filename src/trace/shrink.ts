/**
 * Makes a behavior that breaks a property as short as removing can make it, and as orderly. A behavior found by a random
 * walk is hundreds of actions long, of which a dozen matter; every attempt is made on the real cluster (rehearsal.ts).
 *
 * Locally minimal is not shortest: a quite different behavior may be shorter still, and a breadth-first search finds it.
 */
import type { Cluster } from '../cluster/cluster.ts';
import type { Path } from '../explore/system.ts';
import type { Judge } from '../property/judge.ts';
import { simplifyOrder } from './shrink/order.ts';
import { Rehearsal } from './shrink/rehearsal.ts';
import { removeActions, removePairs } from './shrink/remove.ts';

export interface Shrunk {
  readonly path: Path;
  /** Of how many actions no choice can be removed: 2 where it was cheap to find out, otherwise 1. */
  readonly minimal: 1 | 2;
  /** Attempts made, and the steps they took. */
  readonly attempts: number;
  readonly taken: number;
}

/** Steps that may be spent on pairs, and on the order: a second or two. */
const budget = 100_000;

/** `path` must break property `property` of the judge at its end; the result does, and is no longer. */
export function shrinkPath(cluster: Cluster, judge: Judge, path: Path, property: number): Shrunk {
  const rehearsal = new Rehearsal(cluster, judge, property);
  const single = removeActions(path, rehearsal);
  const pairs = removePairs(single, rehearsal, budget);
  const ordered = simplifyOrder(pairs ?? single, cluster, rehearsal, budget);
  // In another order another action may have become one too many.
  const shortest = ordered === (pairs ?? single) ? ordered : removeActions(ordered, rehearsal);
  const { attempts, taken } = rehearsal;
  return { path: shortest, minimal: pairs === null ? 1 : 2, attempts, taken };
}
