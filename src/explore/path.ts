/**
 * From links to behaviors. A link says from which states a state may have been found, but not by which action: that is
 * found again by asking the system for their steps.
 */
import type { Links } from './links.ts';
import type { StateStore } from './store.ts';
import { NotDeterministic, type Path, type PathStep, type TransitionSystem } from './system.ts';

/** A step between two states, and the step property that it breaks, or -1. */
export interface StepBetween {
  readonly step: PathStep;
  readonly broken: number;
}

/**
 * The first step from state `from` to state `to` that breaks step property `property` or, where there is none (-1: none is asked
 * for), the first of all; null when there is no step. The bounds have cut nothing anew: it was counted when the step was taken.
 */
export function stepBetween(
  system: TransitionSystem,
  from: Int32Array,
  to: Int32Array,
  property = -1,
): StepBetween | null {
  const cuts = system.cuts.slice();
  let best: StepBetween | null = null;
  system.next(from, (successor, kind, arg, broken) => {
    const better = best === null || (property >= 0 && broken === property && best.broken !== property);
    if (better && to.every((value, i) => value === successor[i]))
      best = { step: { kind, arg, state: to }, broken };
  });
  system.cuts.set(cuts);
  return best;
}

/** The error for a step that was taken once and is not found again. */
export function gone(): NotDeterministic {
  return new NotDeterministic('a step was there and is gone');
}

/** The behavior that led to state `index`; of several steps between the same two states the first is taken. */
export function rebuildPath(system: TransitionSystem, store: StateStore, links: Links, index: number): Path {
  const steps: PathStep[] = [];
  let at = index;
  let state = new Int32Array(system.width);
  store.load(at, state);
  while (links.latest(at) >= 0) {
    const found = firstParent(system, store, state, links.earliest(at), links.latest(at));
    steps.push(found.step);
    at = found.index;
    state = found.state;
  }
  return { init: state, steps: steps.reverse() };
}

interface Parent {
  readonly index: number;
  readonly state: Int32Array<ArrayBuffer>;
  readonly step: PathStep;
}

/** The first of the states from `earliest` to `latest` that has a step to `child`. Throws when none has. */
export function firstParent(
  system: TransitionSystem,
  store: StateStore,
  child: Int32Array,
  earliest: number,
  latest: number,
): Parent {
  const state = new Int32Array(system.width);
  for (let index = earliest; index <= latest; index++) {
    store.load(index, state);
    const found = stepBetween(system, state, child);
    if (found !== null) return { index, state, step: found.step };
  }
  throw gone();
}
