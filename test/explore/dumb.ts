/**
 * The explorer again, as simply as it can be: strings in a map, a queue, no packing, no batches. It shares no code with
 * the real one, which must agree with it on everything.
 */
import type { SearchOptions, TransitionSystem } from '../../src/explore/system.ts';

export interface DumbResult {
  readonly distinct: number;
  readonly generated: number;
  readonly levels: readonly { distinct: number; generated: number }[];
  readonly deadlocks: number;
  readonly cutByDepth: number;
  readonly actions: readonly number[];
  readonly cuts: readonly number[];
  /** Of the first level with a broken property: the lowest property and the length of the behavior, or null. */
  readonly violation: { readonly property: number; readonly length: number } | null;
}

export function dumbExplore(system: TransitionSystem, options: Pick<SearchOptions, 'depth'>): DumbResult {
  const known = new Set<string>();
  const levels: { distinct: number; generated: number }[] = [];
  const actions = system.actionKinds.map(() => 0);
  let deadlocks = 0;
  let property = Number.POSITIVE_INFINITY;
  let frontier: Int32Array[] = [];
  const meet = (state: Int32Array, depth: number, next: Int32Array[]) => {
    levels[depth] ??= { distinct: 0, generated: 0 };
    levels[depth].generated++;
    if (known.has(state.join())) return;
    known.add(state.join());
    levels[depth].distinct++;
    next.push(state.slice());
    const broken = system.judge(state);
    if (broken >= 0) property = Math.min(property, broken);
  };
  system.init((state) => meet(state, 0, frontier));
  let depth = 0;
  for (; frontier.length > 0 && depth < options.depth && property === Number.POSITIVE_INFINITY; depth++) {
    const next: Int32Array[] = [];
    for (const state of frontier) {
      let steps = 0;
      system.next(state, (successor, kind, _arg, broken) => {
        steps++;
        actions[kind]++;
        if (broken >= 0) property = Math.min(property, broken);
        meet(successor, depth + 1, next);
      });
      if (steps === 0) deadlocks++;
    }
    frontier = next;
  }
  const generated = levels.reduce((sum, level) => sum + level.generated, 0);
  while (levels.length > 1 && levels[levels.length - 1].distinct === 0) levels.pop();
  return {
    distinct: known.size,
    generated,
    levels,
    deadlocks,
    cutByDepth: depth >= options.depth ? frontier.length : 0,
    actions,
    cuts: [...system.cuts],
    violation: property === Number.POSITIVE_INFINITY ? null : { property, length: depth },
  };
}
