/**
 * The states that a search has found as a graph: who leads where by a step of which label, in 8 bytes a step, and what the
 * properties say of each state. Every state is expanded once more for it, so the search itself keeps no edges. Steps that lead
 * nowhere else are left out: to stutter is always allowed. Steps that a bound forbids are there, and lead outside.
 */
import { ChunkedInt32 } from '../../arrays/chunked.ts';
import { gone } from '../path.ts';
import type { StateStore } from '../store.ts';
import type { TransitionSystem } from '../system.ts';
import type { Temporal } from './temporal.ts';

/** Where a step leads that a bound forbids. */
export const outside = -1;

/** States looked at between two yields. */
const statesPerSlice = 64;

export class StateGraph {
  readonly states: number;
  /** States that were not expanded: what comes after them is not known. They are the last ones. */
  readonly open: number;
  readonly temporal: Temporal;
  /** The steps of state s are those from first(s) up to first(s + 1). */
  readonly #offsets = new ChunkedInt32();
  readonly #targets = new ChunkedInt32();
  readonly #labels = new ChunkedInt32();
  /** 1 for each state from which there are behaviors of which nothing is known. */
  readonly #bounded: Uint8Array;
  /** By property and state: the bits of `look`. */
  readonly #bits: readonly Uint8Array[];

  constructor(states: number, open: number, temporal: Temporal) {
    this.states = states;
    this.open = open;
    this.temporal = temporal;
    this.#bounded = new Uint8Array(states).fill(1, states - open);
    this.#bits = temporal.properties.map(() => new Uint8Array(states));
  }

  /** The bits that property number `k` of those asked has of each state. */
  bits(k: number): Uint8Array {
    return this.#bits[k];
  }

  /** Whether of some behaviors from the state nothing is known. */
  isBounded(state: number): boolean {
    return this.#bounded[state] === 1;
  }

  first(state: number): number {
    return this.#offsets.get(state);
  }

  target(step: number): number {
    return this.#targets.get(step);
  }

  /** The constraints whose action the step is. */
  constraints(step: number): readonly number[] {
    return this.temporal.constraints(this.#labels.get(step));
  }

  /** Looks at every state and expands those that the search has expanded. Yields now and then. */
  *fill(system: TransitionSystem, store: StateStore): Generator<void> {
    const { states, open, temporal } = this;
    const state = new Int32Array(system.width);
    const bits = new Uint8Array(temporal.properties.length);
    const cuts = system.cuts.slice();
    for (let index = 0; index < states; index++) {
      store.load(index, state);
      temporal.look(state, bits);
      bits.forEach((bit, k) => {
        this.#bits[k][index] = bit;
      });
      this.#offsets.push(this.#targets.length);
      if (index < states - open) {
        this.#expand(system, store, state);
        this.#addForbidden(index, state);
      }
      if (index % statesPerSlice === 0) yield;
    }
    this.#offsets.push(this.#targets.length);
    system.cuts.set(cuts);
  }

  #addForbidden(index: number, state: Int32Array): void {
    const isBounded = this.temporal.forbidden?.(state, (label) => {
      this.#labels.push(label);
      this.#targets.push(outside);
    });
    if (isBounded === true) this.#bounded[index] = 1;
  }

  #expand(system: TransitionSystem, store: StateStore, state: Int32Array): void {
    system.next(state, (successor, kind, arg) => {
      if (successor.every((value, i) => value === state[i])) return;
      store.stage(successor);
      this.#labels.push(this.temporal.label(kind, arg));
    });
    const count = store.resolve(store.size);
    for (let k = 0; k < count; k++) {
      const known = ~store.outcomes[k];
      if (known < 0 || known >= this.states) throw gone();
      this.#targets.push(known);
    }
  }
}
