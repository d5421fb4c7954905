/**
 * What may happen next in a cluster, without a question to the core: every action of the model at every node, and whatever
 * may become of each message in flight. What comes of one of them is made when it has been drawn (explore/offers.ts).
 *
 * Ids depend on what was met before, and so does the order in which a bag of messages stands; here messages are put in the order
 * of their bytes, so that the same draw means the same whatever was met before, and by whom.
 */
import type { Offers } from '../explore/offers.ts';
import type { Successors } from '../explore/successors.ts';
import type { OneByOne } from '../explore/system.ts';
import type { Expansion } from './expansion.ts';
import { faultsOf } from './faults.ts';
import { boundNames } from './model.ts';
import type { Tables } from './tables.ts';

/** A local action, as it is offered. */
interface Local {
  readonly kind: number;
  readonly counter: number;
  /** Where the counter must stand; -1: wherever it does. */
  readonly turn: number;
}

export class Offering<S, M> implements OneByOne {
  readonly #tables: Tables<S, M>;
  readonly #expansion: Expansion<S, M>;
  readonly #locals: readonly Local[];
  readonly #faults: ReturnType<typeof faultsOf>;
  /** The messages of one inbox, each once, in order. */
  #messages = new Int32Array(16);

  constructor(tables: Tables<S, M>, expansion: Expansion<S, M>) {
    this.#tables = tables;
    this.#expansion = expansion;
    this.#faults = faultsOf(tables.model);
    this.#locals = tables.locals.map((local) => ({
      kind: tables.kinds.local(local),
      counter: local.bound === null ? -1 : boundNames.indexOf(local.bound),
      turn: local.turn ?? -1,
    }));
  }

  offer(state: Int32Array, into: Offers): void {
    const { model, cells, kinds, inboxes } = this.#tables;
    const { nodes } = model;
    this.#offerLocals(state[nodes], into);
    for (let i = 0; i < nodes; i++) {
      const inbox = cells.inbox(state[i]);
      if (inboxes.size(inbox) === 0) continue;
      const count = this.#arrange(inboxes.messages(inbox));
      for (let k = 0; k < count; k++) {
        const message = this.#messages[k];
        into.add(kinds.ofMessage('deliver', message), message);
        for (const { kind } of this.#faults) into.add(kinds.ofMessage(kind, message), message);
      }
    }
  }

  attempt(state: Int32Array, kind: number, arg: number, into: Successors): void {
    this.#expansion.attempt(state, kind, arg, into);
  }

  /** Of numbered actions, such as proposals, the one whose turn it is. */
  #offerLocals(env: number, into: Offers): void {
    const { model, environments } = this.#tables;
    const locals = this.#locals;
    for (let input = 0; input < locals.length; input++) {
      const { kind, counter, turn } = locals[input];
      // Where no turn is left, the bound forbids it: the first stands for all.
      if (turn > 0 && environments.used(env, counter) !== turn) continue;
      for (let i = 0; i < model.nodes; i++) into.add(kind, input * model.nodes + i);
    }
  }

  /** Lays the different messages out in order; returns how many. */
  #arrange(held: Int32Array): number {
    if (held.length > this.#messages.length) this.#messages = new Int32Array(2 * held.length);
    const { interner } = this.#tables;
    const arranged = this.#messages;
    let count = 0;
    for (let k = 0; k < held.length; k++) {
      const message = held[k];
      let at = count;
      while (at > 0 && interner.isBefore(message, arranged[at - 1])) at--;
      if (at > 0 && arranged[at - 1] === message) continue;
      arranged.copyWithin(at + 1, at, count++);
      arranged[at] = message;
    }
    return count;
  }
}
