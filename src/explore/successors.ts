/**
 * The steps of several states, one after another: what a system expands into. A system that makes the steps of many states
 * at once can read ahead, and where the tables are larger than the processor's caches that is most of the speed.
 */
import { type IntMemory, ownMemory } from '../arrays/memory.ts';
import { doubled } from './store.ts';
import type { Emit, TransitionSystem } from './system.ts';

const firstRoom = 64;

export class Successors {
  readonly width: number;
  /** Steps. The k-th leads to the `width` integers of `states` from k * width on. */
  count = 0;
  states: Int32Array;
  /** By step: the position of the state that takes it among those expanded, ascending; and what Emit is told of it. */
  parents: Int32Array;
  kinds: Int32Array;
  args: Int32Array;
  broken: Int32Array;
  /** Told when the arrays have been replaced by longer ones. */
  moved: (() => void) | null = null;
  readonly #emitted: Int32Array;
  readonly #ints: IntMemory;

  constructor(width: number, ints: IntMemory = ownMemory) {
    this.width = width;
    this.#ints = ints;
    this.states = ints.take(firstRoom * width);
    this.parents = ints.take(firstRoom);
    this.kinds = ints.take(firstRoom);
    this.args = ints.take(firstRoom);
    this.broken = ints.take(firstRoom);
    this.#emitted = new Int32Array(width);
  }

  clear(): void {
    this.count = 0;
  }

  /** Adds a step whose successor is still to be written; returns where it is to go in `states`, which this may replace. */
  add(parent: number, kind: number, arg: number, broken: number): number {
    const k = this.count++;
    if (k === this.parents.length) this.grow();
    this.parents[k] = parent;
    this.kinds[k] = kind;
    this.args[k] = arg;
    this.broken[k] = broken;
    return k * this.width;
  }

  /** Takes in the steps of the first `count` states, whatever the system makes them by. */
  expand(system: TransitionSystem, states: Int32Array, count: number): void {
    if (system.expand !== undefined) {
      system.expand(states, count, this);
      return;
    }
    this.clear();
    for (let parent = 0; parent < count; parent++) {
      const state = states.subarray(parent * this.width, (parent + 1) * this.width);
      system.next(state, (successor, kind, arg, broken) => {
        const at = this.add(parent, kind, arg, broken);
        this.states.set(successor, at);
      });
    }
  }

  /** Takes in the initial states, as steps of nobody. */
  begin(system: TransitionSystem): void {
    this.clear();
    system.init((state, kind, arg, broken) => {
      const at = this.add(0, kind, arg, broken);
      this.states.set(state, at);
    });
  }

  /** Copies the state that the k-th step leads to. */
  load(k: number, out: Int32Array): void {
    for (let i = 0; i < this.width; i++) out[i] = this.states[k * this.width + i];
  }

  /** Tells of every step in turn. */
  emitTo(emit: Emit): void {
    for (let k = 0; k < this.count; k++) {
      this.load(k, this.#emitted);
      emit(this.#emitted, this.kinds[k], this.args[k], this.broken[k]);
    }
  }

  /** Makes room for as many steps more as there are. */
  grow(): void {
    const ints = this.#ints;
    this.states = doubled(this.states, ints);
    this.parents = doubled(this.parents, ints);
    this.kinds = doubled(this.kinds, ints);
    this.args = doubled(this.args, ints);
    this.broken = doubled(this.broken, ints);
    this.moved?.();
  }
}

/** `next` of a system that has `expand`. */
export function nextOf(system: TransitionSystem, state: Int32Array, emit: Emit): void {
  const successors = new Successors(system.width);
  successors.expand(system, state, 1);
  successors.emitTo(emit);
}
