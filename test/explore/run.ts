/** Searches run to their end, for tests. */
import { search } from '../../src/explore/search.ts';
import type {
  Exploration,
  Path,
  Progress,
  SearchOptions,
  TransitionSystem,
} from '../../src/explore/system.ts';

export const everything: SearchOptions = {
  strategy: 'bfs',
  depth: Number.POSITIVE_INFINITY,
  pack: true,
  maxStates: Number.POSITIVE_INFINITY,
};

/** The result, and all that was told on the way; `stopAfter` interrupts at that report of progress. */
export function explore(
  system: TransitionSystem,
  options: Partial<SearchOptions> = {},
  stopAfter = Number.POSITIVE_INFINITY,
): { found: Exploration; told: Progress[] } {
  const running = search(system, { ...everything, ...options });
  const told: Progress[] = [];
  for (
    let turn = running.next(null);
    ;
    turn = running.next(told.length >= stopAfter ? 'interrupted' : null)
  ) {
    if (turn.done) return { found: turn.value, told };
    told.push({ ...turn.value, levels: [...turn.value.levels] });
  }
}

/** Whether a path is a behavior of the system: it starts in an initial state and each step is one the system offers. */
export function isBehavior(system: TransitionSystem, path: Path): boolean {
  const equal = (a: Int32Array, b: Int32Array) => a.join() === b.join();
  let holds = false;
  system.init((state) => {
    holds ||= equal(state, path.init);
  });
  let from = path.init;
  for (const step of path.steps) {
    let offered = false;
    system.next(from, (successor, kind, arg) => {
      offered ||= kind === step.kind && arg === step.arg && equal(successor, step.state);
    });
    holds &&= offered;
    from = step.state;
  }
  return holds;
}
