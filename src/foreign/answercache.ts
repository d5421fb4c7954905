/**
 * What one driver has been asked, and has answered: every answer is held against the contract before it is believed, and kept. An
 * answer that is kept would never be seen to change, so a sample of steps is asked for twice.
 */
import type { Input, StepResult } from '../cluster/adapter.ts';
import type { Model } from '../cluster/model.ts';
import { faultOfNode } from '../cluster/shape.ts';
import type { MessageView } from '../cluster/view.ts';
import { type Fault, filledMessage, filledNode, type InitAnswer, type StepAnswer } from './answers.ts';
import type { Driver, NumberedInput, Taken } from './driver.ts';
import { type Message, type State, ValueTable } from './drivervalues.ts';

/** Every step up to here is asked for twice, and later one of so many. */
const always = 256;
const oneOf = 32;
/** Messages of one question whether they are ignored. */
const batch = 1024;

/** What a step has come to. */
type CachedStep = StepResult<State, Message> | { readonly panic: string } | null;

export class AnswerCache {
  readonly #driver: Driver;
  readonly #model: Model;
  readonly #offered: ReadonlySet<string>;
  readonly #states = new ValueTable<State>('state');
  readonly #messages = new ValueTable<Message>('message');
  readonly #inits = new Map<number, State>();
  /** The steps of each state, by input as text. */
  readonly #steps: Map<string, CachedStep>[] = [];
  readonly #ignored: Map<Message, boolean>[] = [];
  #taken = 0;

  constructor(driver: Driver, model: Model) {
    this.#driver = driver;
    this.#model = model;
    this.#offered = new Set(driver.hello.offers);
  }

  /** Messages met so far, in the order of their numbers. */
  get messages(): readonly Message[] {
    return this.#messages.all;
  }

  /** Throws an Error with the text of the core's own panic. */
  init(id: number): State {
    const known = this.#inits.get(id);
    if (known !== undefined) return known;
    const at = `init of n${id}`;
    const answer = this.#driver.init(id);
    if ('panic' in answer) throw new Error(answer.panic);
    this.#enterState(answer, { init: id }, at);
    this.#judge(this.#messages.faultOf([], answer.newMessages.length), at);
    const state = this.#states.all[answer.state];
    this.#judge(faultOfIdentity(state, id), at);
    this.#judge(state.view.up ? null : { found: `a node that is down`, expected: 'one that is up' }, at);
    this.#inits.set(id, state);
    return state;
  }

  /** Throws likewise. */
  step(state: State, input: Input<Message>): StepResult<State, Message> | null {
    if (!this.#offered.has(input.kind) || !mayBeEnabled(state, input)) return null;
    const steps = ofState(this.#steps, state);
    const name = input.kind === 'deliver' ? String(input.message.number) : JSON.stringify(input);
    let known = steps.get(name);
    if (known === undefined) {
      known = this.#take(state, input);
      steps.set(name, known);
    }
    if (known !== null && 'panic' in known) throw new Error(known.panic);
    return known;
  }

  /** `others`: messages that are asked about in the same breath, since they will be asked for. */
  ignores(state: State, message: Message, others: () => readonly Message[]): boolean {
    if (!state.view.up) return true;
    const ignored = ofState(this.#ignored, state);
    if (!ignored.has(message)) this.#learn(state, message, others(), ignored);
    return ignored.get(message)!;
  }

  #learn(state: State, message: Message, others: readonly Message[], ignored: Map<Message, boolean>): void {
    const rest = others.filter((one) => one !== message && !ignored.has(one));
    const asked = [message, ...rest].slice(0, batch);
    const numbers = asked.map(({ number }) => number);
    const answer = this.#driver.ignores(state.number, numbers, `ignores of state ${state.number}`);
    if (answer === null) ignored.set(message, this.#isIdle(state, message));
    else for (const [k, is] of answer.entries()) ignored.set(asked[k], is);
  }

  /** Whether the message changes nothing and says nothing, as its delivery shows. */
  #isIdle(state: State, message: Message): boolean {
    const outcome = this.step(state, { kind: 'deliver', message });
    if (outcome === null) return true;
    return outcome.state === state && outcome.messages.length === 0 && outcome.reads.length === 0;
  }

  #take(state: State, input: Input<Message>): CachedStep {
    const words = inWords(state, input);
    const numbered: NumberedInput =
      input.kind === 'deliver' ? { kind: 'deliver', message: input.message.number } : input;
    const taken = this.#driver.step(state.number, numbered, words);
    const known = this.#verified(state, input, taken, words);
    const again = this.#taken++ < always || this.#taken % oneOf === 0;
    if (again) this.#mustBeSame(taken, this.#driver.step(state.number, numbered, words), words);
    return known;
  }

  #verified(before: State, input: Input<Message>, taken: Taken, words: string): CachedStep {
    if (taken === null || 'panic' in taken) return taken;
    this.#enterState(taken, { before, input }, words);
    this.#enterMessages(taken, before, input, words);
    const state = this.#states.all[taken.state];
    this.#judge(faultOfIdentity(state, before.view.id) ?? faultOfUp(before, input, state), words);
    return { state, messages: taken.messages.map((k) => this.#messages.all[k]), reads: taken.reads };
  }

  #enterState({ state, newStates }: InitAnswer | StepAnswer, origin: State['origin'], words: string): void {
    const fault =
      this.#states.enter(newStates, ({ view }, number, bytes) => {
        const filled = filledNode(view, this.#model);
        this.#judgeText(faultOfNode(filled, this.#model.nodes), words);
        return { number, bytes, view: filled, origin };
      }) ?? this.#states.faultOf([state], newStates.length);
    this.#judge(fault, words);
  }

  #enterMessages({ messages, newMessages }: StepAnswer, before: State, input: Input<Message>, words: string) {
    const first = this.#messages.all.length;
    const views = newMessages.map(({ view }) => filledMessage(view));
    const toOf = (number: number): number =>
      number < first ? this.#messages.all[number].view.to : (views[number - first]?.to ?? 0);
    const fault =
      this.#messages.enter(newMessages, (_, number, bytes) => {
        const view = views[number - first];
        this.#judge(faultOfEnds(view, this.#model.nodes), words);
        const earlier = messages.slice(0, Math.max(0, messages.indexOf(number)));
        const place = earlier.filter((other) => toOf(other) === view.to).length;
        return { number, bytes, view, origin: { before, input, place } };
      }) ?? this.#messages.faultOf(messages, newMessages.length);
    this.#judge(fault, words);
  }

  #mustBeSame(first: Taken, second: Taken, words: string): void {
    const [one, other] = [told(first), told(second)];
    if (one === other) return;
    throw this.#driver.failed('is not deterministic', words, {
      found: `first ${one}, the second time ${other}`,
      expected: 'the same whenever it is given the same input in the same state',
      hint: 'what it does may depend on no chance, no clock, no order of a map, and nothing that is kept outside of the state',
    });
  }

  #judgeText(fault: string | null, words: string): void {
    if (fault !== null)
      this.#judge({ found: fault, expected: 'a view as docs/core-protocol.md has it' }, words);
  }

  #judge(fault: Fault | null, words: string): void {
    if (fault !== null) throw this.#driver.failed('breaks its contract', words, fault);
  }
}

/** What is kept of a state; at first nothing is. */
function ofState<Key, Value>(all: Map<Key, Value>[], { number }: State): Map<Key, Value> {
  const known = all[number] ?? new Map<Key, Value>();
  all[number] = known;
  return known;
}

/** A node that is down takes a restart and ticks, one that is up no restart: nobody needs to be asked. */
function mayBeEnabled({ view }: State, { kind }: Input<Message>): boolean {
  return view.up ? kind !== 'restart' : kind === 'restart' || kind === 'tick';
}

function faultOfIdentity({ view }: State, id: number): Fault | null {
  if (view.id === id) return null;
  return { found: `a state of n${view.id}`, expected: `a state of n${id}` };
}

function faultOfUp(before: State, { kind }: Input<Message>, after: State): Fault | null {
  const up = kind === 'crash' ? false : kind === 'restart' ? true : before.view.up;
  if (after.view.up === up) return null;
  const [is, should] = [after.view.up, up].map((one) => (one ? 'a node that is up' : 'a node that is down'));
  return { found: is, expected: `${should}, after ${kind}` };
}

/** Whoever sends and is sent to is a node of the cluster: a message to nobody would be lost without a word. */
function faultOfEnds(view: MessageView, nodes: number): Fault | null {
  for (const end of ['from', 'to'] as const) {
    const id = view[end];
    if (id < 1 || id > nodes)
      return { found: `a ${view.type} ${end} n${id}`, expected: `a node of the cluster, n1 to n${nodes}` };
  }
  return null;
}

/** What is done, in the words of reports. */
export function inWords({ view, number }: State, input: Input<Message>): string {
  const at = `state ${number} of n${view.id}`;
  if (input.kind !== 'deliver') {
    const { kind, ...rest } = input;
    return [kind, ...Object.values(rest), 'in', at].join(' ');
  }
  const { type, from, to, term } = input.message.view;
  return `deliver ${type} n${from} -> n${to}${term === undefined ? '' : ` term ${term}`} in ${at}`;
}

/** An answer in words, without what is new in it. */
function told(taken: Taken): string {
  if (taken === null) return 'not enabled';
  if ('panic' in taken) return `panic ${taken.panic}`;
  const { state, messages, reads } = taken;
  const said = reads.length === 0 ? '' : `, reads ${JSON.stringify(reads)}`;
  return `state ${state}, messages [${messages.join(', ')}]${said}`;
}
