/**
 * How workers find a behavior again, one state at a time, from its end: all can read all states, but only who has found a
 * state knows the range that its parent is one of. He is asked.
 */
import { firstParent } from '../path.ts';
import type { Broken } from '../statespace.ts';
import type { TransitionSystem } from '../system.ts';
import type { BlockLinks } from './blocklinks.ts';
import type { SharedMemory } from './shared.ts';
import type { SharedStore } from './sharedstore.ts';

/** A state of a behavior, so many steps before its end. */
export interface Found {
  readonly before: number;
  readonly state: Int32Array;
}

const nothing = -1;

export class Tracer {
  readonly found: Found[] = [];
  readonly #system: TransitionSystem;
  readonly #store: SharedStore;
  readonly #links: BlockLinks;
  readonly #question: Int32Array;
  readonly #me: number;
  /** Questions answered, by anybody. */
  #asked = 0;

  constructor(
    system: TransitionSystem,
    store: SharedStore,
    links: BlockLinks,
    memory: SharedMemory,
    me: number,
  ) {
    this.#system = system;
    this.#store = store;
    this.#links = links;
    this.#question = new Int32Array(memory.question);
    this.#me = me;
  }

  /** Asks the first question: where the state, or the step, that breaks a property comes from. */
  begin({ index, parent, step }: Broken): void {
    if (step !== null) this.found.push({ before: 0, state: step.state });
    this.#question[0] = step === null ? index : parent;
  }

  /** The state that is asked about, or -1: the behavior is complete. To be read by all between two rendezvous. */
  asked(): number {
    this.#asked++;
    return this.#question[0];
  }

  /** If it is one's own, notes the state and asks about its parent. Throws when it has none. */
  answer(index: number): void {
    if (this.#store.owner(index) !== this.#me) return;
    const state = new Int32Array(this.#system.width);
    this.#store.load(index, state);
    this.found.push({ before: this.#asked, state });
    this.#question[0] = this.#parentOf(index, state);
  }

  #parentOf(index: number, state: Int32Array): number {
    const last = this.#links.latest(index);
    if (last < 0) return nothing;
    return firstParent(this.#system, this.#store, state, this.#links.earliest(index), last).index;
  }
}
