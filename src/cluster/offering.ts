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
import type { MessageKind } from './action.ts';
import type { Expansion } from './expansion.ts';
import { faultsOf } from './faults.ts';
import { Inboxes } from './inbox.ts';
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
  /** What may become of a message. */
  readonly #fates: readonly MessageKind[];
  /** By inbox, once it has been met: [kind, message, kind, message, ...]. */
  readonly #ofInbox: (Int32Array | undefined)[] = [];

  constructor(tables: Tables<S, M>, expansion: Expansion<S, M>) {
    this.#tables = tables;
    this.#expansion = expansion;
    this.#fates = ['deliver', ...faultsOf(tables.model).map(({ kind }) => kind)];
    this.#locals = tables.locals.map((local) => ({
      kind: tables.kinds.local(local),
      counter: local.bound === null ? -1 : boundNames.indexOf(local.bound),
      turn: local.turn ?? -1,
    }));
  }

  offer(state: Int32Array, into: Offers): void {
    const { model, cells } = this.#tables;
    const { nodes } = model;
    this.#offerLocals(state[nodes], into);
    for (let i = 0; i < nodes; i++) {
      const inbox = cells.inbox(state[i]);
      if (inbox === Inboxes.empty) continue;
      const offers = this.#ofInbox[inbox] ?? this.#find(inbox);
      for (let k = 0; k < offers.length; k += 2) into.add(offers[k], offers[k + 1]);
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

  /** What may become of the messages of an inbox: each once, in order. */
  #find(inbox: number): Int32Array {
    const { interner, inboxes, kinds } = this.#tables;
    const messages = [...new Set(inboxes.messages(inbox))].sort((a, b) => interner.compareMessages(a, b));
    const of = (message: number): number[] =>
      this.#fates.flatMap((fate) => [kinds.ofMessage(fate, message), message]);
    const found = Int32Array.from(messages.flatMap(of));
    this.#ofInbox[inbox] = found;
    return found;
  }
}
