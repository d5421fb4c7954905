/**
 * The core as recovery asks it (rounds.ts): node states and messages by dense ids of their own, and each step remembered. Ids of
 * the search are not used, since what recovery does is no action of the model: timers that its bounds forbid fire, and probes are proposed.
 *
 *     step   [ next node state | how many messages | messages in the order in which they are sent ]   called by its place
 */

import { ByteWriter } from '../../arrays/bytes.ts';
import { GrowingInts } from '../../arrays/growing.ts';
import { packBytes, SeqInterner } from '../../explore/intern.ts';
import { IntPairMap } from '../../explore/table.ts';
import type { LocalInput } from '../action.ts';
import type { Input, StepResult } from '../adapter.ts';
import type { CallMonitor } from '../callmonitor.ts';
import type { Guarded } from '../guarded.ts';
import type { RenameTerm } from '../terms.ts';
import type { MessageView, NodeView, ReadView } from '../view.ts';

/** The place of the step of an input that is not enabled. */
export const notEnabled = 0;

const noReads: readonly ReadView[] = [];

interface Delivery {
  readonly kind: 'deliver';
  readonly message: MessageView;
}

/** Things by their bytes, each with a view that is made once. */
class Known<Thing, View> {
  readonly #ids = new SeqInterner();
  readonly #things: Thing[] = [];
  readonly #views: View[] = [];
  readonly #bytes = new ByteWriter();
  readonly #key = { words: new Int32Array(256) };
  readonly #encode: (thing: Thing, out: ByteWriter) => void;
  readonly #view: (thing: Thing) => View;

  constructor(encode: (thing: Thing, out: ByteWriter) => void, view: (thing: Thing) => View) {
    this.#encode = encode;
    this.#view = view;
  }

  id(thing: Thing): number {
    this.#bytes.reset();
    this.#encode(thing, this.#bytes);
    const length = packBytes(this.#bytes.bytes(), this.#bytes.length, this.#key);
    const id = this.#ids.intern(this.#key.words, length);
    if (id === this.#things.length) {
      this.#things.push(thing);
      this.#views.push(this.#view(thing));
    }
    return id;
  }

  thing(id: number): Thing {
    return this.#things[id];
  }

  view(id: number): View {
    return this.#views[id];
  }
}

export class RecoveryCore<S, M> {
  readonly #adapter: Guarded<S, M>;
  readonly #monitor: CallMonitor | null;
  readonly #states: Known<S, NodeView>;
  readonly #messages: Known<M, MessageView>;
  readonly #inputs: LocalInput[] = [];
  readonly #inputIds = new Map<string, number>();
  /** By (node state, message) and by (node state, input): the place of the step. */
  readonly #delivered = new IntPairMap();
  readonly #local = new IntPairMap();
  readonly #steps = new GrowingInts();
  /** Of the few steps by which a client is answered. */
  readonly #reads = new Map<number, readonly ReadView[]>();

  constructor(adapter: Guarded<S, M>, monitor: CallMonitor | null) {
    this.#adapter = adapter;
    this.#monitor = monitor;
    this.#states = new Known<S, NodeView>(adapter.encode, adapter.view);
    this.#messages = new Known<M, MessageView>(adapter.encodeMessage, adapter.viewMessage);
    this.#steps.push(notEnabled);
  }

  id(state: S): number {
    return this.#states.id(state);
  }

  view(node: number): NodeView {
    return this.#states.view(node);
  }

  messageView(message: number): MessageView {
    return this.#messages.view(message);
  }

  /** The node's state with other numbers for its terms; null: that cannot be had. */
  inOtherTerms(node: number, rename: RenameTerm): number | null {
    const state = this.#adapter.renameTerms(this.#states.thing(node), rename);
    return state === null ? null : this.#states.id(state);
  }

  /** Every term that is in it, in whatever order. */
  termsIn(node: number): readonly number[] {
    const terms = new Set<number>();
    this.#adapter.renameTerms(this.#states.thing(node), (term) => {
      terms.add(term);
      return term;
    });
    return [...terms];
  }

  /** The id of an input: equal inputs have one. */
  input(input: LocalInput): number {
    const key = JSON.stringify(input);
    const known = this.#inputIds.get(key);
    if (known !== undefined) return known;
    this.#inputIds.set(key, this.#inputs.length);
    return this.#inputs.push(input) - 1;
  }

  /** The state of the node after a step. */
  next(step: number): number {
    return this.#steps.data[step];
  }

  sentCount(step: number): number {
    return this.#steps.data[step + 1];
  }

  /** The k-th message that a step sends. */
  sent(step: number, k: number): number {
    return this.#steps.data[step + 2 + k];
  }

  /** What a client of the node is told that it may read. */
  reads(step: number): readonly ReadView[] {
    return this.#reads.get(step) ?? noReads;
  }

  /** The place of the step, or `notEnabled`: the node takes no such message now. */
  deliver(node: number, message: number): number {
    const known = this.#delivered.get(node, message);
    if (known >= 0) return known;
    const action = { kind: 'deliver', message: this.messageView(message) } as const;
    const stepped = this.#step(node, { kind: 'deliver', message: this.#messages.thing(message) }, action);
    this.#delivered.set(node, message, stepped);
    return stepped;
  }

  /** `input`: an id. The place of the step, or `notEnabled`. */
  local(node: number, input: number): number {
    const known = this.#local.get(node, input);
    if (known >= 0) return known;
    const stepped = this.#step(node, this.#inputs[input], this.#inputs[input]);
    this.#local.set(node, input, stepped);
    return stepped;
  }

  /** `said`: the input in words, for whoever watches calls. */
  #step(node: number, input: Input<M>, said: LocalInput | Delivery): number {
    const outcome = this.#ask(node, input, said);
    if (outcome === null) return notEnabled;
    const step = this.#steps.push(this.#states.id(outcome.state));
    this.#steps.push(outcome.messages.length);
    for (const message of outcome.messages) this.#steps.push(this.#messages.id(message));
    if (outcome.reads.length > 0) this.#reads.set(step, outcome.reads);
    return step;
  }

  #ask(node: number, input: Input<M>, said: LocalInput | Delivery): StepResult<S, M> | null {
    const state = this.#states.thing(node);
    if (this.#monitor === null || this.#adapter.knows?.(state, input) === true)
      return this.#adapter.step(state, input);
    const view = this.view(node);
    this.#monitor.step(view, { ...said, node: view.id });
    try {
      return this.#adapter.step(state, input);
    } finally {
      this.#monitor.done();
    }
  }
}
