/**
 * A core that is asked only what no table has an answer to (table.ts): the same adapter, of states and messages that are numbers of
 * things in it. What one of them is in the core itself is made where the core has to be asked about it, by asking again for what has led to
 * it: so every answer that others rest on is compared with that of the core as it is now.
 *
 *     asked                      answer
 *     init 1                     the state
 *     state, local input         nothing where it is not enabled; else the next state, the reads, the messages
 *     state, message             the same
 *     message, state             whether it is ignored
 *     thing, names               the thing under other names, or nothing; the same with other terms
 *     thing, terms               the terms that are in it, or nothing
 *
 * A node that has panicked has no number, and no answer that leads to it is kept.
 */
import { ByteWriter } from '../../arrays/bytes.ts';
import { NotDeterministic } from '../../explore/system.ts';
import type { LocalInput } from '../action.ts';
import type { Deadline, Input, StepResult } from '../adapter.ts';
import { type Guarded, Panicked } from '../guarded.ts';
import type { Permutation } from '../permutation.ts';
import type { RenameTerm } from '../terms.ts';
import type { MessageView, NodeView, ReadView } from '../view.ts';
import { type AnswerTable, kinds } from './table.ts';

const unnumbered = -1;
/** The reads of most steps. */
const noReads = '[]';
/** Of the rows that a run begins with one of so many is asked again, and this many at least. */
const oneOf = 64;
const fewest = 100;
/** What was judged before is judged again at the first of so many, then at one of `oneOf`. */
const judgedFirst = 8;
const golden = (Math.sqrt(5) - 1) / 2;

/** Something of the core's: by the number of its thing, or as it is. */
class Kept<Real> {
  readonly kind: number;
  readonly thing: number;
  real: Real | undefined;

  constructor(kind: number, thing: number, real?: Real) {
    this.kind = kind;
    this.thing = thing;
    this.real = real;
  }
}

/** One thing of an answer. */
type Told<S, M> = string | Kept<S | M>;

/** The view of a thing, and its floors or its deadline. */
type Note = readonly [NodeView | MessageView, readonly number[] | Deadline | null];

/** The table answers `asked` otherwise than the core does. */
export class Outdated extends NotDeterministic {}

/** The core behind a table, which learns what the core is asked. Throws an Outdated where a sample of its rows is no answer of the core's. */
export function answered<S extends object, M>(
  core: Guarded<S, M>,
  table: AnswerTable,
): Guarded<Kept<S>, Kept<M>> {
  const answers = new Answers(core, table);
  answers.verify();
  return {
    init: (id) => answers.init(id),
    knows: (state, input) => answers.knows(state, input),
    judged: (question, states, judge) => answers.judged(question, states, judge),
    step: (state, input) => answers.step(state, input),
    encode: (state, out) => answers.encode(state, out),
    encodeMessage: (message, out) => answers.encodeMessage(message, out),
    view: (state) => answers.view(state),
    viewMessage: (message) => answers.viewMessage(message),
    rename: (state, perm) => answers.rename(state, perm),
    renameMessage: (message, perm) => answers.rename(message, perm),
    renameTerms: (state, rename) => answers.renameTerms(state, rename),
    renameMessageTerms: (message, rename) => answers.renameTerms(message, rename),
    floors: (state) => answers.floors(state),
    floorName: core.floorName,
    floorKind: core.floorKind,
    leadFloor: core.leadFloor,
    deadline: (message) => answers.deadline(message),
    ignores: (state, message) => answers.ignores(state, message),
  };
}

class Answers<S extends object, M> {
  readonly #core: Guarded<S, M>;
  readonly #table: AnswerTable;
  /** By thing. */
  readonly #kept: Kept<S | M>[] = [];
  readonly #notes: Note[] = [];
  readonly #texts: string[] = [];
  readonly #inputs = new WeakMap<object, number>();
  readonly #bytes = new ByteWriter();
  /** Rows that the core was asked for again. */
  #repeated = 0;
  /** Answers of `judged`. */
  #judged = 0;

  constructor(core: Guarded<S, M>, table: AnswerTable) {
    this.#core = core;
    this.#table = table;
  }

  /** Asks the core again for a sample of the rows, the same whenever the table is. Throws an Outdated. */
  verify(): void {
    const { rows } = this.#table;
    const wanted = Math.max(fewest, rows / oneOf);
    // Multiples of the golden ratio lie evenly, however many there are.
    for (let k = 1; k <= rows && this.#repeated < wanted; k++) {
      const row = Math.floor(((k * golden) % 1) * rows);
      if (this.#isOfCore(row)) this.#repeat(row);
    }
  }

  init(id: number): Kept<S> {
    return this.#tell(Int32Array.of(this.#table.text(`init ${id}`)))[0] as Kept<S>;
  }

  knows(state: Kept<S>, input: Input<Kept<M>>): boolean {
    const asked = this.#askedOf(state, input);
    return asked !== null && this.#table.hadAtFirst(this.#table.find(asked));
  }

  step(state: Kept<S>, input: Input<Kept<M>>): StepResult<Kept<S>, Kept<M>> | null {
    const asked = this.#askedOf(state, input);
    const told = asked === null ? this.#take(this.#real(state), this.#realInput(input)) : this.#tell(asked);
    if (told.length === 0) return null;
    const [next, reads, ...messages] = told as [Kept<S>, string, ...Kept<M>[]];
    return { state: next, messages, reads: reads === noReads ? [] : (JSON.parse(reads) as ReadView[]) };
  }

  judged<Word extends string>(question: string, states: readonly Kept<S>[], judge: () => Word): Word {
    const things = states.map(({ thing }) => thing);
    if (things.includes(unnumbered)) return judge();
    const table = this.#table;
    const asked = Int32Array.of(table.text(question), ...things);
    const row = table.find(asked);
    const known = row < 0 ? null : (this.#text(table.answerIn(row)[0]) as Word);
    const again = this.#judged++ < judgedFirst || this.#judged % oneOf === 0;
    if (known !== null && !again) return known;
    const word = judge();
    if (known === null && !table.isFull) table.add(asked, [table.text(word)]);
    if (known !== null && known !== word)
      throw new Outdated(`${this.#wordsOf(asked)}: ${word}, and not ${known}`);
    return word;
  }

  encode({ thing, real }: Kept<S>, out: ByteWriter): void {
    if (thing === unnumbered) this.#core.encode(real!, out);
    else this.#write(thing, out);
  }

  encodeMessage({ thing, real }: Kept<M>, out: ByteWriter): void {
    if (thing === unnumbered) this.#core.encodeMessage(real!, out);
    else this.#write(thing, out);
  }

  view({ thing, real }: Kept<S>): NodeView {
    return thing === unnumbered ? this.#core.view(real!) : (this.#note(thing)[0] as NodeView);
  }

  viewMessage({ thing, real }: Kept<M>): MessageView {
    return thing === unnumbered ? this.#core.viewMessage(real!) : (this.#note(thing)[0] as MessageView);
  }

  floors({ thing, real }: Kept<S>): readonly number[] {
    return thing === unnumbered ? this.#core.floors(real!) : (this.#note(thing)[1] as readonly number[]);
  }

  deadline({ thing, real }: Kept<M>): Deadline | null {
    return thing === unnumbered ? this.#core.deadline(real!) : (this.#note(thing)[1] as Deadline | null);
  }

  ignores(state: Kept<S>, message: Kept<M>): boolean {
    if (state.thing === unnumbered || message.thing === unnumbered)
      return this.#core.ignores(this.#real(state), this.#real(message));
    return this.#tell(Int32Array.of(message.thing, state.thing))[0] === 'true';
  }

  rename<T extends S | M>(kept: Kept<T>, perm: Permutation): Kept<T> | null {
    return this.#made(kept, `names ${JSON.stringify(perm)}`);
  }

  renameTerms<T extends S | M>(kept: Kept<T>, rename: RenameTerm): Kept<T> | null {
    const [terms] = this.#askAbout(kept, 'terms');
    if (terms === undefined) return null;
    try {
      const renamed = (JSON.parse(terms as string) as number[]).map((term) => [term, rename(term)]);
      return this.#made(kept, `terms ${JSON.stringify(renamed)}`);
    } catch (error) {
      // A term without another number, as where the core itself is asked (guarded.ts).
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  #made<T extends S | M>(kept: Kept<T>, how: string): Kept<T> | null {
    return (this.#askAbout(kept, how)[0] as Kept<T> | undefined) ?? null;
  }

  #askAbout(kept: Kept<S | M>, how: string): readonly Told<S, M>[] {
    if (kept.thing !== unnumbered) return this.#tell(Int32Array.of(kept.thing, this.#table.text(how)));
    return this.#ask(kept, how);
  }

  /** What is asked by a step; null where something of it has no number. */
  #askedOf({ thing }: Kept<S>, input: Input<Kept<M>>): Int32Array | null {
    const given = input.kind === 'deliver' ? input.message.thing : this.#local(input);
    return thing === unnumbered || given === unnumbered ? null : Int32Array.of(thing, given);
  }

  #local(input: LocalInput): number {
    let text = this.#inputs.get(input);
    if (text === undefined) {
      text = this.#table.text(JSON.stringify(input));
      this.#inputs.set(input, text);
    }
    return text;
  }

  #realInput(input: Input<Kept<M>>): Input<M> {
    return input.kind === 'deliver' ? { kind: 'deliver', message: this.#real(input.message) } : input;
  }

  /** The answer of the table, which asks where it has none. */
  #tell(asked: Int32Array): readonly Told<S, M>[] {
    const row = this.#table.find(asked);
    if (row >= 0) return Array.from(this.#table.answerIn(row), (thing) => this.#told(thing));
    const told = this.#askFor(asked, []);
    const answer = told.map((one) => this.#thingOf(one));
    if (!answer.includes(unnumbered)) this.#table.add(asked, answer);
    return told;
  }

  #told(thing: number): Told<S, M> {
    return this.#table.kind(thing) === kinds.text ? this.#text(thing) : this.#keptAs(thing);
  }

  #thingOf(told: Told<S, M>): number {
    return typeof told === 'string' ? this.#table.text(told) : told.thing;
  }

  /** Asks the core. `expected`: the things that it should come to, if anybody knows. */
  #askFor(asked: Int32Array, expected: ArrayLike<number>): readonly Told<S, M>[] {
    const [first, second] = asked;
    if (second === undefined)
      return [this.#state(this.#core.init(Number(this.#text(first).slice(5))), expected[0])];
    const table = this.#table;
    if (table.kind(second) === kinds.text)
      return this.#ask(this.#keptAs(first), this.#text(second), expected);
    const [one, other] = [first, second].map((thing) => this.#real(this.#keptAs(thing)));
    if (table.kind(first) === kinds.message) return [String(this.#core.ignores(other as S, one as M))];
    return this.#take(one as S, { kind: 'deliver', message: other as M }, expected);
  }

  /** What is asked about one thing in words. */
  #ask(kept: Kept<S | M>, how: string, expected: ArrayLike<number> = []): readonly Told<S, M>[] {
    const real = this.#real(kept);
    const [word, rest] = how.split(' ', 2);
    if (how.startsWith('{')) return this.#take(real as S, JSON.parse(how) as LocalInput, expected);
    const isMessage = kept.kind === kinds.message;
    const core = this.#core;
    const made = (one: S | M | null): readonly Told<S, M>[] => {
      if (one === null) return [];
      return [isMessage ? this.#message(one as M, expected[0]) : this.#state(one as S, expected[0])];
    };
    const renameTerms = (rename: RenameTerm): S | M | null =>
      isMessage ? core.renameMessageTerms(real as M, rename) : core.renameTerms(real as S, rename);
    if (word === 'names') {
      const perm = JSON.parse(rest) as Permutation;
      return made(isMessage ? core.renameMessage(real as M, perm) : core.rename(real as S, perm));
    }
    if (rest === undefined) {
      const terms = new Set<number>();
      const note: RenameTerm = (term) => {
        terms.add(term);
        return term;
      };
      return renameTerms(note) === null ? [] : [JSON.stringify([...terms])];
    }
    const renamed = new Map(JSON.parse(rest) as [number, number][]);
    return made(renameTerms((term) => renamed.get(term)!));
  }

  #take(state: S, input: Input<M>, expected: ArrayLike<number> = []): readonly Told<S, M>[] {
    const outcome = this.#core.step(state, input);
    if (outcome === null) return [];
    const messages = outcome.messages.map((message, k) => this.#message(message, expected[k + 2]));
    return [this.#state(outcome.state, expected[0]), JSON.stringify(outcome.reads), ...messages];
  }

  /** `expected`: the thing that it should be. */
  #state(real: S, expected = unnumbered): Kept<S> {
    const core = this.#core;
    if (real instanceof Panicked) return new Kept<S>(kinds.state, unnumbered, real);
    this.#begin(kinds.state);
    core.encode(real, this.#bytes);
    return this.#entered(real, expected, () => [core.view(real), core.floors(real)]);
  }

  #message(real: M, expected = unnumbered): Kept<M> {
    const core = this.#core;
    this.#begin(kinds.message);
    core.encodeMessage(real, this.#bytes);
    return this.#entered(real, expected, () => [core.viewMessage(real), core.deadline(real)]);
  }

  #begin(kind: number): void {
    this.#bytes.reset();
    this.#bytes.byte(kind);
  }

  #entered<T extends S | M>(real: T, expected: number, noteOf: () => Note): Kept<T> {
    const bytes = this.#bytes.bytes();
    const table = this.#table;
    const isExpected = expected !== unnumbered && table.bytesOf(expected).equals(bytes);
    if (!isExpected && table.isFull) return new Kept<T>(bytes[0], unnumbered, real);
    const thing = isExpected
      ? expected
      : table.thing(bytes, () => {
          const note = noteOf();
          this.#notes[table.things] = note;
          return JSON.stringify(note);
        });
    const kept = this.#keptAs(thing) as Kept<T>;
    kept.real ??= real;
    return kept;
  }

  #real<T extends S | M>(kept: Kept<T>): T {
    if (kept.real === undefined) this.#make(kept.thing);
    return kept.real!;
  }

  /** Makes a thing by what has led to it, and that before. Such ways are long: what waits is on a list, and not on the stack. */
  #make(wanted: number): void {
    const waiting = [wanted];
    for (let thing = waiting.at(-1); thing !== undefined; thing = waiting.at(-1)) {
      const row = this.#table.originOf(thing);
      const before = [...this.#table.askedIn(row)].filter((one) => !this.#isThere(one));
      if (this.#isThere(thing)) waiting.pop();
      else if (before.length > 0) waiting.push(...before);
      else this.#repeat(row);
    }
  }

  #isThere(thing: number): boolean {
    return this.#table.kind(thing) === kinds.text || this.#keptAs(thing).real !== undefined;
  }

  /** Whether the row is an answer of the core itself, and not of what was judged by it. */
  #isOfCore(row: number): boolean {
    const asked = this.#table.askedIn(row);
    return asked.length === 1 || this.#table.kind(asked[0]) !== kinds.text;
  }

  /** Asks the core for a row again. Throws an Outdated where it answers otherwise. */
  #repeat(row: number): void {
    this.#repeated++;
    const [asked, answer] = [this.#table.askedIn(row), this.#table.answerIn(row)];
    const told = this.#askFor(asked, answer).map((one) => this.#thingOf(one));
    if (told.length === answer.length && told.every((thing, k) => thing === answer[k])) return;
    throw new Outdated(`${this.#wordsOf(asked)}: it answers otherwise than before`);
  }

  #wordsOf(asked: Int32Array): string {
    return Array.from(asked, (thing) => this.#words(thing)).join(', ');
  }

  #words(thing: number): string {
    const kind = this.#table.kind(thing);
    if (kind === kinds.text) return this.#text(thing);
    const view = this.#note(thing)[0];
    if ('from' in view) return `${view.type} n${view.from} -> n${view.to}`;
    return `n${(view as NodeView).id} in term ${view.term}`;
  }

  #write(thing: number, out: ByteWriter): void {
    const bytes = this.#table.bytesOf(thing);
    out.part(bytes, 1, bytes.length);
  }

  #note(thing: number): Note {
    this.#notes[thing] ??= JSON.parse(this.#table.noteOf(thing));
    return this.#notes[thing];
  }

  #text(thing: number): string {
    this.#texts[thing] ??= this.#table.textOf(thing);
    return this.#texts[thing];
  }

  #keptAs(thing: number): Kept<S | M> {
    this.#kept[thing] ??= new Kept<S | M>(this.#table.kind(thing), thing);
    return this.#kept[thing];
  }
}
