/**
 * What one worker sends to the others and receives from them: states, in blocks, each with the range of its sender's states
 * that they were found from.
 */
import { blockStates, Ring, type SharedMemory } from './shared.ts';

/** Takes in a block: `count` states, found by worker `from` from its states of the range. Valid during the call. */
export type TakeBlock = (
  from: number,
  states: Int32Array,
  count: number,
  firstParent: number,
  lastParent: number,
) => void;

export class Mail {
  readonly #outgoing: readonly Outgoing[];
  readonly #to: readonly Ring[];
  readonly #from: readonly Ring[];
  readonly #take: TakeBlock;

  constructor(memory: SharedMemory, me: number, take: TakeBlock) {
    const others = Array.from({ length: memory.workers }, (_, other) => other);
    this.#outgoing = others.map(() => new Outgoing(memory.width));
    this.#to = others.map((other) => new Ring(memory, me, other));
    this.#from = others.map((other) => new Ring(memory, other, me));
    this.#take = take;
  }

  /** Keeps the state at states[from] for its owner; parents of one worker never go back. */
  post(to: number, states: Int32Array, from: number, parent: number): void {
    this.#outgoing[to].push(states, from, parent);
  }

  /** Sends what is kept: full blocks, or everything. Takes in what comes meanwhile; yields when it can only wait. */
  *send(everything: boolean): Generator<void> {
    const enough = everything ? 1 : blockStates;
    for (const [to, outgoing] of this.#outgoing.entries()) {
      while (outgoing.count >= enough) {
        const count = Math.min(outgoing.count, blockStates);
        const { states, firstParent, lastParent } = outgoing;
        while (!this.#to[to].write(states, count, firstParent, lastParent)) if (!this.receive()) yield;
        outgoing.shift(count);
      }
    }
  }

  /** Takes in one block of each worker that has sent one; false when there is none. */
  receive(): boolean {
    let received = false;
    for (const [from, ring] of this.#from.entries()) {
      const read = ring.read((states, count, firstParent, lastParent) =>
        this.#take(from, states, count, firstParent, lastParent),
      );
      received ||= read;
    }
    return received;
  }
}

/** States on their way to another worker. */
class Outgoing {
  count = 0;
  states: Int32Array;
  firstParent = -1;
  lastParent = -1;
  readonly #width: number;

  constructor(width: number) {
    this.#width = width;
    this.states = new Int32Array(2 * blockStates * width);
  }

  push(states: Int32Array, from: number, parent: number): void {
    if ((this.count + 1) * this.#width > this.states.length) {
      const longer = new Int32Array(2 * this.states.length);
      longer.set(this.states);
      this.states = longer;
    }
    if (this.count === 0) this.firstParent = parent;
    this.lastParent = parent;
    const at = this.count++ * this.#width;
    for (let i = 0; i < this.#width; i++) this.states[at + i] = states[from + i];
  }

  /** Takes the first `count` states off. Where in the range the rest came from is not known, so it stays as it is. */
  shift(count: number): void {
    this.states.copyWithin(0, count * this.#width, this.count * this.#width);
    this.count -= count;
  }
}
