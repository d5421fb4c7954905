/**
 * The core as recovery asks it (rounds.ts): node states and messages by dense ids of their own, and each step remembered. Ids of
 * the search are not used, since what recovery does is no action of the model: timers that its bounds forbid fire, and probes are proposed.
 */
import { packBytes, SeqInterner } from '../../explore/intern.ts';
import type { LocalInput } from '../action.ts';
import type { Input, StepResult } from '../adapter.ts';
import { ByteWriter } from '../bytes.ts';
import type { CallMonitor } from '../callmonitor.ts';
import type { Guarded } from '../guarded.ts';
import type { MessageView, NodeView, ReadView } from '../view.ts';

/** What a node makes of an input: its next state, messages in the order in which they are sent, and reads that it may serve. */
export interface Stepped {
  readonly next: number;
  readonly sent: readonly number[];
  readonly reads: readonly ReadView[];
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
  /** By node state, by message, and by the text of a local input. */
  readonly #delivered: Map<number, Stepped | null>[] = [];
  readonly #local: Map<string, Stepped | null>[] = [];

  constructor(adapter: Guarded<S, M>, monitor: CallMonitor | null) {
    this.#adapter = adapter;
    this.#monitor = monitor;
    this.#states = new Known<S, NodeView>(adapter.encode, adapter.view);
    this.#messages = new Known<M, MessageView>(adapter.encodeMessage, adapter.viewMessage);
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

  /** Null: the node takes no such message now. */
  deliver(node: number, message: number): Stepped | null {
    this.#delivered[node] ??= new Map();
    const known = this.#delivered[node];
    let stepped = known.get(message);
    if (stepped === undefined) {
      stepped = this.#step(node, { kind: 'deliver', message: this.#messages.thing(message) });
      known.set(message, stepped);
    }
    return stepped;
  }

  /** Null: it is not enabled. */
  local(node: number, input: LocalInput): Stepped | null {
    this.#local[node] ??= new Map();
    const known = this.#local[node];
    const key = JSON.stringify(input);
    let stepped = known.get(key);
    if (stepped === undefined) {
      stepped = this.#step(node, input);
      known.set(key, stepped);
    }
    return stepped;
  }

  #step(node: number, input: Input<M>): Stepped | null {
    const outcome = this.#ask(node, input);
    if (outcome === null) return null;
    return {
      next: this.#states.id(outcome.state),
      sent: outcome.messages.map((message) => this.#messages.id(message)),
      reads: outcome.reads,
    };
  }

  #ask(node: number, input: Input<M>): StepResult<S, M> | null {
    const state = this.#states.thing(node);
    if (this.#monitor === null) return this.#adapter.step(state, input);
    const view = this.view(node);
    const said =
      input.kind === 'deliver'
        ? { ...input, message: this.#adapter.viewMessage(input.message), node: view.id }
        : { ...input, node: view.id };
    this.#monitor.step(view, said);
    try {
      return this.#adapter.step(state, input);
    } finally {
      this.#monitor.done();
    }
  }
}
