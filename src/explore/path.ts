/**
 * From links to behaviors. A link says from which states a state may have been found, but not by which action: that is
 * found again by asking the system for their steps.
 */
import type { Links } from './links.ts';
import type { StateStore } from './store.ts';
import { NotDeterministic, type Path, type PathStep, type TransitionSystem } from './system.ts';

/** The behavior that led to state `index`; of several steps between the same two states the first is taken. */
export function rebuildPath(system: TransitionSystem, store: StateStore, links: Links, index: number): Path {
  const cuts = system.cuts.slice();
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
  system.cuts.set(cuts);
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
    const step = firstStep(system, state, child);
    if (step !== null) return { index, state, step };
  }
  throw new NotDeterministic('a step was there and is gone');
}

function firstStep(system: TransitionSystem, parent: Int32Array, child: Int32Array): PathStep | null {
  let step: PathStep | null = null;
  system.next(parent, (successor, kind, arg) => {
    if (step === null && child.every((value, i) => value === successor[i])) {
      step = { kind, arg, state: child };
    }
  });
  return step;
}
