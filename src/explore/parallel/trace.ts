/**
 * How workers find a behavior again, one state at a time, from its end: whoever has a state knows which worker expanded its
 * parent, and a range of states that the parent is one of. That worker is asked, and finds it among them.
 */
import type { Broken } from '../run.ts';
import type { StateStore } from '../store.ts';
import type { TransitionSystem } from '../system.ts';
import type { BlockLinks, Origin } from './blocklinks.ts';
import type { SharedMemory } from './shared.ts';

/** A state of a behavior, so many steps before its end. */
export interface Found {
  readonly before: number;
  readonly state: Int32Array;
}

/** Whose states may be the parent of `state`, which stands `before` steps before the end. */
interface Question extends Origin {
  readonly state: Int32Array;
}

const nobody = -1;

export class Tracer {
  readonly found: Found[] = [];
  readonly #system: TransitionSystem;
  readonly #store: StateStore;
  readonly #links: BlockLinks;
  readonly #question: Int32Array;
  readonly #me: number;
  /** Questions answered, by anybody. */
  #asked = 0;

  constructor(
    system: TransitionSystem,
    store: StateStore,
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
    if (step === null) {
      this.#meet(index, 0);
      return;
    }
    this.found.push({ before: 0, state: step.state });
    this.#ask({ source: this.#me, first: parent, last: parent, state: step.state });
  }

  /** The question that is open, or null: the behavior is complete. To be read by all between two meetings. */
  asked(): Question | null {
    const [source, first, last] = this.#question as unknown as [number, number, number];
    if (source === nobody) return null;
    this.#asked++;
    return { source, first, last, state: this.#question.slice(3) };
  }

  /** Finds the parent among one's own states, and asks for its own. Throws when there is none. */
  answer({ first, last, state }: Question): void {
    const candidate = new Int32Array(this.#system.width);
    for (let index = first; index <= last; index++) {
      this.#store.load(index, candidate);
      if (leadsTo(this.#system, candidate, state)) {
        this.#meet(index, this.#asked);
        return;
      }
    }
    throw new Error('a step was there and is gone: the system is not deterministic');
  }

  #meet(index: number, before: number): void {
    const state = new Int32Array(this.#system.width);
    this.#store.load(index, state);
    this.found.push({ before, state });
    this.#ask({ ...this.#links.of(index), state });
  }

  #ask({ source, first, last, state }: Question): void {
    this.#question.set([source, first, last]);
    this.#question.set(state, 3);
  }
}

function leadsTo(system: TransitionSystem, parent: Int32Array, child: Int32Array): boolean {
  const cuts = system.cuts.slice();
  let leads = false;
  system.next(parent, (successor) => {
    leads ||= child.every((value, i) => value === successor[i]);
  });
  system.cuts.set(cuts);
  return leads;
}
