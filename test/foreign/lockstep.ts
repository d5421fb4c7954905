/**
 * The built-in core and a driver of another one, asked the same: pairs of a node state and an input, as they are met on the way
 * from the initial states, where every message goes to its destination in whatever state that has been met in. So there are pairs
 * among them that no cluster comes to; there, too, both have to do the same, panics included.
 */
import { isDeepStrictEqual } from 'node:util';
import { ByteWriter } from '../../src/arrays/bytes.ts';
import type { Adapter, Input } from '../../src/cluster/adapter.ts';
import { localActions } from '../../src/cluster/inputs.ts';
import type { Model } from '../../src/cluster/model.ts';
import { Random } from '../differential/schedule/random.ts';
import type { Client, StepAnswer, Told } from './client.ts';

/** A state or message of the built-in core, with the number that the driver has for it. */
interface Met<T> {
  readonly thing: T;
  readonly number: number;
}

/** What was compared. */
export interface Compared {
  readonly pairs: number;
  /** Of them, those that were enabled, and those in which both cores panicked. */
  readonly enabled: number;
  readonly panics: number;
  readonly states: number;
  readonly messages: number;
}

/** Both names of a thing go together: equal bytes here, equal number there. */
class Names {
  readonly #numbers = new Map<string, number>();
  readonly #out = new ByteWriter();

  get size(): number {
    return this.#numbers.size;
  }

  /** True for a thing that is new to both. */
  meet(encode: (out: ByteWriter) => void, number: number, what: string): boolean {
    this.#out.reset();
    encode(this.#out);
    const bytes = Buffer.from(this.#out.bytes()).toString('latin1');
    const known = this.#numbers.get(bytes);
    same(number, known ?? this.#numbers.size, `the number of ${what}`);
    this.#numbers.set(bytes, number);
    return known === undefined;
  }
}

export class Lockstep<S, M> {
  readonly #adapter: Adapter<S, M>;
  readonly #driver: Client;
  readonly #model: Model;
  readonly #random = new Random(1, 0);
  readonly #stateNames = new Names();
  readonly #messageNames = new Names();
  /** By node. */
  readonly #states: Met<S>[][];
  readonly #messages: Met<M>[][];
  /** Pairs met, those that were compared first. */
  readonly #pairs: (() => void)[] = [];
  #enabled = 0;
  #panics = 0;

  constructor(adapter: Adapter<S, M>, driver: Client, model: Model) {
    this.#adapter = adapter;
    this.#driver = driver;
    this.#model = model;
    this.#states = Array.from({ length: model.nodes + 1 }, () => []);
    this.#messages = Array.from({ length: model.nodes + 1 }, () => []);
  }

  /** Compares so many pairs at most. Throws an Error that says in which they differ. */
  walk(most: number): Compared {
    same(this.#driver.ask({ call: 'open', model: this.#model }), {}, 'open');
    for (let id = 1; id <= this.#model.nodes; id++) {
      const answer = this.#driver.ask({ call: 'init', node: id });
      this.#meetState(this.#adapter.init(id), answer.state!, answer.newStates!, `init of n${id}`);
    }
    let done = 0;
    for (; done < most && done < this.#pairs.length; done++) this.#next(done)();
    return {
      pairs: done,
      enabled: this.#enabled,
      panics: this.#panics,
      states: this.#stateNames.size,
      messages: this.#messageNames.size,
    };
  }

  /** In turn the oldest pair that is left and any of them: the one goes far in breadth, the other in depth. */
  #next(done: number): () => void {
    const picked = done % 2 === 0 ? done : this.#random.between(done, this.#pairs.length - 1);
    const taken = this.#pairs[picked];
    this.#pairs[picked] = this.#pairs[done];
    return taken;
  }

  #step(before: Met<S>, input: Input<Met<M>>): void {
    const words = `n${this.#adapter.view(before.thing).id} in state ${before.number}: ${JSON.stringify(input)}`;
    const delivers = input.kind === 'deliver';
    const numbered = delivers ? { kind: 'deliver', message: input.message.number } : input;
    const own: Input<M> = delivers ? { kind: 'deliver', message: input.message.thing } : input;
    const answer = this.#driver.ask({ call: 'step', state: before.number, input: numbered });
    const outcome = attempt(() => this.#adapter.step(before.thing, own));
    if (outcome === null) {
      same(answer, { enabled: false }, words);
    } else if (outcome instanceof Error) {
      same(Object.keys(answer), ['panic'], `${words}, which is here: ${outcome.message}`);
      this.#panics++;
    } else {
      const { state, messages, reads, newStates, newMessages } = answer as StepAnswer;
      same(
        [typeof state, reads, messages?.length],
        ['number', outcome.reads, outcome.messages.length],
        words,
      );
      if (delivers) this.#compareIgnored(before, input.message, answer as StepAnswer, words);
      const told = [...newMessages];
      for (const [i, sent] of outcome.messages.entries()) this.#meetMessage(sent, messages[i], told, words);
      same(told, [], `what is new and was not sent, ${words}`);
      this.#meetState(outcome.state, state, newStates, words);
      this.#enabled++;
    }
  }

  /** Whoever ignores a message ignores it there, too. */
  #compareIgnored(before: Met<S>, { thing, number }: Met<M>, answer: StepAnswer, words: string): void {
    const idle = answer.state === before.number && answer.messages.length === 0 && answer.reads.length === 0;
    const asked = { call: 'ignores', state: before.number, messages: [number] };
    same(this.#driver.ask(asked), { ignores: [idle] }, `what is ignored, ${words}`);
    if (this.#adapter.ignores(before.thing, thing)) same(idle, true, `what is ignored here, ${words}`);
  }

  #meetState(state: S, number: number, told: readonly Told[], words: string): void {
    const what = `the state after ${words}`;
    const isNew = this.#stateNames.meet((out) => this.#adapter.encode(state, out), number, what);
    same(told.length, isNew ? 1 : 0, `what is new, ${what}`);
    if (!isNew) return;
    const view = this.#adapter.view(state);
    same({ votes: {}, progress: {}, extra: {}, ...told[0].view }, view, what);
    const met = { thing: state, number };
    this.#states[view.id].push(met);
    for (const { input } of localActions(this.#model)) this.#pairs.push(() => this.#step(met, input));
    for (const message of this.#messages[view.id]) this.#deliver(met, message);
  }

  #meetMessage(message: M, number: number, told: Told[], words: string): void {
    const what = `a message of ${words}`;
    const isNew = this.#messageNames.meet((out) => this.#adapter.encodeMessage(message, out), number, what);
    if (!isNew) return;
    const view = this.#adapter.viewMessage(message);
    same(told.shift()?.view, view, what);
    const met = { thing: message, number };
    this.#messages[view.to].push(met);
    for (const state of this.#states[view.to]) this.#deliver(state, met);
  }

  #deliver(state: Met<S>, message: Met<M>): void {
    this.#pairs.push(() => this.#step(state, { kind: 'deliver', message }));
  }
}

function attempt<Result>(call: () => Result): Result | Error {
  try {
    return call();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function same(there: unknown, here: unknown, what: string): void {
  const plain: unknown = JSON.parse(JSON.stringify(here));
  if (isDeepStrictEqual(there, plain)) return;
  throw new Error(`${what}\nhere  ${JSON.stringify(plain)}\nthere ${JSON.stringify(there)}`);
}
