/**
 * Whether recorded events are those of a core: the search for what is not in the log.
 *
 * A node's next state follows from its state and the call, and each call tells its events. So a line is explained by a call that
 * tells it, and with it the lines that follow, perhaps after calls that no event tells of (ways.ts). Where the lines of a node
 * cannot go on, the search goes back to the last of its lines that could have been explained otherwise: depth first, with the
 * states remembered from which there is no way on.
 *
 * Nodes depend on each other by messages alone: what one takes, another must have handed to the network before, and each
 * only once (flight.ts). Events tell of a message all but its entries, and these follow from the leader's log; so a node can be gone back on
 * without the others. Whether messages hold in the end what was sent is verified when all is explained (verify.ts).
 *
 *   line    2 ReceiveAppendEntriesRequest 1 -> 2 ...    after nothing, after `advance`, after `unreachable` ...
 *   call    deliver the message of that content         its events are compared with this line and those that follow
 */
import { ByteWriter } from '../arrays/bytes.ts';
import { ifPanics } from '../cluster/guarded.ts';
import type { Call, Done, Recordable, ToldEvent } from '../cluster/recordable.ts';
import { type Candidate, unstored } from './candidate.ts';
import { isReceived, type RecordedEvent } from './event.ts';
import { Flight } from './flight.ts';
import { mismatch } from './matching.ts';
import type { Recording } from './recording.ts';
import { beginnings, type Ways } from './ways.ts';

/** The first line that nothing explains. */
export interface Unexplained {
  readonly event: RecordedEvent;
  /** What comes nearest: what the core would have said in the place of this line; null: nothing that is known of. */
  readonly expected: ToldEvent | null;
  /** What would have said so, after which the lines before agree. */
  readonly call: Call<unknown> | null;
  /** It takes a message that nobody has handed to the network, or that was taken before. */
  readonly isUnsent: boolean;
}

export interface Searched<S, M> {
  /** By node, from 1: a last state and all before. Null: it has no line. */
  readonly ends: readonly (Candidate<S, M> | null)[];
  readonly unexplained: Unexplained | null;
  /** By the number of a line: which was explained before which. */
  readonly ranks: Float64Array;
  /** How many lines are explained. */
  readonly explained: number;
  /** Calls of the core. */
  readonly calls: number;
  /** Not all that is possible was tried: that nothing was found says nothing then. */
  readonly isCut: boolean;
}

export interface SearchOptions {
  /** Messages may be taken more than once. */
  readonly duplicates: boolean;
  /** Calls of the core after which the search is given up where it has gone back. */
  readonly mostCalls: number;
}

/** Calls in a row of which no event tells. */
const mostHidden = 6;

/** A state on the way, and what is left to try from there. */
interface Frame<S, M> {
  readonly candidate: Candidate<S, M> | null;
  readonly next: Iterator<Candidate<S, M>, void>;
}

interface Lines<S, M> {
  readonly node: number;
  readonly events: readonly RecordedEvent[];
  /** Their numbers in all lines. */
  readonly numbers: readonly number[];
  readonly frames: Frame<S, M>[];
  /** How many lines have been explained in some way: of these it is known which messages have arrived. */
  settled: number;
  /** By the numbers among its lines and their bytes: states from which there is no way on. */
  readonly dead: Set<string>;
}

interface Miss {
  readonly at: number;
  readonly expected: ToldEvent | null;
  readonly call: Call<unknown> | null;
  readonly isUnsent: boolean;
}

export class Search<S, M> {
  readonly #core: Recordable<S, M>;
  readonly #recording: Recording;
  readonly #ways: Ways;
  readonly #options: SearchOptions;
  readonly #nodes: Lines<S, M>[];
  readonly #flight: Flight<M>;
  /** By line: what the message that it takes may hold. */
  readonly #arrived = new Map<number, readonly M[]>();
  readonly #bytes = new ByteWriter();
  readonly #ranks: Float64Array;
  #settled = 0;
  #calls = 0;
  #isCut = false;
  #miss: Miss | null = null;

  constructor(core: Recordable<S, M>, recording: Recording, ways: Ways, options: SearchOptions) {
    this.#core = core;
    this.#recording = recording;
    this.#ways = ways;
    this.#options = options;
    this.#ranks = new Float64Array(recording.events.length).fill(Number.POSITIVE_INFINITY);
    const told = (message: M) => core.told(message);
    const name = (message: M) => this.#written(() => core.encodeMessage(message, this.#bytes));
    this.#flight = new Flight(told, name, recording.form, options.duplicates);
    this.#nodes = recording.byNode.map((numbers, k) => {
      const events = numbers.map((number) => recording.events[number]);
      const lines: Lines<S, M> = {
        node: k + 1,
        numbers,
        events,
        frames: [],
        settled: 0,
        dead: new Set(),
      };
      lines.frames.push({ candidate: null, next: this.#begin(lines) });
      return lines;
    });
  }

  /** `pause` is called every thousand lines, with how many are explained; false ends the search. */
  run(pause: (explained: number) => boolean = () => true): Searched<S, M> {
    let explained = 0;
    for (let lines = this.#next(); lines !== null; lines = this.#next()) {
      this.#miss = null;
      if (!this.#explain(lines)) {
        return this.#result(lines, this.#missIn(lines));
      }
      const before = explained;
      explained += this.#settle(lines);
      if (Math.floor(before / 1000) === Math.floor(explained / 1000) || pause(explained)) continue;
      this.#isCut = true;
      return this.#result(null, null);
    }
    const waiting = this.#waiting();
    if (waiting === null) return this.#result(null, null);
    return this.#result(waiting, { at: waiting.settled, expected: null, call: null, isUnsent: true });
  }

  /** What comes nearest to the first line that is not explained, or to one after it that the same call would tell. */
  #missIn({ settled }: Lines<S, M>): Miss {
    if (this.#miss !== null && this.#miss.at >= settled) return this.#miss;
    return { at: settled, expected: null, call: null, isUnsent: false };
  }

  /** The lines of the node whose next line comes first, of those that need not wait for others. */
  #next(): Lines<S, M> | null {
    const { isOrdered } = this.#recording;
    let first: Lines<S, M> | null = null;
    for (const lines of this.#nodes) {
      if (lines.settled >= lines.events.length) continue;
      if (first !== null && first.numbers[first.settled] < lines.numbers[lines.settled]) continue;
      if (isOrdered || !this.#waits(lines)) first = lines;
    }
    return first;
  }

  #waits({ events, settled }: Lines<S, M>): boolean {
    const event = events[settled];
    return isReceived(event) && this.#flight.find(event.message!).length === 0;
  }

  #waiting(): Lines<S, M> | null {
    const left = this.#nodes.filter(({ settled, events }) => settled < events.length);
    left.sort((a, b) => a.numbers[a.settled] - b.numbers[b.settled]);
    return left[0] ?? null;
  }

  #result(lines: Lines<S, M> | null, miss: Miss | null): Searched<S, M> {
    return {
      ends: this.#nodes.map(({ frames }) => frames.at(-1)?.candidate ?? null),
      unexplained: lines === null || miss === null ? null : { ...miss, event: lines.events[miss.at] },
      ranks: this.#ranks,
      explained: this.#nodes.reduce((sum, { settled }) => sum + settled, 0),
      calls: this.#calls,
      isCut: this.#isCut,
    };
  }

  /** Goes on until the node's next line is explained, and back where it must. False: it cannot be. */
  #explain(lines: Lines<S, M>): boolean {
    const { frames, dead } = lines;
    // The way that leads furthest is kept, should none lead on.
    const furthest = frames.slice();
    const from = this.#calls;
    while (frames.length > 0) {
      const { candidate, next } = frames.at(-1)!;
      const one = next.next();
      if (one.done === true) {
        if (candidate !== null) dead.add(this.#nameOf(candidate));
        frames.pop();
        continue;
      }
      if (dead.size > 0 && dead.has(this.#nameOf(one.value))) continue;
      frames.push({ candidate: one.value, next: this.#go(lines, one.value) });
      if (one.value.at > lines.settled) return true;
      if (this.#calls - from <= this.#options.mostCalls) continue;
      this.#isCut = true;
      break;
    }
    frames.splice(0, frames.length, ...furthest);
    return false;
  }

  /** What is sent and taken by lines that are explained for the first time; how many these are. */
  #settle(lines: Lines<S, M>): number {
    const { settled, numbers, events, frames } = lines;
    const { candidate } = frames.at(-1)!;
    const event = events[settled];
    if (isReceived(event)) {
      this.#arrived.set(numbers[settled], this.#flight.find(event.message!).slice());
      this.#flight.take(event.message!);
    }
    for (let one = candidate; one !== null && one.line === candidate!.line; one = one.before) {
      if (one.call?.kind === 'deliver') this.#flight.takeUntold(one.call.message);
    }
    this.#flight.release(candidate!.sent);
    if (candidate!.call?.kind === 'restart' && !candidate!.call.stored)
      this.#flight.retract(unstored(candidate!));
    lines.settled = candidate!.at;
    this.#settled++;
    for (let k = settled; k < lines.settled; k++) this.#ranks[numbers[k]] = this.#settled;
    return lines.settled - settled;
  }

  *#begin(lines: Lines<S, M>): Generator<Candidate<S, M>, void> {
    for (const beginning of beginnings(lines.events, this.#recording)) {
      this.#calls++;
      const done = this.#core.begin(beginning);
      if (done === null || !this.#matches(lines, 0, done, null)) continue;
      yield this.#explained(lines, null, null, done);
    }
  }

  /** All that explains the next line from there: after nothing, after one hidden call, after two, until nothing new is met. */
  *#go(lines: Lines<S, M>, candidate: Candidate<S, M>): Generator<Candidate<S, M>, void> {
    if (candidate.at >= lines.events.length) return;
    const { at } = candidate;
    const messages = this.#messages(lines, at);
    if (messages === null) {
      this.#note({ at, expected: null, call: null, isUnsent: true });
      return;
    }
    const asked = this.#answering(lines, candidate);
    if (asked !== null) yield* this.#visible(lines, asked, messages);
    yield* this.#visible(lines, candidate, messages);
    const known = new Set([this.#nameOf(candidate)]);
    const from = this.#calls;
    for (let level = [candidate], depth = 0; level.length > 0 && depth < mostHidden; depth++) {
      const next: Candidate<S, M>[] = [];
      for (const one of level) {
        if (this.#calls - from > this.#options.mostCalls) return;
        const untold = this.#untoldTo(lines);
        for (const call of this.#ways.hidden(lines.events, at, this.#core, one.state, untold)) {
          const done = this.#take(one.state, call);
          if (done === null || done.events.length > 0) continue;
          const after = this.#candidate(one, call, done, at, lines.numbers[at]);
          const name = this.#nameOf(after);
          if (known.has(name)) continue;
          known.add(name);
          next.push(after);
          yield* this.#visible(lines, after, messages);
        }
      }
      level = next;
    }
  }

  /**
   * Before a Ready, all who ask for a vote before the vote are answered: that changes nothing but what the Ready hands over, of which
   * no event tells, and others may need it. Null: nobody asks.
   */
  #answering(lines: Lines<S, M>, candidate: Candidate<S, M>): Candidate<S, M> | null {
    if (lines.events[candidate.at].name !== 'Ready') return null;
    const { at } = candidate;
    const quietly = (one: Candidate<S, M>, call: Call<M>): Candidate<S, M> => {
      const done = this.#take(one.state, call);
      if (done === null || done.events.length > 0) return one;
      const after = this.#candidate(one, call, done, at, lines.numbers[at]);
      return this.#nameOf(after) === this.#nameOf(one) ? one : after;
    };
    const waiting = this.#flight.untoldTo(lines.node, ['MsgPreVote']);
    if (waiting.length === 0) return null;
    let answered = quietly(candidate, { kind: 'advance' });
    for (const message of waiting.toReversed()) {
      const call: Call<M> = { kind: 'deliver', message };
      const after = quietly(answered, call);
      answered = after === answered ? quietly(quietly(answered, { kind: 'expire-lease' }), call) : after;
    }
    return answered === candidate ? null : answered;
  }

  /** What the message that the line takes may hold; empty: it takes none. Null: there is no such message. */
  #messages(lines: Lines<S, M>, at: number): readonly M[] | null {
    const event = lines.events[at];
    if (!isReceived(event)) return [];
    const found = this.#arrived.get(lines.numbers[at]) ?? this.#flight.find(event.message!);
    return found.length === 0 ? null : found;
  }

  /** What explains the next line as one call. */
  *#visible(
    lines: Lines<S, M>,
    candidate: Candidate<S, M>,
    messages: readonly M[],
  ): Generator<Candidate<S, M>, void> {
    const look = this.#core.look(candidate.state);
    const untold = this.#untoldTo(lines);
    for (const call of this.#ways.visible(lines.events, candidate.at, look, messages, untold)) {
      const done = this.#take(candidate.state, call);
      if (done === null || done.events.length === 0) continue;
      if (this.#matches(lines, candidate.at, done, call)) yield this.#explained(lines, candidate, call, done);
    }
  }

  #untoldTo({ node }: Lines<S, M>): (types: readonly string[]) => readonly M[] {
    return (types) => this.#flight.untoldTo(node, types);
  }

  #take(state: S, call: Call<M>): Done<S, M> | null {
    this.#calls++;
    // What makes the core panic has not happened: its node would have told nothing more.
    return ifPanics(() => this.#core.take(state, call), null);
  }

  /** `done` has explained the lines from `candidate.at` on: all that it tells of, or until they end or the node has begun anew. */
  #explained(
    lines: Lines<S, M>,
    candidate: Candidate<S, M> | null,
    call: Call<M> | null,
    done: Done<S, M>,
  ): Candidate<S, M> {
    const at = candidate?.at ?? 0;
    let end = at + 1;
    while (end < at + done.events.length && lines.events[end] !== undefined) {
      if (lines.events[end].name === 'InitState') break;
      end++;
    }
    return this.#candidate(candidate, call, done, end, lines.numbers[at]);
  }

  #candidate(
    before: Candidate<S, M> | null,
    call: Call<M> | null,
    { state, sent }: Done<S, M>,
    at: number,
    line: number,
  ): Candidate<S, M> {
    return { state, at, before, call, sent, line };
  }

  /** Whether the lines from here on tell the same, until they end or the node has begun anew. */
  #matches({ numbers }: Lines<S, M>, at: number, { events }: Done<S, M>, call: Call<M> | null): boolean {
    const miss = mismatch(this.#recording, numbers, at, events);
    if (miss !== null) this.#note({ ...miss, call, isUnsent: false });
    return miss === null;
  }

  #note(miss: Miss): void {
    if (this.#miss === null || miss.at > this.#miss.at) this.#miss = miss;
  }

  #nameOf({ at, state }: Candidate<S, M>): string {
    return `${at} ${this.#written(() => this.#core.encode(state, this.#bytes))}`;
  }

  #written(write: () => void): string {
    this.#bytes.reset();
    write();
    return Buffer.from(this.#bytes.bytes()).toString('latin1');
  }
}
