/**
 * Breadth-first search with the known states on disk, by one worker: what is in memory is only what was found of the next
 * level and not written yet.
 *
 *     expand    the states of a level, as they stand in its file; what they lead to is looked up among what was found
 *               since the last writing, and kept there if it is new to that
 *     spill     whenever there is as much of it as memory is for, and when the level is over: it is sorted and written as a run
 *     merge     the runs become the next level, without what stands in an earlier one
 *
 * Whether a state is known is so decided once a level, by reading all files from beginning to end, and never by a look into
 * them. Levels, and all counts, are those of the search in memory. A state of an earlier level may be judged once more, which
 * says the same. There are no links: a behavior is found by expanding the levels before once more.
 */
import { Expander, type Supervisor } from '../expander.ts';
import type { Links } from '../links.ts';
import type { CompiledMemory } from '../parallel/compiledmemory.ts';
import { CompiledSpace } from '../parallel/compiledspace.ts';
import { SharedStore, type StoreMemory } from '../parallel/sharedstore.ts';
import type { Tables } from '../parallel/workercontext.ts';
import { StateSpace } from '../statespace.ts';
import type { Level, Progress, Search, SearchOptions, StopReason, TransitionSystem } from '../system.ts';
import { explorationOf, progressOf, type Totals } from '../totals.ts';
import { BrokenOnDisk } from './broken.ts';
import { type Disk, DiskFull } from './disk.ts';
import { mergeNew } from './merge.ts';
import { type Run, RunRows } from './runs.ts';
import { spill } from './spill.ts';
import { countedBy, takeOver, type WrittenDown } from './takeover.ts';

export interface OnDisk {
  readonly disk: Disk;
  /** The memory of the states that are not written yet, and how many these may be. */
  readonly store: StoreMemory;
  readonly inMemory: number;
  /** Where the system's tables are; the memory of compiled code where there is some. */
  readonly tables: Tables;
  readonly compiled: CompiledMemory | null;
  /** What it goes on from, and whether the ids of a state there have been given; null: it begins. */
  readonly from: { readonly workers: readonly WrittenDown[]; knows(state: Int32Array): boolean } | null;
}

/** No more than an index can name. */
const noLimit = 0x7fffffff;
const noLinks: Links = {
  bytes: 0,
  add: () => {},
  earliest: () => -1,
  latest: () => -1,
};

export function searchOnDisk(system: TransitionSystem, options: SearchOptions, on: OnDisk): Search {
  return new DiskSearch(system, options, on).run();
}

class DiskSearch implements Supervisor {
  readonly #system: TransitionSystem;
  readonly #options: SearchOptions;
  readonly #on: OnDisk;
  readonly #store: SharedStore;
  readonly #space: StateSpace;
  readonly #expander: Expander;
  readonly #broken: BrokenOnDisk;
  #stopped: StopReason | null = null;
  #crowded = false;
  readonly #levels: Level[] = [];
  /** The states of each of these levels. */
  readonly #files: Run[] = [];
  /** What was found of the next one and is written. */
  #found: Run[] = [];
  #distinct = 0;
  #expanded = 0;
  #generatedBefore = 0;

  constructor(system: TransitionSystem, options: SearchOptions, on: OnDisk) {
    const { ints } = on.tables;
    this.#system = system;
    this.#options = options;
    this.#on = on;
    this.#store = new SharedStore(system.width, on.store, 0, 1, ints);
    this.#space =
      on.compiled === null
        ? new StateSpace(system, options, this.#store, noLinks)
        : new CompiledSpace(system, options, this.#store, noLinks, on.compiled, ints);
    this.#space.limit = noLimit;
    this.#expander = new Expander(this.#space, { reserve: () => true, release: () => {} }, this);
    this.#broken = new BrokenOnDisk(system, this.#space);
  }

  *run(): Search {
    try {
      yield* this.#searchLevels();
    } catch (error) {
      if (!(error instanceof DiskFull)) throw error;
      this.stop('disk-full');
    }
    const violation = this.#broken.violation(this.#files);
    return explorationOf(this.#totals(this.#distinct), {
      stopped: this.#stopped,
      depth: this.#options.depth,
      violation,
    });
  }

  *#searchLevels(): Generator<Progress, void, StopReason | null> {
    const { from } = this.#on;
    if (from === null) this.#expander.begin();
    else yield* this.#goOn(from);
    this.#makeRoom();
    for (;;) {
      yield* this.#endLevel();
      const level = this.#levels[this.#levels.length - 1];
      const over = this.#stopped !== null || this.#space.broken !== null || level.distinct === 0;
      if (over || level.depth >= this.#options.depth) return;
      yield* this.#expandLevel(this.#files[level.depth]);
    }
  }

  /** Goes on in the middle of a level. */
  *#goOn({ workers, knows }: NonNullable<OnDisk['from']>): Generator<Progress, void, StopReason | null> {
    const { disk, inMemory } = this.#on;
    const before = countedBy(workers);
    const { generated, deadlocks, actions, cuts, frontier } = before;
    this.#space.goOn({ generated, deadlocks, actions });
    this.#system.cuts.set(cuts);
    this.#levels.push(...before.levels);
    this.#generatedBefore = before.generatedBefore;
    this.#distinct = before.distinct;
    this.#expanded = before.distinct - frontier;
    const taking = takeOver(disk, this.#system.width, inMemory, workers, knows);
    let files = taking.next();
    for (; !files.done; files = taking.next()) yield* this.#tell();
    this.#files.push(...files.value.levels);
    this.#found.push(...files.value.found);
    // They are counted once more when the level is over.
    this.#distinct -= this.#found.reduce((sum, { states }) => sum + states, 0);
    yield* this.#expandLevel(files.value.left);
    files.value.left.file.remove();
  }

  *#expandLevel(level: Run): Generator<Progress, void, StopReason | null> {
    this.#space.source = new RunRows(level, this.#system.width);
    for (let at = 0; at < level.states && this.#stopped === null; ) {
      const expanded = this.#expander.expand(at, level.states);
      at += expanded;
      this.#expanded += expanded;
      this.#makeRoom();
      if (this.#store.size >= this.#on.inMemory) this.#spill();
      if (this.#perhapsDistinct >= this.#options.maxStates) this.stop('max-states');
      yield* this.#tell();
    }
  }

  /** What was found becomes the next level. */
  *#endLevel(): Generator<Progress, void, StopReason | null> {
    this.#spill();
    const { disk } = this.#on;
    const merging = mergeNew(disk, this.#system.width, this.#store.factors, this.#found, this.#files);
    let level = merging.next();
    for (; !level.done; level = merging.next()) yield* this.#tell();
    for (const { file } of this.#found) file.remove();
    this.#found = [];
    const { generated } = this.#space;
    this.#files.push(level.value);
    this.#levels.push({
      depth: this.#levels.length,
      distinct: level.value.states,
      generated: generated - this.#generatedBefore,
    });
    this.#generatedBefore = generated;
    this.#distinct += level.value.states;
  }

  /** Writes what is in memory, and forgets it. */
  #spill(): void {
    this.#broken.look(this.#levels.length);
    if (this.#store.size === 0) return;
    this.#store.publish();
    this.#found.push(spill(this.#on.disk, this.#store, this.#store.takeNew()));
    this.#store.clear();
  }

  *#tell(): Generator<Progress, void, StopReason | null> {
    const reason = yield progressOf(this.#totals(this.#perhapsDistinct), this.#levels.length);
    if (reason !== null) this.stop(reason);
  }

  /** Some of what was found of the next level may be known. */
  get #perhapsDistinct(): number {
    return this.#found.reduce((sum, { states }) => sum + states, this.#distinct + this.#store.size);
  }

  #totals(distinct: number): Totals {
    const space = this.#space;
    return {
      levels: this.#levels,
      distinct,
      generated: space.generated,
      frontier: distinct - this.#expanded,
      deadlocks: space.deadlocks,
      storeBytes: space.bytes + this.#store.indexBytes + 4 * this.#system.width * this.#distinct,
      actions: space.actionCounts(),
      cuts: [...this.#system.cuts],
    };
  }

  /** Where an index has too little room it grows, and what had to wait for that arrives. */
  #makeRoom(): void {
    const { tables } = this.#on;
    while (this.#crowded && this.#stopped === null) {
      this.#crowded = false;
      this.#store.publish();
      tables.publish();
      this.#store.grow(this.#store.size, 0, 1);
      tables.grow(0, 1);
      this.#store.refresh();
      tables.refresh();
      this.#expander.resume();
    }
  }

  stop(reason: StopReason): void {
    this.#stopped ??= reason;
  }

  callAll(): void {
    this.#crowded = true;
  }

  added(): void {
    const store = this.#store;
    if (store.staged > 0 || store.crowded(store.size) || this.#on.tables.crowded()) this.callAll();
  }
}
