/**
 * Breadth-first search, by levels: the states at depth d are a range of the store's indices, and expanding them in order
 * appends those at depth d + 1. The first level with a broken property is always finished, so the counterexample is a
 * shortest one, and both it and the counts are the same in every run.
 */
import { SampledLinks } from './links.ts';
import { Run } from './run.ts';
import { ownStore } from './store.ts';
import type { Level, Search, SearchOptions, StopReason, TransitionSystem } from './system.ts';
import { explorationOf, progressOf } from './totals.ts';

/** States expanded between two reports of progress. */
const SLICE = 4096;

export function* breadthFirst(system: TransitionSystem, options: SearchOptions): Search {
  const run = new Run(system, options, ownStore(system.width, options.pack), new SampledLinks());
  const { store } = run;
  run.seed();
  const levels: Level[] = [{ depth: 0, distinct: store.size, generated: run.generated }];
  let stopped: StopReason | null = run.full ? 'max-states' : null;
  /** The level to expand: its states have depth levels.length - 1 and the indices from `first` up to `end`. */
  let first = 0;
  let end = store.size;
  while (stopped === null && run.broken === null && first < end && levels.length <= options.depth) {
    const { generated } = run;
    for (; first < end && stopped === null; first = Math.min(first + SLICE, end)) {
      run.expandRange(first, Math.min(first + SLICE, end));
      stopped = run.full ? 'max-states' : yield progressOf(run.totals(levels), levels.length);
    }
    levels.push({ depth: levels.length, distinct: store.size - end, generated: run.generated - generated });
    end = store.size;
  }
  return explorationOf(run.totals(levels), { stopped, depth: options.depth, violation: run.violation(true) });
}
