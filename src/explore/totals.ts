/**
 * What is counted in a search: of one worker, or of several together, since all of it can be added up. What a search tells while
 * it runs and its result are both made of this.
 */
import type { Exploration, Level, Progress, StopReason, Violation } from './system.ts';

export interface Totals {
  /** The finished levels, from depth 0 on. */
  readonly levels: readonly Level[];
  readonly distinct: number;
  /** Transitions taken, plus the initial states. */
  readonly generated: number;
  /** States found and not expanded. */
  readonly frontier: number;
  readonly deadlocks: number;
  readonly storeBytes: number;
  /** Transitions by action kind, as far as kinds are known. */
  readonly actions: readonly number[];
  /** How many actions each bound has forbidden. */
  readonly cuts: readonly number[];
}

export const nothingCounted: Totals = {
  levels: [],
  distinct: 0,
  generated: 0,
  frontier: 0,
  deadlocks: 0,
  storeBytes: 0,
  actions: [],
  cuts: [],
};

export function plus(one: Totals, other: Totals): Totals {
  return {
    levels: zip(one.levels, other.levels, (a, b, depth) => ({
      depth,
      distinct: (a?.distinct ?? 0) + (b?.distinct ?? 0),
      generated: (a?.generated ?? 0) + (b?.generated ?? 0),
    })),
    distinct: one.distinct + other.distinct,
    generated: one.generated + other.generated,
    frontier: one.frontier + other.frontier,
    deadlocks: one.deadlocks + other.deadlocks,
    storeBytes: one.storeBytes + other.storeBytes,
    actions: zip(one.actions, other.actions, (a = 0, b = 0) => a + b),
    cuts: zip(one.cuts, other.cuts, (a = 0, b = 0) => a + b),
  };
}

/** No initial state has a step, though nothing has kept the search from looking: whatever is said of such states says little. */
export function nothingHappens({
  complete,
  cutByDepth,
  actions,
}: Pick<Exploration, 'complete' | 'cutByDepth' | 'actions'>): boolean {
  return complete && cutByDepth === 0 && actions.every((times) => times === 0);
}

/** Combines two lists by position; the shorter one has nothing where it ends. */
function zip<Item>(
  one: readonly Item[],
  other: readonly Item[],
  of: (a: Item | undefined, b: Item | undefined, at: number) => Item,
): Item[] {
  return Array.from({ length: Math.max(one.length, other.length) }, (_, at) => of(one[at], other[at], at));
}

/** `depth`: the level whose states are being found. */
export function progressOf(totals: Totals, depth: number): Progress {
  const { levels, distinct, generated, frontier, storeBytes, actions } = totals;
  return { depth, distinct, generated, frontier, levels, storeBytes, actions };
}

/** What the counts do not say when a search ends. */
export interface Ending {
  readonly stopped: StopReason | null;
  /** The depth bound: states there are not expanded. */
  readonly depth: number;
  readonly violation: Violation | null;
  /** States that were expanded are to be expanded again, nearer the start. */
  readonly mayExpandAgain?: boolean;
}

export function explorationOf(totals: Totals, ending: Ending): Exploration {
  const { stopped, violation, mayExpandAgain = false } = ending;
  const { distinct, generated, frontier, deadlocks, storeBytes, actions } = totals;
  const last = totals.levels.findLastIndex((level) => level.distinct > 0);
  const depth = Math.max(0, last);
  const levels = totals.levels.slice(0, depth + 1);
  const cutByDepth = levels[ending.depth]?.distinct ?? 0;
  return {
    distinct,
    generated,
    depth,
    levels,
    frontier,
    complete: stopped === null && !mayExpandAgain && frontier === cutByDepth,
    stopped,
    cutByDepth,
    deadlocks,
    actions,
    violation,
    storeBytes,
  };
}
