/**
 * The slowest search that cannot be wrong: states named by their sorted JSON, one map, one queue. It shares nothing
 * with the explorer, which must agree with it on every count.
 */

import type { PlainSystem } from '../../../src/explore/plainsystem.ts';
import { nameOf } from './sets.ts';

export interface DumbResult {
  readonly distinct: number;
  /** Steps taken, plus the initial states. */
  readonly generated: number;
  /** Distinct states by distance from the initial ones. */
  readonly levels: readonly number[];
  /** States without a step. */
  readonly deadlocks: number;
  /** Actions of a shortest behavior that breaks an invariant, or null. The search ends with it. */
  readonly violation: { readonly invariant: string; readonly length: number } | null;
}

/** Breadth-first search of all reachable states, or up to the first that breaks an invariant. */
export function dumbSearch<S>(system: PlainSystem<S>): DumbResult {
  const depths = new Map<string, number>();
  const queue: { readonly state: S; readonly depth: number }[] = [];
  const levels: number[] = [];
  let generated = 0;
  let deadlocks = 0;
  let violation: DumbResult['violation'] = null;

  const find = (state: S, depth: number): void => {
    generated++;
    const name = nameOf(state);
    if (depths.has(name) || violation !== null) return;
    depths.set(name, depth);
    queue.push({ state, depth });
    levels[depth] = (levels[depth] ?? 0) + 1;
    const broken = system.invariants?.find((invariant) => !invariant.holds(state));
    if (broken !== undefined) violation = { invariant: broken.name, length: depth };
  };

  for (const state of system.init()) find(state, 0);
  for (let head = 0; head < queue.length && violation === null; head++) {
    const { state, depth } = queue[head];
    const before = generated;
    for (const step of system.next(state)) find(step.state, depth + 1);
    if (generated === before) deadlocks++;
  }
  return { distinct: depths.size, generated, levels, deadlocks, violation };
}
