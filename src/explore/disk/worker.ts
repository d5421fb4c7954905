/**
 * One worker of a breadth-first search whose known states are on disk: what levels.ts asks for, as parallel/worker.ts is, where what is
 * in memory is only what all workers have found of the next level and not written yet.
 *
 *     expand    the states of a level, as they stand in its files; what they lead to is looked up among what was found
 *               since the last writing, and kept there if it is new to that
 *     spill     when there is as much of it as memory is for, and when the level is over, all meet: each sorts what it has found,
 *               and writes it as a run
 *     merge     when the level is over: each worker makes of a part of all states a part of the next level, which is what is in
 *               the runs and in none of an earlier level
 *
 * Whether a state is known is so decided once a level, by reading all files from beginning to end, and never by a look into
 * them. Levels, and all counts, are those of the search in memory, for any number of workers. A state of an earlier level may be judged
 * once more, which says the same. There are no links: a behavior is found by expanding the levels before once more.
 */
import { takingIn } from '../dump.ts';
import { Expander, type Supervisor } from '../expander.ts';
import { levels, type Turn } from '../levels.ts';
import type { Links } from '../links.ts';
import { SharedBarrier } from '../parallel/barrier.ts';
import { Chunks } from '../parallel/chunks.ts';
import { spaceOf } from '../parallel/compiledspace.ts';
import { SharedFrontier } from '../parallel/frontier.ts';
import { type SharedMemory, statesAt, writtenAt } from '../parallel/shared.ts';
import { SharedStore } from '../parallel/sharedstore.ts';
import { SharedTally } from '../parallel/sharedtally.ts';
import type { Found } from '../parallel/trace.ts';
import type { WorkerContext, WorkerFacts, WorkerResult } from '../parallel/workercontext.ts';
import type { StateSpace } from '../statespace.ts';
import type { SearchOptions, TransitionSystem } from '../system.ts';
import { BrokenOnDisk, type EndFacts } from './broken.ts';
import { type Disk, type DiskFile, DiskFull } from './disk.ts';
import { mergeNew } from './merge.ts';
import { entryKinds, type NamedRun, RunLog, type RunMemory } from './runlog.ts';
import { boundsOf, partOf, type Run, RunRows, statesOf } from './runs.ts';
import { spill } from './spill.ts';

/** What the workers of a search on disk share besides. */
export interface OnDiskMemory {
  readonly runs: RunMemory;
  /** States that may be in memory before they are written. */
  readonly inMemory: number;
}

/** What a worker on disk writes down besides: what the first one knows of all files, its states that are in runs of what was found. */
export interface DiskFacts {
  readonly runs: readonly NamedRun[];
  readonly spilled: number;
  readonly end: EndFacts | null;
}

/** No more than an index can name. */
const noLimit = 0x7fffffff;
export const noLinks: Links = { bytes: 0, add: () => {}, earliest: () => -1, latest: () => -1 };

export function* workOnDisk(
  system: TransitionSystem,
  options: SearchOptions,
  memory: SharedMemory,
  context: WorkerContext,
  disk: Disk,
): Generator<Turn, WorkerResult> {
  const worker = new DiskWorker(system, options, memory, context, disk);
  yield* worker.begin();
  yield* levels(worker);
  return worker.result(yield* worker.trace());
}

class DiskWorker implements Supervisor {
  readonly depth: number;
  readonly frontier: SharedFrontier;
  readonly barrier: SharedBarrier;
  readonly tally: SharedTally;
  readonly expander: Expander;
  readonly #system: TransitionSystem;
  readonly #options: SearchOptions;
  readonly #context: WorkerContext;
  readonly #disk: Disk;
  readonly #inMemory: number;
  readonly #counters: Int32Array;
  readonly #chunks: Chunks;
  readonly #store: SharedStore;
  readonly #space: StateSpace;
  readonly #log: RunLog;
  readonly #broken: BrokenOnDisk;
  /** The runs that are being expanded. */
  #source: readonly Run[] = [];
  /** Its runs of what was found of the next level, and how many states these have. */
  #made: DiskFile[] = [];
  #spilled = 0;
  /** Of this worker and of all: states of the finished levels; of all besides: those in runs of the next one. */
  #settled = 0;
  #known = 0;

  constructor(
    system: TransitionSystem,
    options: SearchOptions,
    memory: SharedMemory,
    context: WorkerContext,
    disk: Disk,
  ) {
    const { me, tables } = context;
    const { runs, inMemory } = memory.onDisk!;
    const store = new SharedStore(system.width, memory.store, me, memory.workers, tables.ints);
    const space = spaceOf(system, options, store, noLinks, memory.compiled, tables.ints);
    const chunks = new Chunks(memory);
    space.limit = noLimit;
    this.depth = options.depth;
    this.#system = system;
    this.#options = options;
    this.#context = context;
    this.#disk = disk;
    this.#inMemory = inMemory;
    this.#counters = new Int32Array(memory.counters);
    this.#chunks = chunks;
    this.#store = store;
    this.#space = space;
    this.#log = new RunLog(runs, disk);
    this.#broken = new BrokenOnDisk(space);
    this.frontier = new SharedFrontier(chunks);
    this.tally = new SharedTally(space, store, memory, me, context.note);
    const { frontier, tally } = this;
    const part = {
      me,
      space,
      store,
      tables,
      chunks,
      frontier,
      tally,
      next: () => [0, statesOf(this.#log.source)],
      settle: (now: boolean) => this.#settle(now),
      finish: () => this.#finish(),
      dump: (number: number, present: number) => this.#dump(number, present),
    };
    this.barrier = new SharedBarrier(part, memory);
    this.expander = new Expander(space, { reserve: () => true, release: () => {} }, this);
  }

  *begin(): Generator<Turn> {
    const { me, restored } = this.#context;
    if (!this.barrier.present) yield* this.barrier.join();
    else if (restored === null) this.expander.begin(me === 0);
    else yield* takingIn(this.#restore(restored.facts));
    this.#look();
    this.tally.elsewhere = this.#settled + this.#spilled;
  }

  /** If a property is broken, finds the states of the behavior: the worker that has found it does. */
  *trace(): Generator<Turn, readonly Found[]> {
    const { barrier } = this;
    if (barrier.property < 0) return [];
    const mine = barrier.finder === this.#context.me;
    const found = mine ? yield* this.#broken.behavior(this.#log.levels) : [];
    yield* barrier.everyone();
    return found;
  }

  result(found: readonly Found[]): WorkerResult {
    const { stopReason: stopped, property } = this.barrier;
    return { ...this.tally.totals, stopped, property, found };
  }

  stop(reason: Parameters<Supervisor['stop']>[0]): void {
    this.barrier.stop(reason);
  }

  callAll(): void {
    this.barrier.callAll();
  }

  added(states: number): void {
    this.barrier.added(states);
    const inMemory = Atomics.load(this.#counters, statesAt);
    if (inMemory >= this.#inMemory) this.callAll();
    // Some of what was found of the next level may be known.
    if (this.#known + inMemory >= this.#options.maxStates) this.stop('max-states');
  }

  /** All have met. `now`: what is in memory is to be on disk, however little it is. */
  *#settle(now: boolean): Generator<Turn> {
    if (!now && Atomics.load(this.#counters, statesAt) < this.#inMemory) return;
    yield* this.#spill();
    yield* this.#tell();
  }

  /** The level is over, and what was found is on disk. */
  *#finish(): Generator<Turn> {
    yield* this.#merge();
    yield* this.#tell();
  }

  *#tell(): Generator<Turn> {
    this.tally.elsewhere = this.#settled + this.#spilled;
    this.barrier.tell();
    yield* this.barrier.everyone();
  }

  /** Writes what is in memory, and forgets it. */
  *#spill(): Generator<Turn> {
    const { barrier } = this;
    const store = this.#store;
    this.#broken.look(this.tally.levels.length);
    if (store.size > 0) {
      const run = this.#write(() => spill(this.#disk, store, store.ownRanges()));
      if (run !== null) {
        this.#made.push(run.file);
        this.#spilled += run.states;
        this.#log.add(entryKinds.found, run);
      }
    }
    yield* barrier.everyone();
    // Nobody adds to it until all have met once more.
    this.#look();
    store.clear(this.#context.me, barrier.workers);
    if (this.#context.me === 0) this.#countWritten();
    yield* barrier.everyone();
    store.refresh();
  }

  #countWritten(): void {
    const written = Atomics.load(this.#counters, writtenAt) + Atomics.exchange(this.#counters, statesAt, 0);
    Atomics.store(this.#counters, writtenAt, Math.min(written, 2 ** 30));
  }

  /** What was found becomes the next level: of a part of all states, which is this worker's. */
  *#merge(): Generator<Turn> {
    const { barrier } = this;
    const log = this.#log;
    const level = this.tally.levels.length;
    const part = log.full ? null : yield* this.#mergeShare();
    if (part !== null && part.states > 0) log.add(level, part);
    yield* barrier.everyone();
    for (const file of this.#made) file.remove();
    this.#made = [];
    this.#spilled = 0;
    this.#look();
    // A level of which a part is missing is none.
    if (!log.full) this.#settled += part?.states ?? 0;
  }

  *#mergeShare(): Generator<Turn, Run | null> {
    const { width } = this.#system;
    const { found, levels } = this.#log;
    const bounds = boundsOf(found, width, this.barrier.workers);
    const part = (run: Run): Run => partOf(run, width, bounds, this.#context.me);
    const merging = mergeNew(this.#disk, width, found.map(part), levels.flat().map(part));
    for (;;) {
      const turn = this.#write(() => merging.next());
      if (turn === null || turn.done) return turn?.value ?? null;
      yield 'working';
    }
  }

  /** Null where the disk is full, which all will know. */
  #write<Written>(write: () => Written): Written | null {
    try {
      return write();
    } catch (error) {
      if (!(error instanceof DiskFull)) throw error;
      this.#log.addFull();
      return null;
    }
  }

  /** Takes notice of the files that there are. */
  #look(): void {
    const log = this.#log;
    log.read();
    if (log.full) this.stop('disk-full');
    if (log.full) this.#spilled = 0;
    if (log.source !== this.#source) this.#space.source = new RunRows(log.source, this.#system.width);
    this.#source = log.source;
    this.#known = statesOf([...log.levels.flat(), ...log.found]);
  }

  #dump(number: number, present: number): void {
    const { me } = this.#context;
    const facts: WorkerFacts = {
      first: this.frontier.first,
      end: this.frontier.end,
      ...this.tally.dump(),
      cuts: [...this.#system.cuts],
      run: { ...this.#space.dump(), broken: null },
      pages: { pages: [] },
      chunks: me === 0 ? this.#chunks.left : [],
      disk: {
        runs: me === 0 ? this.#log.dump() : [],
        spilled: this.#spilled,
        end: this.#broken.dump(),
      },
    };
    this.#context.dump(number, { facts, words: [] }, present);
  }

  *#restore(facts: WorkerFacts): Generator<Turn> {
    const { tables, me } = this.#context;
    const { spilled, end } = facts.disk!;
    tables.refresh();
    if (me === 0) this.#chunks.offer(facts.chunks);
    yield* this.barrier.everyone();
    this.frontier.restore(facts.first, facts.end);
    this.#space.restore(facts.run);
    this.#space.limit = noLimit;
    this.#broken.restore(end);
    this.#system.cuts.set(facts.cuts);
    this.tally.restore(facts);
    this.#settled = facts.before;
    this.#spilled = spilled;
  }
}
