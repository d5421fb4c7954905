/**
 * The network, as inboxes: every message waits at its destination. An inbox is a sequence of message ids, interned to
 * one id, so that a global state holds one integer per destination and moving a message is a table look-up. In which order
 * they stand, and which may be next, is for the network to say (network/network.ts).
 */
import { IdTable, type Registrar } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';
import type { Network, SenderOf } from './network/network.ts';

/** Message ids with, beside each, the inbox without it: [message, rest, message, rest, ...]. */
export type Choices = Int32Array;

export class Inboxes {
  /** The id of the inbox that holds nothing. */
  static readonly empty = 0;

  readonly #network: Network;
  readonly #senderOf: SenderOf;
  readonly #sequences: IdTable;
  /** The inbox after a message has arrived, by inbox and message. */
  readonly arrivals: IntPairMap;
  readonly #deliverable: (Choices | undefined)[] = [];
  readonly #distinct: (Choices | undefined)[] = [];
  readonly #sizes: number[] = [];
  #scratch = new Int32Array(16);

  constructor(network: Network, senderOf: SenderOf, registrar: Registrar) {
    this.arrivals = new IntPairMap(registrar.ints);
    this.#network = network;
    this.#senderOf = senderOf;
    this.#sequences = new IdTable(registrar, 0, (_, length) => this.#sizes.push(length));
    this.#sequences.intern(this.#scratch, 0);
  }

  /** Inboxes met so far. */
  get count(): number {
    return this.#sequences.size;
  }

  /** Messages in the inbox. */
  size(inbox: number): number {
    this.#sequences.meet(inbox);
    return this.#sizes[inbox];
  }

  /** The message ids of the inbox, duplicates repeated. */
  messages(inbox: number): Int32Array {
    return this.#sequences.get(inbox);
  }

  /** The inbox after one more message has arrived. */
  add(inbox: number, message: number): number {
    const known = this.arrivals.get(inbox, message);
    if (known >= 0) return known;
    const held = this.#sequences.get(inbox);
    const at = this.#network.place(held, message, this.#senderOf);
    const buffer = this.#buffer(held.length + 1);
    buffer.set(held.subarray(0, at));
    buffer[at] = message;
    buffer.set(held.subarray(at), at + 1);
    const added = this.#sequences.intern(buffer, held.length + 1);
    this.arrivals.set(inbox, message, added);
    return added;
  }

  /** As `add`, or -1 when nobody has asked yet. */
  added(inbox: number, message: number): number {
    return this.arrivals.get(inbox, message);
  }

  /** Reads what `add` reads first. */
  touchAdd(inbox: number, message: number): number {
    return this.arrivals.touch(inbox, message);
  }

  /** The inbox of these messages, which arrived in this order. */
  of(messages: Iterable<number>): number {
    let inbox = Inboxes.empty;
    for (const message of messages) inbox = this.add(inbox, message);
    return inbox;
  }

  /** What may be delivered next. */
  deliverable(inbox: number): Choices {
    const known = this.#deliverable[inbox];
    if (known !== undefined) return known;
    const choices = this.#choices(inbox, (held, at) => this.#network.delivers(held, at, this.#senderOf));
    this.#deliverable[inbox] = choices;
    return choices;
  }

  /** The inbox after one message has been delivered; -1: it may not be, or is not there. */
  afterDelivery(inbox: number, message: number): number {
    const held = this.#sequences.get(inbox);
    const at = held.indexOf(message);
    return at < 0 || !this.#network.delivers(held, at, this.#senderOf) ? -1 : this.#without(held, at);
  }

  /** The inbox after one message has been lost; -1: it is not there. */
  afterLoss(inbox: number, message: number): number {
    const held = this.#sequences.get(inbox);
    const at = held.indexOf(message);
    return at < 0 ? -1 : this.#without(held, at);
  }

  /** Every distinct message: what may be lost or duplicated. */
  distinct(inbox: number): Choices {
    const known = this.#distinct[inbox];
    if (known !== undefined) return known;
    const choices = this.#choices(inbox, this.#network.standsForAll);
    this.#distinct[inbox] = choices;
    return choices;
  }

  #choices(inbox: number, offered: (held: Int32Array, at: number) => boolean): Choices {
    const held = this.#sequences.get(inbox).slice();
    const choices: number[] = [];
    for (let at = 0; at < held.length; at++) {
      if (offered(held, at)) choices.push(held[at], this.#without(held, at));
    }
    return Int32Array.from(choices);
  }

  #without(held: Int32Array, at: number): number {
    const buffer = this.#buffer(held.length);
    buffer.set(held.subarray(0, at));
    buffer.set(held.subarray(at + 1), at);
    return this.#sequences.intern(buffer, held.length - 1);
  }

  #buffer(length: number): Int32Array {
    if (this.#scratch.length < length) this.#scratch = new Int32Array(length * 2);
    return this.#scratch;
  }
}
