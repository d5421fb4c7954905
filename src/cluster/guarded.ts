/**
 * The boundary around a core. Whatever it throws, wherever its adapter is called, is a panic of the core: a value that can be
 * interned, viewed, judged and shown, and never an error of the search. The cluster puts this wrapper around every adapter
 * itself, so that no adapter can forget it.
 *
 * A panic is kept as what was done and not as what was said: a node state and an input, or a node that cannot even begin. What
 * was said is found by doing it once more. So two panics are one state exactly when they come of the same deed, and under
 * other names of the nodes the text is what the core says under those.
 *
 * What a step makes is looked at before it is handed on: encoded and, where these bytes are new, viewed and held to the shape
 * of a view (shape.ts). So the step that makes what cannot be seen is the fatal one, and everybody behind this boundary may
 * rely on what they see.
 */

import { ByteWriter } from '../arrays/bytes.ts';
import { packBytes, SeqInterner } from '../explore/intern.ts';
import { NotDeterministic } from '../explore/system.ts';
import type { Adapter, Input, StepResult } from './adapter.ts';
import { renameInput } from './inputs.ts';
import type { Model } from './model.ts';
import { type Permutation, renamed } from './permutation.ts';
import { faultOfMessage, faultOfNode, faultOfRead } from './shape.ts';
import type { RenameTerm } from './terms.ts';
import type { NodeView } from './view.ts';

/** Not a core's panic, but a mistake in what was given to the search, such as a core that is no function: it ends the search. */
export class Breach extends Error {
  override readonly name: string = 'Breach';
}

/** A node whose core has panicked: at an input in the state before it, or when it should have begun. It enables nothing. */
export class Panicked<S, M> {
  readonly deed: { readonly init: number } | { readonly before: S; readonly input: Input<M> };

  constructor(deed: Panicked<S, M>['deed']) {
    this.deed = deed;
  }
}

/** An adapter that throws nothing of its core's. */
export interface Guarded<S, M>
  extends Omit<Adapter<S, M>, 'rename' | 'renameMessage' | 'renameTerms' | 'renameMessageTerms'> {
  /** Null: the state cannot be given other names, and so says nothing of nodes that are called otherwise. */
  rename(state: S, perm: Permutation): S | null;
  renameMessage(message: M, perm: Permutation): M | null;
  /** Null: its terms cannot be given other numbers. */
  renameTerms(state: S, rename: RenameTerm): S | null;
  renameMessageTerms(message: M, rename: RenameTerm): M | null;
  /** Whether an earlier run has asked the core for the step already (answers/answered.ts). Absent: none has. */
  knows?(state: S, input: Input<M>): boolean;
  /** What `judge`, which asks nothing but this core, says of the states: a word, kept with the core's answers. Absent: it is asked. */
  judged?<Word extends string>(question: string, states: readonly S[], judge: () => Word): Word;
}

export function guarded<S extends object, M>(
  adapter: Adapter<S, M>,
  model: Model,
): Guarded<S | Panicked<S, M>, M> {
  const boundary = new Boundary(adapter, model);
  const { leadFloor } = adapter;
  const attempt = <Result>(call: () => Result, otherwise: Result): Result => {
    try {
      return call();
    } catch (error) {
      if (isBreach(error)) throw error;
      return otherwise;
    }
  };
  const floors = (state: S): readonly number[] => attempt(() => adapter.floors(state).map(finite), []);
  return {
    init: (id) => boundary.init(id),
    step: (state, input) => (state instanceof Panicked ? null : boundary.step(state, input)),
    encode: (state, out) => again('encode', () => boundary.encode(state, out)),
    encodeMessage: (message, out) => again('encodeMessage', () => boundary.encodeMessage(message, out)),
    view: (state) =>
      again('view', () => (state instanceof Panicked ? boundary.viewPanicked(state) : boundary.view(state))),
    viewMessage: (message) => again('viewMessage', () => adapter.viewMessage(message)),
    rename: (state, perm) => attempt(() => boundary.rename(state, perm), null),
    renameMessage: (message, perm) => attempt(() => boundary.renameMessage(message, perm), null),
    renameTerms: (state, rename) => attempt(() => boundary.renameTerms(state, rename), null),
    renameMessageTerms: (message, rename) =>
      attempt(() => boundary.renameMessageTerms(message, rename), null),
    // Guesses, which are verified (reduce/dead.ts): what nothing can be said of is no reason to leave anything out.
    floors: (state) => {
      if (!(state instanceof Panicked)) return floors(state);
      return 'before' in state.deed ? floors(state.deed.before) : [];
    },
    floorKind: (floor) => attempt(() => adapter.floorKind(floor), 'floor'),
    floorName: (floor) => attempt(() => adapter.floorName(floor), 'a floor without a name'),
    leadFloor,
    deadline: (message) =>
      attempt(() => {
        const told = adapter.deadline(message);
        return told === null ? null : { floor: finite(told.floor), level: finite(told.level) };
      }, null),
    ignores: (state, message) =>
      state instanceof Panicked || attempt(() => adapter.ignores(state, message), false),
  };
}

function finite(given: number): number {
  if (!Number.isFinite(given)) throw new Error('a floor is no number');
  return given;
}

/** What has been looked at once, when it was made (`#seen`), is looked at again. */
function again<Result>(what: string, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (isBreach(error)) throw error;
    throw new NotDeterministic(`${what} has thrown what it had not thrown before: ${thrownText(error)}`);
  }
}

class Boundary<S extends object, M> {
  readonly #adapter: Adapter<S, M>;
  readonly #model: Model;
  readonly #views = new WeakMap<S, NodeView>();
  /** The bytes of the states that have been looked at, and by their ids the nodes whose states they are. */
  readonly #looked = new SeqInterner();
  readonly #owners: number[] = [];
  readonly #key = { words: new Int32Array(256) };
  /** The bytes of the few things that the last call has made, and where in them each is: whoever was given it asks for them next. */
  readonly #scratch = new ByteWriter();
  readonly #made: (S | M)[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(adapter: Adapter<S, M>, model: Model) {
    this.#adapter = adapter;
    this.#model = model;
  }

  init(id: number): S | Panicked<S, M> {
    try {
      return this.#begin(id);
    } catch (error) {
      if (isBreach(error)) throw error;
      return new Panicked({ init: id });
    }
  }

  step(before: S, input: Input<M>): StepResult<S | Panicked<S, M>, M> | null {
    try {
      return this.#take(before, input);
    } catch (error) {
      if (isBreach(error)) throw error;
      return { state: new Panicked({ before, input }), messages: [], reads: [] };
    }
  }

  view(state: S): NodeView {
    const known = this.#views.get(state);
    if (known !== undefined) return known;
    const view = this.#adapter.view(state);
    refuse(faultOfNode(view, this.#model.nodes));
    this.#views.set(state, view);
    return view;
  }

  /** The view before the fatal input, with what the core said. */
  viewPanicked(state: Panicked<S, M>): NodeView {
    const { deed } = state;
    const view = 'before' in deed ? this.view(deed.before) : unborn(deed.init, this.#model);
    return { ...view, extra: { ...view.extra, panic: this.#text(state) } };
  }

  /** No state's bytes begin with another's, so what follows a state's bytes tells it from that state and every other. */
  encode(state: S | Panicked<S, M>, out: ByteWriter): void {
    if (!(state instanceof Panicked)) {
      if (!this.#hasWritten(state, out)) this.#adapter.encode(state, out);
    } else if ('init' in state.deed) {
      out.string(`n${state.deed.init} cannot begin`);
    } else {
      const { before, input } = state.deed;
      this.#adapter.encode(before, out);
      out.string(input.kind === 'deliver' ? input.kind : JSON.stringify(input));
      if (input.kind === 'deliver') this.#adapter.encodeMessage(input.message, out);
    }
  }

  encodeMessage(message: M, out: ByteWriter): void {
    if (!this.#hasWritten(message, out)) this.#adapter.encodeMessage(message, out);
  }

  /** Writes what is known of it. */
  #hasWritten(made: S | M, out: ByteWriter): boolean {
    const at = this.#made.indexOf(made);
    if (at < 0) return false;
    out.part(this.#scratch.bytes(), this.#starts[at], this.#ends[at]);
    return true;
  }

  rename(state: S | Panicked<S, M>, perm: Permutation): S | Panicked<S, M> {
    this.#forget();
    if (!(state instanceof Panicked)) return this.#seen(this.#adapter.rename(state, perm));
    const { deed } = state;
    if ('init' in deed) return new Panicked({ init: renamed(perm, deed.init) });
    const { input } = deed;
    const before = this.#seen(this.#adapter.rename(deed.before, perm));
    if (input.kind !== 'deliver') return new Panicked({ before, input: renameInput(input, perm) });
    return new Panicked({ before, input: { ...input, message: this.renameMessage(input.message, perm) } });
  }

  renameTerms(state: S | Panicked<S, M>, rename: RenameTerm): S | Panicked<S, M> | null {
    this.#forget();
    const { renameTerms } = this.#adapter;
    if (renameTerms === undefined) return null;
    if (!(state instanceof Panicked)) return this.#seen(renameTerms(state, rename));
    const { deed } = state;
    if ('init' in deed) return state;
    const { input } = deed;
    const before = this.#seen(renameTerms(deed.before, rename));
    if (input.kind !== 'deliver') return new Panicked({ before, input });
    const message = this.renameMessageTerms(input.message, rename);
    return message === null ? null : new Panicked({ before, input: { ...input, message } });
  }

  renameMessageTerms(message: M, rename: RenameTerm): M | null {
    this.#forget();
    const made = this.#adapter.renameMessageTerms?.(message, rename);
    return made === undefined ? null : this.#seenMessage(made);
  }

  renameMessage(message: M, perm: Permutation): M {
    this.#forget();
    return this.#seenMessage(this.#adapter.renameMessage(message, perm));
  }

  #text({ deed }: Panicked<S, M>): string {
    try {
      if ('init' in deed) this.#begin(deed.init);
      else this.#take(deed.before, deed.input);
    } catch (error) {
      return thrownText(error);
    }
    return 'under other names of the nodes only';
  }

  #begin(id: number): S {
    this.#forget();
    const state = this.#adapter.init(id);
    this.#belongs(state, id);
    return state;
  }

  #take(before: S, input: Input<M>): StepResult<S, M> | null {
    this.#forget();
    const outcome = this.#adapter.step(before, input);
    if (outcome === null) return null;
    this.#belongs(outcome.state, this.view(before).id);
    if (!Array.isArray(outcome.messages) || !Array.isArray(outcome.reads))
      throw new Error('a step has given no list of messages, or none of reads');
    for (const message of outcome.messages) this.#seenMessage(message);
    for (const read of outcome.reads) refuse(faultOfRead(read));
    return outcome;
  }

  #seen(state: S): S {
    this.#look(state);
    return state;
  }

  #belongs(state: S, id: number): void {
    const found = this.#look(state);
    if (found !== id) throw new Error(`n${id} has come to be in a state of n${found}`);
  }

  /** Whose state it is. States of equal bytes are one behind this boundary: the first one is seen, and no other. */
  #look(state: S): number {
    const start = this.#scratch.length;
    this.#adapter.encode(state, this.#scratch);
    this.#keep(state, start);
    const length = packBytes(this.#scratch.bytes().subarray(start), this.#scratch.length - start, this.#key);
    const known = this.#looked.find(this.#key.words, length);
    if (known >= 0) return this.#owners[known];
    const { id } = this.view(state);
    this.#owners[this.#looked.intern(this.#key.words, length)] = id;
    return id;
  }

  #seenMessage(message: M): M {
    const start = this.#scratch.length;
    this.#adapter.encodeMessage(message, this.#scratch);
    this.#keep(message, start);
    refuse(faultOfMessage(this.#adapter.viewMessage(message)));
    return message;
  }

  /** Its bytes are those from `start` on. */
  #keep(made: S | M, start: number): void {
    this.#made.push(made);
    this.#starts.push(start);
    this.#ends.push(this.#scratch.length);
  }

  /** What the last call has made is asked for no more. */
  #forget(): void {
    this.#made.length = 0;
    this.#starts.length = 0;
    this.#ends.length = 0;
    this.#scratch.reset();
  }
}

function refuse(fault: string | null): void {
  if (fault !== null) throw new Error(fault);
}

/** A node that has no state, as far as it can be seen: what it would have begun with is the first configuration. */
function unborn(id: number, { nodes, members, learners }: Model): NodeView {
  const start = { index: 0, term: 0 };
  const none = { term: 0, vote: 0, commit: 0, snapshot: start, log: [] };
  const known = Array.from({ length: members ?? nodes }, (_, i) => i + 1);
  const voters = known.slice(0, known.length - learners);
  const first = { voters, learners: known.slice(voters.length) };
  const of = known.includes(id) ? first : { voters: [], learners: [] };
  const config = { ...of, votersOutgoing: [], learnersNext: [], autoLeave: false };
  const rest = { lead: 0, applied: 0, config, votes: {}, progress: {}, extra: {} };
  return { id, up: false, role: 'follower', ...none, ...rest, durable: none };
}

/** Whatever a core throws is its panic; that it breaks its contract is something else. */
export function ifPanics<Result>(call: () => Result, otherwise: Result): Result {
  try {
    return call();
  } catch (error) {
    if (isBreach(error)) throw error;
    return otherwise;
  }
}

/** A proxy may throw even where it is only asked what it is. */
export function isBreach(thrown: unknown): thrown is Breach {
  try {
    return thrown instanceof Breach;
  } catch {
    return false;
  }
}

/** Names of the language's own errors, whose texts do not make sense without. */
const languageErrors = /^(Eval|Range|Reference|Syntax|Type|URI)Error$/;

/** The code of errors by which Node, and raftcheck's own sandbox, refuse code something. */
export const accessDenied = 'ERR_ACCESS_DENIED';

/** What Node refuses a thread that may do little, in words that tell it from a mistake of the code; null: it is none of that. */
function refusedText(thrown: Error): string | null {
  if (!('code' in thrown) || thrown.code !== accessDenied) return null;
  const { permission, resource } = { permission: '', resource: '', ...thrown };
  const what = [permission, resource].filter((word) => word !== '').map(String);
  return `refused by the sandbox: ${what.length === 0 ? thrown.message : what.join(' ')}`;
}

/** What was thrown, in one line: anything at all can be. */
export function thrownText(thrown: unknown): string {
  try {
    if (!(thrown instanceof Error)) return String(thrown) || 'an empty text was thrown';
    const { name, message } = thrown;
    const refused = refusedText(thrown);
    if (refused !== null) return refused;
    return languageErrors.test(name) ? `${name}: ${message}` : String(message) || String(name);
  } catch {
    return 'something was thrown that has no text';
  }
}
