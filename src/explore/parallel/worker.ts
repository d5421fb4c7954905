/**
 * One worker of a breadth-first search by several. Every state has one owner, by its hash: the worker that keeps it and
 * expands it. Successors that belong to others travel in blocks, through rings (shared.ts).
 *
 *     expand one's states of the level    own successors are staged as in a search alone, others' are sent
 *     take in what others send            until all have expanded their states and no block is under way
 *     compare tallies                     all read the same numbers, so all decide alike how it goes on
 *
 * So a level is the same set of states for any number of workers, and so are counts, verdict and shortest length. Which
 * worker finds a state first, and so which of several shortest behaviors is shown, is not.
 *
 * A generator that yields whenever it can only wait: whoever drives it sleeps then, or, in a test, lets another one go on.
 */

import type { Dump } from '../dump.ts';
import { hashRow, rowFactors } from '../hash.ts';
import { Run, type RunFacts, TOGETHER } from '../run.ts';
import type { Level, SearchOptions, TransitionSystem } from '../system.ts';
import { BlockLinks } from './blocklinks.ts';
import { LedgerFull } from './ledger.ts';
import { Mail } from './mail.ts';
import {
  ARRIVED,
  DUMPS,
  ROOM,
  type SharedMemory,
  STOP,
  stopReasons,
  tally,
  toldKinds,
  toldLevels,
} from './shared.ts';
import { type Found, Tracer } from './trace.ts';

/** A worker's part of the result. */
export interface Share {
  readonly levels: readonly Level[];
  readonly distinct: number;
  readonly generated: number;
  readonly frontier: number;
  readonly cutByDepth: number;
  readonly deadlocks: number;
  readonly storeBytes: number;
  /** Transitions by action kind. */
  readonly actions: readonly number[];
  readonly cuts: readonly number[];
  /** Position in `stopReasons`, or -1. */
  readonly stopped: number;
  /** The broken property to report, or -1, and the states of its behavior that this worker has found. */
  readonly property: number;
  readonly found: readonly Found[];
}

/** Room is taken for so many states at a time, or for fewer where little is allowed. */
const roomStates = 1024;
/** Batches between two tellings of progress. */
const slicesTold = 64;

/** What a worker writes down of itself, besides states (all words but the last) and links (the last). */
export interface WorkerFacts {
  readonly first: number;
  readonly end: number;
  readonly generatedBefore: number;
  readonly levels: readonly Level[];
  readonly cuts: readonly number[];
  readonly run: RunFacts;
}

/** What a worker needs to know of itself and of what it searches. */
export interface Duties {
  /** Its number, from 0. */
  readonly me: number;
  /** Takes in what others have entered into shared tables: a state may not be looked at before its ids are known. */
  catchUp(): void;
  /** What the worker was when it was written down; null: it begins. */
  readonly restored: Dump<WorkerFacts> | null;
  /** Keeps the worker as it is: with those of all others and the ledger a search can go on from it. */
  dump(number: number, dump: Dump<WorkerFacts>): void;
  /** Asked now and then to write down what else others may want to know of this worker: see SharedMemory.notes. */
  note(notes: Float64Array): void;
}

export function* work(
  system: TransitionSystem,
  options: SearchOptions,
  memory: SharedMemory,
  duties: Duties,
): Generator<void, Share> {
  const worker = new Worker(system, options, memory, duties);
  yield* worker.search();
  return worker.share(yield* worker.trace());
}

class Worker {
  readonly #system: TransitionSystem;
  readonly #options: SearchOptions;
  readonly #memory: SharedMemory;
  readonly #duties: Duties;
  readonly #me: number;
  readonly #counters: Int32Array;
  readonly #tallies: Float64Array;
  readonly #told: Float64Array;
  readonly #actions: Float64Array;
  readonly #note: () => void;
  readonly #links = new BlockLinks();
  readonly #run: Run;
  readonly #mail: Mail;
  readonly #factors: Int32Array;
  readonly #levels: Level[] = [];
  /** Arrivals, of all workers, at which this one may go on. */
  #awaited = 0;
  #stopped = 0;
  /** The level: its states have the indices from `first`, where those are left to expand, up to `end`. */
  #first = 0;
  #end = 0;
  /** Transitions before the level's. */
  #generatedBefore = 0;
  /** Dumps made, and asked for as far as this worker knows. */
  #dumps = 0;
  #asked = 0;
  /** Own staged states came from these parents. */
  #firstStaged = -1;
  #lastStaged = -1;
  #seeding = true;
  #slices = 0;

  constructor(system: TransitionSystem, options: SearchOptions, memory: SharedMemory, duties: Duties) {
    const { me } = duties;
    const notes = new Float64Array(memory.notes);
    const noted = notes.length / memory.workers;
    this.#duties = duties;
    this.#note = () => duties.note(notes.subarray(me * noted, (me + 1) * noted));
    this.#actions = new Float64Array(memory.actions).subarray(me * toldKinds, (me + 1) * toldKinds);
    this.#system = system;
    this.#options = options;
    this.#memory = memory;
    this.#me = me;
    this.#counters = new Int32Array(memory.counters);
    this.#tallies = new Float64Array(memory.tallies);
    this.#told = new Float64Array(memory.levels);
    this.#run = new Run(system, options, this.#links);
    this.#run.limit = 0;
    this.#run.outlet = (states, from, parent) => this.#leaves(states, from, parent);
    this.#mail = new Mail(memory, me, (from, states, count, firstParent, lastParent) => {
      duties.catchUp();
      for (let k = 0; k < count; k++) this.#run.stage(states, k * memory.width, -1);
      this.#take(from, firstParent, lastParent);
    });
    this.#factors = rowFactors(system.width);
  }

  *search(): Generator<void> {
    if (this.#duties.restored === null) this.#seed();
    else this.#restore(this.#duties.restored);
    for (;;) {
      this.#meet();
      yield* this.#everyone();
      if (this.#any(tally.dumps) > this.#dumps) this.#dump();
      if (!this.#levelGoesOn() && !this.#nextLevel()) return;
      yield* this.#expand();
      yield* this.#mail.send(true);
      yield* this.#everyone(true);
      while (this.#mail.receive());
    }
  }

  /** Everybody knows the initial states; each keeps those that it owns, and one counts them. */
  #seed(): void {
    const run = this.#run;
    this.#system.init((state) => {
      if (this.#me === 0) run.generated++;
      if (this.#owner(state, 0) === this.#me) run.stage(state, 0, -1);
    });
    this.#settle();
    this.#seeding = false;
  }

  /** If a property is broken, finds this worker's states of the behavior. */
  *trace(): Generator<void, readonly Found[]> {
    const property = this.#property();
    if (property < 0) return [];
    const { workers } = this.#memory;
    const finder = Array.from({ length: workers }, (_, other) => other).find(
      (other) => this.#tallied(other, tally.broken) === property,
    );
    const tracer = new Tracer(this.#system, this.#run.store, this.#links, this.#memory, this.#me);
    if (finder === this.#me) tracer.begin(this.#run.broken!);
    for (;;) {
      yield* this.#everyone();
      const asked = tracer.asked();
      yield* this.#everyone();
      if (asked === null) return tracer.found;
      this.#duties.catchUp();
      if (asked.source === this.#me) tracer.answer(asked);
    }
  }

  share(found: readonly Found[]): Share {
    const run = this.#run;
    return {
      levels: this.#levels,
      distinct: run.store.size,
      generated: run.generated,
      frontier: run.frontier,
      cutByDepth: run.cutByDepth(this.#levels),
      deadlocks: run.deadlocks,
      storeBytes: run.bytes,
      actions: run.actionCounts(),
      cuts: [...this.#system.cuts],
      stopped: this.#any(tally.stopped) - 1,
      property: this.#property(),
      found,
    };
  }

  /** Expands what is left of the level, until it is time to stop or to be written down. */
  *#expand(): Generator<void> {
    const run = this.#run;
    while (this.#first < this.#end && this.#stopped === 0 && this.#asked === this.#dumps) {
      const count = Math.min(TOGETHER, this.#end - this.#first);
      if (this.#make(count)) {
        this.#firstStaged = this.#first;
        this.#lastStaged = this.#first + count - 1;
        run.takeIn(this.#first, count);
        this.#first += count;
        this.#settle();
      }
      yield* this.#mail.send(false);
      while (this.#mail.receive());
      if (++this.#slices % slicesTold === 0) this.#tellProgress();
      this.#stopped = Atomics.load(this.#counters, STOP);
      this.#asked = Atomics.load(this.#counters, DUMPS);
    }
  }

  /** Makes the steps of the next states of the level; false when there is no room for their ids: the search must end. */
  #make(count: number): boolean {
    const cuts = this.#system.cuts.slice();
    try {
      this.#run.make(this.#first, count);
      return true;
    } catch (error) {
      if (!(error instanceof LedgerFull)) throw error;
      this.#system.cuts.set(cuts);
      this.#stop('max-memory');
      return false;
    }
  }

  /** True when somebody has states of the level left, and nobody has seen a reason to stop. */
  #levelGoesOn(): boolean {
    return this.#any(tally.left) > 0 && this.#any(tally.stopped) === 0;
  }

  /** Ends the level; false when it was the last. */
  #nextLevel(): boolean {
    const { store, generated } = this.#run;
    const depth = this.#levels.length;
    const level = { depth, distinct: store.size - this.#end, generated: generated - this.#generatedBefore };
    this.#levels.push(level);
    if (depth < toldLevels)
      this.#told.set([level.distinct, level.generated], 2 * (this.#me * toldLevels + depth));
    this.#generatedBefore = generated;
    // What a stop has left of the level is left for good.
    if (this.#any(tally.stopped) > 0 || this.#property() >= 0) return false;
    this.#first = this.#end;
    this.#end = store.size;
    return this.#any(tally.found) > 0 && depth < this.#options.depth;
  }

  #dump(): void {
    this.#dumps = this.#any(tally.dumps);
    this.#asked = this.#dumps;
    const { facts, words } = this.#run.dump();
    const { cuts } = this.#system;
    this.#duties.dump(this.#dumps, {
      facts: {
        first: this.#first,
        end: this.#end,
        generatedBefore: this.#generatedBefore,
        levels: this.#levels,
        cuts: [...cuts],
        run: facts,
      },
      words: [...words, this.#links.dump()],
    });
  }

  #restore({ facts, words }: Dump<WorkerFacts>): void {
    this.#first = facts.first;
    this.#end = facts.end;
    this.#generatedBefore = facts.generatedBefore;
    this.#levels.push(...facts.levels);
    this.#system.cuts.set(facts.cuts);
    this.#run.restore({ facts: facts.run, words: words.slice(0, -1) });
    this.#links.restore(words[words.length - 1]);
    this.#seeding = false;
    facts.levels.forEach(({ depth, distinct, generated }) => {
      if (depth < toldLevels) this.#told.set([distinct, generated], 2 * (this.#me * toldLevels + depth));
    });
  }

  #stop(reason: (typeof stopReasons)[number]): void {
    Atomics.compareExchange(this.#counters, STOP, 0, stopReasons.indexOf(reason) + 1);
  }

  #owner(states: Int32Array, from: number): number {
    // Mixed once more: what the store makes of the hash must stay evenly spread among the states of one owner.
    const hash = Math.imul(hashRow(states, from, this.#factors), 0x9e3779b1) >>> 8;
    return hash % this.#memory.workers;
  }

  /** Keeps a successor for its owner; false when that is this worker. */
  #leaves(states: Int32Array, from: number, parent: number): boolean {
    const owner = this.#owner(states, from);
    if (owner === this.#me) return false;
    this.#mail.post(owner, states, from, parent);
    return true;
  }

  /** Settles what this worker has found itself. */
  #settle(): void {
    this.#take(this.#me, this.#firstStaged, this.#lastStaged);
  }

  #take(source: number, firstParent: number, lastParent: number): void {
    if (!this.#seeding) this.#links.begin(source, firstParent, lastParent);
    this.#reserve(this.#run.store.staged);
    this.#run.settle();
    if (this.#run.full) this.#stop('max-states');
  }

  /** Takes room for so many states, as far as there is any. */
  #reserve(count: number): void {
    const run = this.#run;
    const missing = run.store.size + count - run.limit;
    if (missing <= 0) return;
    const spare = Math.min(roomStates, Math.ceil(this.#options.maxStates / 64));
    const wanted = Math.max(missing, spare);
    const before = Atomics.sub(this.#counters, ROOM, wanted);
    const got = Math.max(0, Math.min(wanted, before));
    if (got < wanted) Atomics.add(this.#counters, ROOM, wanted - got);
    run.limit += got;
  }

  /** Waits until all workers have come here; takes in what they send meanwhile, if `receiving`. */
  *#everyone(receiving = false): Generator<void> {
    this.#awaited += this.#memory.workers;
    Atomics.add(this.#counters, ARRIVED, 1);
    while (Atomics.load(this.#counters, ARRIVED) < this.#awaited) {
      if (!receiving || !this.#mail.receive()) yield;
    }
  }

  /** Writes down what the others will read. */
  #meet(): void {
    const at = this.#me * tally.width;
    this.#tallies[at + tally.left] = this.#end - this.#first;
    this.#tallies[at + tally.found] = this.#run.store.size - this.#end;
    this.#tallies[at + tally.broken] = this.#run.broken?.property ?? -1;
    this.#tallies[at + tally.stopped] = this.#stopped;
    this.#tallies[at + tally.dumps] = this.#asked;
    this.#tellProgress();
  }

  #tellProgress(): void {
    const run = this.#run;
    const at = this.#me * tally.width;
    this.#tallies[at + tally.generated] = run.generated;
    this.#tallies[at + tally.distinct] = run.store.size;
    this.#tallies[at + tally.frontier] = run.frontier;
    this.#tallies[at + tally.storeBytes] = run.bytes;
    this.#tallies[at + tally.depth] = this.#levels.length;
    this.#actions.set(run.actionCounts().slice(0, toldKinds));
    this.#note();
  }

  /** The lowest broken property of the level, or -1. */
  #property(): number {
    const broken = Array.from({ length: this.#memory.workers }, (_, other) =>
      this.#tallied(other, tally.broken),
    );
    return broken.filter((property) => property >= 0).sort((a, b) => a - b)[0] ?? -1;
  }

  /** The greatest number that any worker has written there. */
  #any(column: number): number {
    return Math.max(
      ...Array.from({ length: this.#memory.workers }, (_, other) => this.#tallied(other, column)),
    );
  }

  #tallied(worker: number, column: number): number {
    return this.#tallies[worker * tally.width + column];
  }
}
