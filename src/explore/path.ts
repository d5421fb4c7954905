/**
 * From parent links to behaviors. A link says which state a state was found from, but not by which action: that is found
 * again by asking the system for the parent's steps.
 */
import type { ChunkedInt32 } from './chunked.ts';
import type { StateStore } from './store.ts';
import type { Path, PathStep, TransitionSystem } from './system.ts';

/** The behavior that led to state `index`; of several steps between the same two states the first is taken. */
export function rebuildPath(
  system: TransitionSystem,
  store: StateStore,
  parents: ChunkedInt32,
  index: number,
): Path {
  const chain: Int32Array[] = [];
  for (let i = index; i >= 0; i = parents.get(i)) {
    const state = new Int32Array(system.width);
    store.load(i, state);
    chain.push(state);
  }
  chain.reverse();
  const cuts = system.cuts.slice();
  const steps = chain.slice(1).map((child, i) => firstStep(system, chain[i], child));
  system.cuts.set(cuts);
  return { init: chain[0], steps };
}

/** The first step from `parent` to `child`. Throws when there is none: then the system is not deterministic. */
function firstStep(system: TransitionSystem, parent: Int32Array, child: Int32Array): PathStep {
  const found: PathStep[] = [];
  system.next(parent, (successor, kind, arg) => {
    if (found.length === 0 && child.every((value, i) => value === successor[i])) {
      found.push({ kind, arg, state: child });
    }
  });
  if (found.length === 0) throw new Error('a step was there and is gone: the system is not deterministic');
  return found[0];
}
