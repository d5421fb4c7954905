/**
 * Where the workers of a search meet. Each writes down what the others have to know, waits for all, and reads the same numbers as
 * they do; so all decide alike. While all are there the search is written down if somebody has asked for it, tables grow, those
 * who come later are let in, and one deals out the next level.
 */
import type { Supervisor } from '../expander.ts';
import type { Barrier, Seen, Turn } from '../levels.ts';
import type { StateSpace } from '../statespace.ts';
import type { StopReason } from '../system.ts';
import type { Chunks } from './chunks.ts';
import type { SharedFrontier } from './frontier.ts';
import { Rendezvous } from './rendezvous.ts';
import { crowdedAt, dumpsAt, type SharedMemory, statesAt, stopAt, stopReasons, tally } from './shared.ts';
import type { SharedStore } from './sharedstore.ts';
import type { SharedTally } from './sharedtally.ts';
import type { Tables } from './workercontext.ts';

/** What a worker does its part of while it meets others. */
export interface Part {
  readonly me: number;
  readonly space: StateSpace;
  readonly store: SharedStore;
  readonly tables: Tables;
  readonly chunks: Chunks;
  readonly frontier: SharedFrontier;
  readonly tally: SharedTally;
  /** The states of the next level, [first, end, first, end, ...]: asked of one, while all others wait. */
  next(): readonly number[];
  /** What is done about the states when all have met; `now`: whether or not there are many. */
  settle(now: boolean): Iterable<Turn>;
  /** What is done about them when the level is over. */
  finish(): Iterable<Turn>;
  /** Writes the worker down as one of so many, for the so many-th time. */
  dump(number: number, present: number): void;
}

export class SharedBarrier implements Barrier, Supervisor {
  readonly #part: Part;
  readonly #counters: Int32Array;
  readonly #tallies: Float64Array;
  readonly #rendezvous: Rendezvous;
  /** What the counter at `stopAt` has said when this worker has looked. */
  #stopped = 0;
  /** Dumps made, and asked for as far as this worker knows. */
  #dumps = 0;
  #asked = 0;

  constructor(part: Part, { counters, tallies, workers }: SharedMemory) {
    this.#part = part;
    this.#counters = new Int32Array(counters);
    this.#tallies = new Float64Array(tallies);
    this.#rendezvous = new Rendezvous(this.#counters, workers);
  }

  /** Whether this worker takes part from the beginning. */
  get present(): boolean {
    return this.#part.me < this.#rendezvous.present;
  }

  /** How many take part. */
  get workers(): number {
    return this.#rendezvous.present;
  }

  /** A worker that comes later waits to be let in. */
  *join(): Generator<Turn> {
    const { levels, dumps } = yield* this.#rendezvous.join();
    this.#part.tally.join(levels);
    this.#dumps = dumps;
    this.#asked = dumps;
    this.#refresh();
  }

  everyone(): Generator<Turn> {
    return this.#rendezvous.everyone();
  }

  *meet(): Generator<Turn> {
    const rendezvous = this.#rendezvous;
    if (rendezvous.othersWait)
      rendezvous.letIn({ levels: this.#part.tally.levels.length, dumps: this.#dumps });
    this.tell();
    yield* rendezvous.everyone();
    const { left, stopped } = this.seen;
    const asked = this.#isAsked;
    const over = stopped || !left;
    yield* this.#part.settle(over || asked);
    if (asked && this.#isAsked) {
      this.#dumps = this.#greatest(tally.dumps);
      this.#asked = this.#dumps;
      this.#part.dump(this.#dumps, rendezvous.present);
      yield* rendezvous.everyone();
    }
    if (over) yield* this.#part.finish();
  }

  /** Whether all are to be written down: who has found no room has lost states, and what has no place yet gets it first. */
  get #isAsked(): boolean {
    const whole = this.#greatest(tally.stopped) === 0 && this.#greatest(tally.staged) === 0;
    return whole && this.#greatest(tally.dumps) > this.#dumps;
  }

  /** What the workers have written for each other: the same for all from one rendezvous to the next `part`. */
  get seen(): Seen {
    return {
      left: this.#greatest(tally.left) > 0,
      found: this.#greatest(tally.found) > 0,
      broken: this.property >= 0,
      stopped: this.#greatest(tally.stopped) > 0,
    };
  }

  *part(begins: boolean): Generator<Turn> {
    const { me, chunks } = this.#part;
    this.grow();
    if (me === 0 && begins) chunks.deal(this.#part.next());
    yield* this.#rendezvous.everyone();
    this.#refresh();
  }

  called(): boolean {
    const counters = this.#counters;
    this.#stopped = Atomics.load(counters, stopAt);
    this.#asked = Atomics.load(counters, dumpsAt);
    const crowded = Atomics.load(counters, crowdedAt) > 0;
    return this.#stopped > 0 || this.#asked > this.#dumps || crowded || this.#rendezvous.othersWait;
  }

  stop(reason: StopReason): void {
    Atomics.compareExchange(this.#counters, stopAt, 0, stopReasons.indexOf(reason) + 1);
    // Where the initial states find no room, all meet before anybody asks.
    this.#stopped = Atomics.load(this.#counters, stopAt);
  }

  callAll(): void {
    Atomics.store(this.#counters, crowdedAt, 1);
  }

  added(added: number): void {
    const { store, tables } = this.#part;
    const states = Atomics.add(this.#counters, statesAt, added) + added;
    if (store.staged > 0 || store.crowded(states) || tables.crowded()) this.callAll();
  }

  /** Where there is too little room, makes more together with all others: they see the same numbers. */
  grow(): void {
    const { me, store, tables } = this.#part;
    const states = Atomics.load(this.#counters, statesAt);
    store.grow(states, me, this.#rendezvous.present);
    tables.grow(me, this.#rendezvous.present);
    Atomics.store(this.#counters, crowdedAt, 0);
  }

  /** Position in `stopReasons`, or -1. */
  get stopReason(): number {
    return this.#greatest(tally.stopped) - 1;
  }

  /** The lowest broken property of the level, or -1. */
  get property(): number {
    const broken = this.#all(tally.broken).filter((property) => property >= 0);
    return broken.length === 0 ? -1 : Math.min(...broken);
  }

  /** The first worker who has found that property broken. */
  get finder(): number {
    return this.#all(tally.broken).indexOf(this.property);
  }

  /** Writes down what the others will read. */
  tell(): void {
    const { me, space, store, tables, frontier } = this.#part;
    store.publish();
    tables.publish();
    const { staged } = store;
    const own = this.#tallies.subarray(me * tally.width, (me + 1) * tally.width);
    own[tally.staged] = staged;
    own[tally.left] = staged + frontier.left;
    own[tally.found] = this.#part.tally.found;
    own[tally.broken] = space.broken?.property ?? -1;
    own[tally.stopped] = this.#stopped;
    own[tally.dumps] = this.#asked;
    this.#part.tally.tellAll();
  }

  #refresh(): void {
    this.#part.store.refresh();
    this.#part.tables.refresh();
  }

  /** The greatest number that any worker has written there. */
  #greatest(column: number): number {
    return Math.max(...this.#all(column));
  }

  /** What all that take part have written there. */
  #all(column: number): number[] {
    return Array.from(
      { length: this.#rendezvous.present },
      (_, k) => this.#tallies[k * tally.width + column],
    );
  }
}
