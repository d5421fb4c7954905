/** An adapter's answers to the calls of the protocol (docs/core-protocol.md). */

import { ByteWriter } from '../arrays/bytes.ts';
import type { Adapter, Input } from '../cluster/adapter.ts';
import { isBreach, thrownText } from '../cluster/guarded.ts';
import type { Model } from '../cluster/model.ts';
import { ContractBreach } from '../system/onlooker.ts';
import { verifiedAdapter } from './contract.ts';
import type { ExportedCore } from './exported.ts';
import { adapterOf, type NodeState } from './raft.ts';

type Request =
  | { readonly call: 'hello' }
  | { readonly call: 'open'; readonly model: Model }
  | { readonly call: 'init'; readonly node: number }
  | { readonly call: 'step'; readonly state: number; readonly input: Input<number> }
  | { readonly call: 'ignores'; readonly state: number; readonly messages: readonly number[] };

/** States, or messages, under their numbers, and those that no answer has brought along yet. */
class Numbered<Thing> {
  readonly things: Thing[] = [];
  readonly #numbers = new Map<string, number>();
  #news: object[] = [];

  of({ thing, key, view }: Keyed<Thing>): number {
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.things.length);
    this.#news.push({ key, view });
    return this.things.push(thing) - 1;
  }

  find(key: string): number | undefined {
    return this.#numbers.get(key);
  }

  news(): readonly object[] {
    const news = this.#news;
    this.#news = [];
    return news;
  }
}

interface Keyed<Thing> {
  readonly thing: Thing;
  readonly key: string;
  readonly view: object;
}

const usualOffers = ['deliver', 'timeout', 'heartbeat', 'propose', 'crash', 'restart'];

/** `name`: what it is called where it has no name of its own. */
export function answersOf<S, M>(core: ExportedCore<S, M>, name: string): (request: Request) => object {
  let session: Session<S, M> | null = null;
  return (request) => {
    if (request.call === 'hello') {
      const { version = 'unversioned', offers = usualOffers, settings = {}, messages = {} } = core;
      return { protocol: 1, name: core.name ?? name, version, offers, settings, messages, floors: true };
    }
    if (request.call === 'open') session = new Session(verifiedAdapter(adapterOf(core, request.model)));
    if (request.call === 'open') return {};
    if (session === null) return { error: 'no model is open' };
    try {
      return session.answer(request);
    } catch (error) {
      if (error instanceof ContractBreach) return { breach: error.fault };
      return isBreach(error) ? { breach: error.message } : { panic: thrownText(error) };
    }
  };
}

class Session<S, M> {
  readonly #adapter: Adapter<NodeState<S>, M>;
  readonly #states = new Numbered<NodeState<S>>();
  readonly #messages = new Numbered<M>();
  readonly #scratch = new ByteWriter();

  constructor(adapter: Adapter<NodeState<S>, M>) {
    this.#adapter = adapter;
  }

  answer(request: Exclude<Request, { readonly call: 'hello' | 'open' }>): object {
    switch (request.call) {
      case 'init': {
        const state = this.#states.of(this.#state(this.#adapter.init(request.node)));
        return { state, newStates: this.#states.news() };
      }
      case 'step':
        return this.#step(request.state, request.input);
      case 'ignores':
        return { ignores: request.messages.map((message) => this.#ignores(request.state, message)) };
    }
  }

  #step(before: number, input: Input<number>): object {
    const outcome = this.#adapter.step(this.#states.things[before], this.#input(input));
    if (outcome === null) return { enabled: false };
    // Whatever throws has thrown before anything is numbered.
    const state = this.#state(outcome.state);
    const messages = outcome.messages.map((message) => this.#message(message));
    return {
      state: this.#states.of(state),
      messages: messages.map((message) => this.#messages.of(message)),
      reads: outcome.reads,
      newStates: this.#states.news(),
      newMessages: this.#messages.news(),
    };
  }

  /** Where the core panics at the message it does not ignore it. */
  #ignores(state: number, message: number): boolean {
    try {
      const input = this.#input({ kind: 'deliver', message });
      const outcome = this.#adapter.step(this.#states.things[state], input);
      if (outcome === null) return true;
      return outcome.messages.length === 0 && this.#states.find(this.#state(outcome.state).key) === state;
    } catch (error) {
      if (isBreach(error)) throw error;
      return false;
    }
  }

  #input(input: Input<number>): Input<M> {
    return input.kind === 'deliver' ? { ...input, message: this.#messages.things[input.message] } : input;
  }

  #state(thing: NodeState<S>): Keyed<NodeState<S>> {
    return {
      thing,
      key: this.#key((out) => this.#adapter.encode(thing, out)),
      view: this.#adapter.view(thing),
    };
  }

  #message(thing: M): Keyed<M> {
    const key = this.#key((out) => this.#adapter.encodeMessage(thing, out));
    return { thing, key, view: this.#adapter.viewMessage(thing) };
  }

  #key(encode: (out: ByteWriter) => void): string {
    this.#scratch.reset();
    encode(this.#scratch);
    return Buffer.from(this.#scratch.bytes().subarray(0, this.#scratch.length)).toString('latin1');
  }
}
