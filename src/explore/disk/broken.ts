/** The broken property of a search on disk, and the behavior that breaks it: the levels before are expanded once more to find it. */
import { gone, stepBetween } from '../path.ts';
import type { Broken, StateSpace } from '../statespace.ts';
import type { PathStep, TransitionSystem, Violation } from '../system.ts';
import { type Run, RunRows } from './runs.ts';

/** States expanded together. */
const together = 64;

/** Where the behavior ends: in a state of the level that was being found, or in one that was being expanded; then perhaps one step on. */
export interface End {
  readonly broken: Broken;
  readonly state: Int32Array;
  /** The state's distance from the initial states. */
  readonly depth: number;
}

/** Where it ends, while the state of what has broken is in its place. `depth`: of the level that is being found. */
export function endOf(space: StateSpace, broken: Broken, depth: number): End {
  const state = new Int32Array(space.system.width);
  if (broken.step !== null || space.isEnd(broken)) {
    space.source.load(broken.parent, state);
    return { broken, state, depth: depth - 1 };
  }
  space.store.load(broken.index, state);
  return { broken, state, depth };
}

export class BrokenOnDisk {
  readonly #system: TransitionSystem;
  readonly #space: StateSpace;
  #end: End | null = null;

  constructor(system: TransitionSystem, space: StateSpace) {
    this.#system = system;
    this.#space = space;
  }

  /** Keeps the state of what has broken, before its place is another's. `depth`: of the level that is being found. */
  look(depth: number): void {
    const { broken } = this.#space;
    if (broken !== null && broken !== this.#end?.broken) this.#end = endOf(this.#space, broken, depth);
  }

  /** `files`: the levels. */
  violation(files: readonly Run[]): Violation | null {
    if (this.#end === null) return null;
    const { broken, state, depth } = this.#end;
    const { init, steps } = this.#behaviorTo(state, files.slice(0, depth));
    const last = broken.step === null ? [] : [broken.step];
    return { property: broken.property, path: { init, steps: [...steps, ...last] }, shortest: true };
  }

  /** The behavior to a state of the level that comes after these. */
  #behaviorTo(end: Int32Array, before: readonly Run[]): { init: Int32Array; steps: readonly PathStep[] } {
    const steps: PathStep[] = [];
    let state = end;
    for (const level of before.toReversed()) {
      const parent = this.#parentOf(state, level);
      const found = stepBetween(this.#system, parent, state);
      if (found === null) throw gone();
      steps.push(found.step);
      state = parent;
    }
    return { init: state, steps: steps.reverse() };
  }

  /** The first state of the level with a step to `child`. Throws where none has. */
  #parentOf(child: Int32Array, level: Run): Int32Array {
    const rows = new RunRows(level, this.#system.width);
    this.#space.source = rows;
    for (let first = 0; first < level.states; first += together) {
      const parent = this.#space.parentOf(child, first, Math.min(together, level.states - first));
      if (parent < 0) continue;
      const state = new Int32Array(this.#system.width);
      rows.load(parent, state);
      return state;
    }
    throw gone();
  }
}
