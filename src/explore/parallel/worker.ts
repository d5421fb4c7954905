/**
 * One worker of a breadth-first search by several. All add to one set of states (sharedstore.ts), level by level:
 *
 *     take a chunk of the level     states that were found in a row, and so have much in common
 *     expand it                     as in a search alone; what is new is this worker's own
 *     meet, when nothing is left    all read the same tallies, so all decide alike how it goes on; one deals out the next level
 *
 * So a level is the same set of states for any number of workers, and so are counts, verdict and shortest length. Which
 * worker finds a state first, and so which of several shortest behaviors is shown, is not.
 *
 * A generator that yields after each chunk and whenever it can only wait: whoever drives it sleeps then, or, in a test, lets
 * another one go on.
 */

import { type Dump, must, takingIn } from '../dump.ts';
import { TablesFull } from '../region.ts';
import { Run, TOGETHER } from '../run.ts';
import type { Level, SearchOptions, StopReason, TransitionSystem } from '../system.ts';
import { BlockLinks } from './blocklinks.ts';
import { Chunks } from './chunks.ts';
import { Meeting } from './meeting.ts';
import { Room } from './room.ts';
import type { Duties, Share, Turn, WorkerFacts } from './share.ts';
import {
  CROWDED,
  DUMPS,
  type SharedMemory,
  STATES,
  STOP,
  stopReasons,
  tally,
  toldKinds,
  toldLevels,
} from './shared.ts';
import { IndexCrowded } from './sharedslots.ts';
import { SharedStore } from './sharedstore.ts';
import { type Found, Tracer } from './trace.ts';

/** Batches between two tellings of progress. */
const slicesTold = 64;

export function* work(
  system: TransitionSystem,
  options: SearchOptions,
  memory: SharedMemory,
  duties: Duties,
): Generator<Turn, Share> {
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
  readonly #chunks: Chunks;
  readonly #tallies: Float64Array;
  readonly #told: Float64Array;
  readonly #actions: Float64Array;
  readonly #note: () => void;
  readonly #links = new BlockLinks();
  readonly #store: SharedStore;
  readonly #run: Run;
  readonly #room: Room;
  readonly #levels: Level[] = [];
  readonly #meeting: Meeting;
  #stopped = 0;
  /** What is left of its chunk: states with the indices from `first` up to `end`. */
  #first = 0;
  #end = 0;
  /** This worker's states, and transitions, before the level. */
  #before = 0;
  #generatedBefore = 0;
  /** Dumps made, and asked for as far as this worker knows. */
  #dumps = 0;
  #asked = 0;
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
    this.#chunks = new Chunks(memory);
    this.#meeting = new Meeting(this.#counters, memory.workers);
    this.#tallies = new Float64Array(memory.tallies);
    this.#told = new Float64Array(memory.levels);
    this.#store = new SharedStore(system.width, memory.store, me, memory.workers);
    this.#run = new Run(system, options, this.#store, this.#links);
    this.#run.limit = 0;
    this.#room = new Room(this.#counters, this.#run, options.maxStates);
  }

  *search(): Generator<Turn> {
    if (this.#me >= this.#meeting.present) yield* this.#join();
    else if (this.#duties.restored === null) this.#seed();
    else yield* takingIn(this.#restore(this.#duties.restored));
    for (;;) {
      if (this.#meeting.othersWait) this.#meeting.letIn({ levels: this.#levels.length, dumps: this.#dumps });
      this.#meet();
      yield* this.#meeting.everyone();
      // Who has found no room has lost states, and what has no place yet gets it first.
      const whole = this.#any(tally.stopped) === 0 && this.#any(tally.staged) === 0;
      if (whole && this.#any(tally.dumps) > this.#dumps) {
        this.#dump();
        yield* this.#meeting.everyone();
      }
      const goesOn = this.#levelGoesOn();
      const more = goesOn || this.#nextLevel();
      this.#grow();
      if (this.#me === 0 && more && !goesOn) this.#chunks.deal(this.#store.takeNew());
      yield* this.#meeting.everyone();
      this.#store.refresh();
      this.#duties.tables.refresh();
      if (!more) return;
      yield* this.#expand();
    }
  }

  /** Comes later: of the levels so far it has found nothing. */
  *#join(): Generator<Turn> {
    const { levels, dumps } = yield* this.#meeting.join();
    for (let depth = 0; depth < levels; depth++) this.#levels.push({ depth, distinct: 0, generated: 0 });
    this.#dumps = dumps;
    this.#asked = dumps;
    this.#store.refresh();
    this.#duties.tables.refresh();
  }

  /** One has all the initial states, and all know them. */
  #seed(): void {
    const run = this.#run;
    try {
      this.#system.init((state) => {
        if (this.#me !== 0) return;
        run.generated++;
        run.stage(state, 0, -1);
      });
    } catch (error) {
      if (!(error instanceof TablesFull)) throw error;
      this.#stop('max-memory');
    }
    this.#settle();
  }

  /** If a property is broken, finds this worker's states of the behavior. */
  *trace(): Generator<Turn, readonly Found[]> {
    const property = this.#property();
    if (property < 0) return [];
    const finder = this.#all(tally.broken).indexOf(property);
    const tracer = new Tracer(this.#system, this.#store, this.#links, this.#memory, this.#me);
    if (finder === this.#me) tracer.begin(this.#run.broken!);
    for (let length = 0; ; length++) {
      must(length <= this.#levels.length + 1, 'the links go round in a circle');
      yield* this.#meeting.everyone();
      const asked = tracer.asked();
      yield* this.#meeting.everyone();
      if (asked < 0) return tracer.found;
      this.#duties.tables.refresh();
      tracer.answer(asked);
    }
  }

  share(found: readonly Found[]): Share {
    return {
      ...this.#run.totals(this.#levels),
      storeBytes: this.#bytes(),
      stopped: this.#any(tally.stopped) - 1,
      property: this.#property(),
      found,
    };
  }

  /** Expands what is left of the level, until it is time to stop, or to meet for something else. */
  *#expand(): Generator<Turn> {
    const run = this.#run;
    if (this.#store.staged > 0) {
      this.#settle();
      this.#stopped = Atomics.load(this.#counters, STOP);
    }
    for (let meet = this.#store.staged > 0; !meet && (this.#first < this.#end || this.#takeChunk()); ) {
      const count = Math.min(TOGETHER, this.#end - this.#first);
      if (this.#make(count)) {
        run.takeIn(this.#first, count);
        this.#first += count;
        this.#settle();
      }
      if (++this.#slices % slicesTold === 0) this.#tellProgress();
      this.#stopped = Atomics.load(this.#counters, STOP);
      this.#asked = Atomics.load(this.#counters, DUMPS);
      const crowded = Atomics.load(this.#counters, CROWDED) > 0;
      meet = this.#stopped > 0 || this.#asked > this.#dumps || crowded || this.#meeting.othersWait;
      if (this.#first === this.#end) yield 'working';
    }
  }

  /** Takes the next chunk of the level; false when there is none. */
  #takeChunk(): boolean {
    const chunk = this.#chunks.take();
    if (chunk === null) return false;
    [this.#first, this.#end] = chunk;
    this.#links.cut();
    return true;
  }

  /**
   * Makes the steps of the next states of the chunk; false when there is no room for their ids. Then the search must end or, if
   * only the index has to grow, they are made again: tables remember functions, and what they remember already is right.
   */
  #make(count: number): boolean {
    const cuts = this.#system.cuts.slice();
    try {
      this.#run.make(this.#first, count);
      return true;
    } catch (error) {
      if (error instanceof IndexCrowded) Atomics.store(this.#counters, CROWDED, 1);
      else if (error instanceof TablesFull) this.#stop('max-memory');
      else throw error;
      this.#system.cuts.set(cuts);
      return false;
    }
  }

  /** Enters what is staged, as far as the index has room: the rest stays staged until all have met and it has grown. */
  #settle(): void {
    const store = this.#store;
    const { size } = store;
    this.#room.reserve(store.staged);
    do this.#run.settle(store.fitting);
    while (store.fitting > 0);
    this.#room.release();
    if (this.#run.full || (store.full && store.staged > 0))
      this.#stop(store.full ? 'max-memory' : 'max-states');
    const added = store.size - size;
    const states = Atomics.add(this.#counters, STATES, added) + added;
    if (store.staged > 0 || store.crowded(states) || this.#duties.tables.crowded())
      Atomics.store(this.#counters, CROWDED, 1);
  }

  /** Where there is too little room, makes more together with all others: they see the same numbers. */
  #grow(): void {
    const states = Atomics.load(this.#counters, STATES);
    this.#store.grow(states, this.#me, this.#meeting.present);
    this.#duties.tables.grow(this.#me, this.#meeting.present);
    Atomics.store(this.#counters, CROWDED, 0);
  }

  /** True when somebody had states of the level left, or saw chunks of it, and nobody has seen a reason to stop. */
  #levelGoesOn(): boolean {
    return this.#any(tally.left) > 0 && this.#any(tally.stopped) === 0;
  }

  /** Ends the level; false when it was the last. */
  #nextLevel(): boolean {
    const { store, generated } = this.#run;
    const depth = this.#levels.length;
    const level = {
      depth,
      distinct: store.size - this.#before,
      generated: generated - this.#generatedBefore,
    };
    this.#levels.push(level);
    this.#tellLevel(level);
    this.#before = store.size;
    this.#generatedBefore = generated;
    // What a stop has left of the level is left for good.
    if (this.#any(tally.stopped) > 0 || this.#property() >= 0) return false;
    return this.#any(tally.found) > 0 && depth < this.#options.depth;
  }

  #tellLevel({ depth, distinct, generated }: Level): void {
    if (depth < toldLevels) this.#told.set([distinct, generated], 2 * (this.#me * toldLevels + depth));
  }

  #dump(): void {
    this.#dumps = this.#any(tally.dumps);
    this.#asked = this.#dumps;
    const { facts: pages, words } = this.#store.dump();
    const dump = {
      facts: {
        first: this.#first,
        end: this.#end,
        before: this.#before,
        generatedBefore: this.#generatedBefore,
        levels: this.#levels,
        cuts: [...this.#system.cuts],
        run: this.#run.dump(),
        pages,
        chunks: this.#me === 0 ? this.#chunks.left : [],
      },
      words: [...words, this.#links.dump()],
    };
    this.#duties.dump(this.#dumps, dump, this.#meeting.present);
  }

  *#restore({ facts, words }: Dump<WorkerFacts>): Generator<Turn> {
    const pages = { facts: facts.pages, words: words.slice(0, -1) };
    this.#duties.tables.refresh();
    this.#store.restore(pages);
    this.#store.publish();
    Atomics.add(this.#counters, STATES, this.#store.size);
    yield* this.#meeting.everyone();
    this.#grow();
    if (this.#me === 0) this.#chunks.offer(facts.chunks);
    yield* this.#meeting.everyone();
    this.#store.refresh();
    this.#store.enter(pages, this.#duties.knows);
    this.#first = facts.first;
    this.#end = facts.end;
    this.#before = facts.before;
    this.#generatedBefore = facts.generatedBefore;
    this.#levels.push(...facts.levels);
    const [own] = this.#store.indicesOf(pages);
    this.#links.restore(words[words.length - 1], own?.first, (first, last) => this.#store.has(first, last));
    this.#run.restore(facts.run);
    this.#system.cuts.set(facts.cuts);
    for (const level of facts.levels) this.#tellLevel(level);
  }

  #stop(reason: StopReason): void {
    Atomics.compareExchange(this.#counters, STOP, 0, stopReasons.indexOf(reason) + 1);
  }

  /** Writes down what the others will read. */
  #meet(): void {
    this.#store.publish();
    this.#duties.tables.publish();
    const { staged } = this.#store;
    const at = this.#me * tally.width;
    this.#tallies[at + tally.staged] = staged;
    this.#tallies[at + tally.left] = staged + this.#end - this.#first + this.#chunks.left.length;
    this.#tallies[at + tally.found] = this.#store.size - this.#before;
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
    this.#tallies[at + tally.storeBytes] = this.#bytes();
    this.#tallies[at + tally.depth] = this.#levels.length;
    this.#actions.set(run.actionCounts().slice(0, toldKinds));
    this.#note();
  }

  /** The index under all states is the first worker's. */
  #bytes(): number {
    return this.#run.bytes + (this.#me === 0 ? this.#store.indexBytes : 0);
  }

  /** The lowest broken property of the level, or -1. */
  #property(): number {
    const broken = this.#all(tally.broken).filter((property) => property >= 0);
    return broken.length === 0 ? -1 : Math.min(...broken);
  }

  /** The greatest number that any worker has written there. */
  #any(column: number): number {
    return Math.max(...this.#all(column));
  }

  /** What all that take part have written there. */
  #all(column: number): number[] {
    return Array.from({ length: this.#meeting.present }, (_, k) => this.#tallies[k * tally.width + column]);
  }
}
