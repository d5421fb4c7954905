/**
 * A breadth-first search by several workers, as the one who started them sees it: progress while they run, and their results
 * put together in the end.
 */
import { gone, stepBetween } from '../path.ts';
import type { Exploration, PathStep, Search, StopReason, TransitionSystem, Violation } from '../system.ts';
import { explorationOf, nothingCounted, plus, progressOf, type Totals } from '../totals.ts';
import { type SharedMemory, stopAt, stopReasons } from './shared.ts';
import { progressOfAll } from './sharedtally.ts';
import type { WorkerResult } from './workercontext.ts';

/** Whoever runs the workers. */
export interface WorkerPool {
  readonly memory: SharedMemory;
  /** The workers' results once all have come, or null. Throws what a worker has failed with. */
  results(): readonly WorkerResult[] | null;
  /** Waits a moment; whoever is a worker himself works. */
  wait(): void;
}

/** `system` shares the workers' ids; it says which steps a behavior is made of. `depth`: the depth bound. */
export function* searchInParallel(system: TransitionSystem, pool: WorkerPool, depth: number): Search {
  const counters = new Int32Array(pool.memory.counters);
  for (;;) {
    const results = pool.results();
    if (results !== null) return putTogether(system, results, depth);
    const { totals, depth: finished } = progressOfAll(pool.memory);
    const reason: StopReason | null = yield progressOf(totals, finished);
    if (reason !== null) Atomics.compareExchange(counters, stopAt, 0, stopReasons.indexOf(reason) + 1);
    pool.wait();
  }
}

function putTogether(system: TransitionSystem, results: readonly WorkerResult[], depth: number): Exploration {
  const { stopped, property } = results[0];
  const violation = property < 0 ? null : violationOf(system, results, property);
  const totals = results.reduce<Totals>(plus, nothingCounted);
  system.cuts.set(totals.cuts);
  // A kind that has a name and that nobody has seen is counted too.
  const actions = system.actionKinds.map((_, kind) => totals.actions[kind] ?? 0);
  return explorationOf({ ...totals, actions }, { stopped: stopReasons[stopped] ?? null, depth, violation });
}

/** The states that the workers have found, in their order, with the steps between them. */
function violationOf(
  system: TransitionSystem,
  results: readonly WorkerResult[],
  property: number,
): Violation {
  const found = results.flatMap((result) => result.found).sort((a, b) => b.before - a.before);
  const [init, ...rest] = found.map(({ state }) => state);
  let from = init;
  const steps = rest.map((state, k): PathStep => {
    const found = stepBetween(system, from, state, k === rest.length - 1 ? property : -1);
    if (found === null) throw gone();
    from = state;
    return found.step;
  });
  return { property, path: { init, steps }, shortest: true };
}
