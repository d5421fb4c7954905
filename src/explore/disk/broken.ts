/** The broken property of a search on disk, and the behavior that breaks it: the levels before are expanded once more to find it. */
import type { Turn } from '../levels.ts';
import type { Found } from '../parallel/trace.ts';
import { gone } from '../path.ts';
import type { Broken, StateSpace } from '../statespace.ts';
import type { PathStep } from '../system.ts';
import { type Run, RunRows, statesOf } from './runs.ts';

/** States expanded together. */
const together = 64;

/** Where the behavior ends: in a state of the level that was being found, or in one that was being expanded; then perhaps one step on. */
export interface End {
  readonly broken: Broken;
  readonly state: Int32Array;
  /** The state's distance from the initial states. */
  readonly depth: number;
}

/** As plain numbers. */
export interface EndFacts {
  readonly property: number;
  readonly state: readonly number[];
  readonly depth: number;
  readonly step: (Omit<PathStep, 'state'> & { readonly state: readonly number[] }) | null;
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
  readonly #space: StateSpace;
  #end: End | null = null;

  constructor(space: StateSpace) {
    this.#space = space;
  }

  /** Keeps the state of what has broken, before its place is another's. `depth`: of the level that is being found. */
  look(depth: number): void {
    const { broken } = this.#space;
    if (broken !== null && broken !== this.#end?.broken) this.#end = endOf(this.#space, broken, depth);
  }

  dump(): EndFacts | null {
    if (this.#end === null) return null;
    const { broken, state, depth } = this.#end;
    const step = broken.step && { ...broken.step, state: [...broken.step.state] };
    return { property: broken.property, state: [...state], depth, step };
  }

  restore(facts: EndFacts | null): void {
    if (facts === null) return;
    const step = facts.step && { ...facts.step, state: Int32Array.from(facts.step.state) };
    // Its places are those of states that are not looked at any more.
    const broken = { property: facts.property, parent: -1, index: -1, step };
    this.#space.broken = broken;
    this.#end = { broken, state: Int32Array.from(facts.state), depth: facts.depth };
  }

  /** The states of the behavior, from its end on. `levels`: of each its runs. */
  *behavior(levels: readonly (readonly Run[])[]): Generator<Turn, readonly Found[]> {
    const { broken, state, depth } = this.#end!;
    const found: Found[] = [];
    if (broken.step !== null) found.push({ before: 0, state: broken.step.state });
    found.push({ before: 1, state });
    for (let before = 2, level = depth - 1; level >= 0; before++, level--)
      found.push({ before, state: yield* this.#parentOf(found[found.length - 1].state, levels[level]) });
    return found;
  }

  /** The first state of the level with a step to `child`. Throws where none has. */
  *#parentOf(child: Int32Array, level: readonly Run[]): Generator<Turn, Int32Array> {
    const space = this.#space;
    const { width } = space.system;
    const rows = new RunRows(level, width);
    const states = statesOf(level);
    space.source = rows;
    for (let first = 0; first < states; first += together) {
      const parent = space.parentOf(child, first, Math.min(together, states - first));
      if (parent < 0) {
        yield 'working';
        continue;
      }
      const state = new Int32Array(width);
      rows.load(parent, state);
      return state;
    }
    throw gone();
  }
}
