/**
 * Judges what is asked of whole behaviors, once every state has been found and breaks nothing by itself.
 */
import { gone } from '../path.ts';
import type { StateStore } from '../store.ts';
import type { Exploration, PathStep, Progress, StopReason, TransitionSystem, Violation } from '../system.ts';
import { StateGraph } from './graph.ts';
import { type GraphStep, type Lasso, lassoOf } from './lasso.ts';
import type { Temporal } from './temporal.ts';

/** States, as the search has left them: the initial ones first, those that it has not expanded last. */
interface Found {
  readonly system: TransitionSystem;
  readonly store: StateStore;
  readonly temporal: Temporal;
  readonly initial: number;
  readonly open: number;
}

/**
 * The exploration with what was found of whole behaviors. It is not complete where the goal is owed in a state that was not
 * expanded, and nothing is broken. A search that was stopped, or has broken something, is left as it is.
 */
export function* judgeBehaviors(
  exploration: Exploration,
  progress: Progress,
  { system, store }: { readonly system: TransitionSystem; readonly store: StateStore },
): Generator<Progress, Exploration, StopReason | null> {
  const { temporal } = system;
  const { violation, stopped, levels, cutByDepth } = exploration;
  if (temporal === undefined || temporal.properties.length === 0 || violation !== null || stopped !== null)
    return exploration;
  const found = { system, store, temporal, initial: levels[0]?.distinct ?? 0, open: cutByDepth };
  const judging = judge(found);
  for (;;) {
    const slice = judging.next();
    if (slice.done) {
      const { broken, open } = slice.value;
      return { ...exploration, violation: broken, complete: exploration.complete && !open };
    }
    const reason = yield progress;
    if (reason !== null) return { ...exploration, stopped: reason, complete: false };
  }
}

function* judge({ system, store, temporal, initial, open }: Found): Generator<void, Judged> {
  const graph = new StateGraph(store.size, open, temporal);
  yield* graph.fill(system, store);
  let unknown = false;
  for (const [k, { property, kind }] of temporal.properties.entries()) {
    const result = yield* lassoOf({ graph, kind, bits: graph.bits(k), initial });
    unknown ||= result.open;
    if (result.lasso !== null)
      return { broken: violationOf(result.lasso, property, graph, system, store), open: unknown };
  }
  return { broken: null, open: unknown };
}

interface Judged {
  readonly broken: Violation | null;
  /** Whether a goal is owed in a state that was not expanded. */
  readonly open: boolean;
}

function violationOf(
  { init, steps, loop }: Lasso,
  property: number,
  graph: StateGraph,
  system: TransitionSystem,
  store: StateStore,
): Violation {
  const load = (index: number): Int32Array => {
    const state = new Int32Array(system.width);
    store.load(index, state);
    return state;
  };
  const path = { init: load(init), steps: steps.map((step) => pathStep(step, graph, system, load)) };
  return { property, path, shortest: false, loop };
}

/** The step, made once more: it is known by its place among those that lead elsewhere. */
function pathStep(
  { from, step }: GraphStep,
  graph: StateGraph,
  system: TransitionSystem,
  load: (index: number) => Int32Array,
): PathStep {
  const state = load(from);
  const cuts = system.cuts.slice();
  let left = step - graph.first(from);
  let made: PathStep | null = null;
  system.next(state, (successor, kind, arg) => {
    if (successor.every((value, i) => value === state[i])) return;
    if (left-- === 0) made = { kind, arg, state: successor.slice() };
  });
  system.cuts.set(cuts);
  if (made === null) throw gone();
  return made;
}
