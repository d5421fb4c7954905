/**
 * One owner of a search by several processes that share nothing: every state is owned by the one that its hash names (rows.ts), who
 * keeps it in the files of its levels, expands it, and says whether what others have found is known. Level by level, all in step:
 *
 *     expand    the own states of the level before; what they lead to is judged, and kept if it is new to this process
 *     learn     numbers for the parts of these states that had none (dictionary.ts)
 *     send      these states as rows, a part for each owner
 *     settle    the rows that have come from all, without what is known, are the own states of the level
 *
 * What is sent follows from the level before alone, and not from what was sent earlier: whoever has lost something may ask again.
 */

import { type End, endOf } from '../disk/broken.ts';
import type { Disk } from '../disk/disk.ts';
import { type Run, RunRows } from '../disk/runs.ts';
import { spill } from '../disk/spill.ts';
import { noLinks } from '../disk/worker.ts';
import { Expander, type Supervisor } from '../expander.ts';
import type { CompiledMemory } from '../parallel/compiledmemory.ts';
import { spaceOf } from '../parallel/compiledspace.ts';
import { SharedStore, type StoreMemory } from '../parallel/sharedstore.ts';
import type { Tables } from '../parallel/workercontext.ts';
import { IndexCrowded } from '../region.ts';
import type { StateSpace } from '../statespace.ts';
import type { SearchOptions, StopReason, TransitionSystem } from '../system.ts';
import { News, Numbers } from './dictionary.ts';
import { LevelRows } from './levelrows.ts';
import { mergeNew } from './merge.ts';
import type { Portable } from './portable.ts';
import { RowCoder } from './rowcoder.ts';
import type { Readable, RunPart } from './rows.ts';
import { Sorter } from './sorter.ts';

/** A file that is written at its end. */
export interface Scratch {
  append(bytes: Uint8Array): void;
  read(from: number, into: Uint8Array): number;
  close(): void;
}

/** The own states of a level. */
export interface LevelPart {
  readonly file: Readable;
  readonly states: number;
}

export interface OwnerMemory {
  /** Where what is found waits for its numbers, and rows wait to be sent or merged. */
  readonly disk: Disk;
  scratch(): Scratch;
  /** The memory of the states that are not written yet, how many these may be, and bytes of rows that are sorted together. */
  readonly store: StoreMemory;
  readonly inMemory: number;
  readonly sorted: number;
  /** Where the system's tables are; the memory of compiled code where there is some. */
  readonly tables: Tables;
  readonly compiled: CompiledMemory | null;
}

/** What an owner has counted while it expanded a level. */
export interface Counted {
  readonly generated: number;
  readonly deadlocks: number;
  /** By kind of action and by bound. */
  readonly actions: readonly number[];
  readonly cuts: readonly number[];
  /** Why it could not go on; null: it is done. */
  readonly stopped: StopReason | null;
}

/** A property that is broken in a state, or in a step from it. */
export interface BrokenRow {
  readonly property: number;
  /** The state's distance from the initial states. */
  readonly depth: number;
  readonly row: Uint8Array;
  /** The state after the step; null: it is broken in the state itself. */
  readonly next: Uint8Array | null;
}

const noLimit = 0x7fffffff;
/** States expanded together where a step back is looked for, and written together. */
const together = 64;
/** Bytes of rows that are told of at once. */
const messageBytes = 1 << 22;

interface SentRun {
  readonly owner: number;
  readonly from: number;
  readonly end: number;
}

export class Owner implements Supervisor {
  readonly numbers: Numbers;
  readonly #system: TransitionSystem;
  readonly #memory: OwnerMemory;
  readonly #me: number;
  readonly #owners: number;
  readonly #store: SharedStore;
  readonly #space: StateSpace;
  readonly #expander: Expander;
  readonly #coder: RowCoder;
  readonly #portable: Portable;
  readonly #levels: LevelPart[] = [];
  /** What was found of the next level: states by their ids here. */
  #found: Run[] = [];
  #outgoing: Scratch;
  #sent: SentRun[] = [];
  #incoming: Scratch;
  #came: RunPart[] = [];
  #received = 0;
  #expanded = 0;
  #generatedBefore = 0;
  #crowded = false;
  #stopped: StopReason | null = null;
  #end: End | null = null;

  /** `me` of `owners`, from 0 on. */
  constructor(
    system: TransitionSystem,
    portable: Portable,
    options: SearchOptions,
    memory: OwnerMemory,
    me: number,
    owners: number,
    numbers = new Numbers(portable),
  ) {
    const { ints } = memory.tables;
    this.#system = system;
    this.#portable = portable;
    this.#memory = memory;
    this.#me = me;
    this.#owners = owners;
    this.#store = new SharedStore(system.width, memory.store, 0, 1, ints);
    this.#space = spaceOf(system, options, this.#store, noLinks, memory.compiled, ints);
    this.#space.limit = noLimit;
    this.#expander = new Expander(this.#space, { reserve: () => true, release: () => {} }, this);
    this.numbers = numbers;
    this.#coder = new RowCoder(portable, numbers, system.width);
    this.#outgoing = memory.scratch();
    this.#incoming = memory.scratch();
  }

  /** Of the level that it expands: states that are expanded, steps made, and states found, of which some may be known. */
  get within(): { readonly expanded: number; readonly generated: number; readonly found: number } {
    const found = this.#found.reduce((sum, { states }) => sum + states, this.#store.size);
    return { expanded: this.#expanded, generated: this.#space.generated - this.#generatedBefore, found };
  }

  /** How many levels it has. */
  get levels(): number {
    return this.#levels.length;
  }

  /** Takes the own states of the next level, as they were settled before. */
  addLevel(part: LevelPart): void {
    this.#levels.push(part);
  }

  /** The own states of a level. */
  level(depth: number): LevelPart {
    return this.#levels[depth];
  }

  /**
   * Finds the states of a level, the first one where it is the initial ones. Whatever was done of that level before is forgotten.
   * Yields the number of states that have been expanded, now and then. Throws a BadRun or a RangeError where a level's file is none.
   */
  *expand(depth: number): Generator<number, Counted> {
    this.#begin(depth);
    const space = this.#space;
    const before = { deadlocks: space.deadlocks, actions: space.actionCounts() };
    const cuts = this.#system.cuts.slice();
    if (depth === 0) {
      if (this.#me === 0) this.#expander.begin();
      this.#makeRoom();
    } else {
      yield* this.#expandLevel(depth);
    }
    this.#spill(depth);
    return {
      generated: this.within.generated,
      deadlocks: space.deadlocks - before.deadlocks,
      actions: space.actionCounts().map((taken, kind) => taken - (before.actions[kind] ?? 0)),
      cuts: [...this.#system.cuts].map((cut, k) => cut - cuts[k]),
      stopped: this.#stopped,
    };
  }

  *#expandLevel(depth: number): Generator<number> {
    const { file, states } = this.#levels[depth - 1];
    this.#space.source = new LevelRows({ file, from: 0, end: file.bytes }, this.#coder, this.#system.width);
    while (this.#expanded < states && this.#stopped === null) {
      this.#expanded += this.#expander.expand(this.#expanded, states);
      this.#makeRoom();
      if (this.#store.size >= this.#memory.inMemory) this.#spill(depth);
      yield this.#expanded;
    }
  }

  #begin(depth: number): void {
    this.#levels.length = Math.min(this.#levels.length, depth);
    for (const { file } of this.#found) file.remove();
    this.#found = [];
    this.#outgoing.close();
    this.#incoming.close();
    this.#outgoing = this.#memory.scratch();
    this.#incoming = this.#memory.scratch();
    this.#sent = [];
    this.#came = [];
    this.#received = 0;
    this.#expanded = 0;
    this.#generatedBefore = this.#space.generated;
    this.#store.clear(0, 1);
    this.#store.refresh();
    this.#space.broken = null;
    this.#end = null;
    this.#stopped = null;
    this.#crowded = false;
  }

  /** Writes what is in memory, and forgets it. */
  #spill(depth: number): void {
    const { broken } = this.#space;
    if (broken !== null && broken !== this.#end?.broken) this.#end = endOf(this.#space, broken, depth);
    if (this.#store.size === 0) return;
    this.#store.publish();
    this.#found.push(spill(this.#memory.disk, this.#store, this.#store.ownRanges()));
    this.#store.clear(0, 1);
    this.#store.refresh();
  }

  /** Tells of the parts of what was found that have no number yet, and of whatever else `more` tells of. */
  *news(more: (tell: News['tell']) => void): Generator<number, Uint8Array> {
    const news = new News(this.#portable, this.numbers);
    this.#coder.beginRound();
    let told = 0;
    for (const state of this.#foundStates()) {
      this.#coder.tell(state, news);
      if (++told % together === 0) yield told;
    }
    for (const state of this.#endStates()) this.#coder.tell(state, news);
    more(news.tell);
    return news.encoded();
  }

  /** What is broken first, by rows; null: nothing that was found. */
  get broken(): BrokenRow | null {
    if (this.#end === null) return null;
    const [row, next = null] = this.#endStates().map((state) => this.#coder.write(state).slice());
    const { broken, depth } = this.#end;
    return { property: broken.property, depth, row, next };
  }

  #endStates(): readonly Int32Array[] {
    if (this.#end === null) return [];
    const { broken, state } = this.#end;
    return broken.step === null ? [state] : [state, broken.step.state];
  }

  *#foundStates(): Generator<Int32Array> {
    const { width } = this.#system;
    const state = new Int32Array(width);
    for (const run of this.#found) {
      const rows = new RunRows([run], width);
      for (let at = 0; at < run.states; at++) {
        rows.load(at, state);
        yield state;
      }
    }
  }

  /** Makes rows of what was found, all parts of which have numbers by now. Yields now and then. */
  *send(): Generator<number> {
    let length = 0;
    const sorter = new Sorter(this.#owners, this.#memory.sorted, (owner, run) => {
      if (owner === this.#me) {
        this.take(run);
        return;
      }
      this.#outgoing.append(run);
      this.#sent.push({ owner, from: length, end: length + run.length });
      length += run.length;
    });
    let made = 0;
    for (const state of this.#foundStates()) {
      sorter.add(this.#coder.write(state));
      if (++made % together === 0) yield made;
    }
    sorter.end();
    for (const { file } of this.#found) file.remove();
    this.#found = [];
  }

  /** The runs for another owner, several at once. */
  *rowsFor(owner: number): Generator<readonly Uint8Array[]> {
    let runs: Uint8Array[] = [];
    let length = 0;
    for (const { from, end } of this.#sent.filter((run) => run.owner === owner)) {
      const run = new Uint8Array(end - from);
      if (this.#outgoing.read(from, run) < run.length)
        throw new Error('rows are shorter than they were written');
      runs.push(run);
      length += run.length;
      if (length < messageBytes) continue;
      yield runs;
      runs = [];
      length = 0;
    }
    if (runs.length > 0) yield runs;
  }

  /** Takes a run of rows that are its own. */
  take(run: Uint8Array): void {
    this.#incoming.append(run);
    const from = this.#received;
    this.#received += run.length;
    const incoming = this.#incoming;
    const file: Readable = { bytes: this.#received, read: (at, into) => incoming.read(at, into) };
    this.#came.push({ file, from, end: this.#received });
  }

  /** The own states of the level that was found, sorted, piece by piece, as merge.ts gives them. */
  settle(count: (rows: number) => void): Generator<Uint8Array> {
    const known = this.#levels.map(({ file }): RunPart => ({ file, from: 0, end: file.bytes }));
    return mergeNew(this.#came, known, count);
  }

  /** The first own state of a level that has a step to the row's state, as a row; null: none has. */
  *parentOf(depth: number, child: Uint8Array): Generator<number, Uint8Array | null> {
    const { file, states } = this.#levels[depth];
    const { width } = this.#system;
    const to = new Int32Array(width);
    this.#inRoom(() => this.#coder.read(child, 0, child.length, to, 0));
    const rows = new LevelRows({ file, from: 0, end: file.bytes }, this.#coder, width);
    this.#space.source = rows;
    for (let first = 0; first < states; first += together) {
      yield first;
      const count = Math.min(together, states - first);
      const parent = this.#inRoom(() => this.#space.parentOf(to, first, count));
      if (parent < 0) continue;
      const state = new Int32Array(width);
      rows.load(parent, state);
      return this.#coder.write(state).slice();
    }
    return null;
  }

  close(): void {
    for (const { file } of this.#found) file.remove();
    this.#outgoing.close();
    this.#incoming.close();
  }

  /** Where an index has no room for what is to be done, it grows, and it is done again. */
  #inRoom<Made>(act: () => Made): Made {
    for (;;) {
      try {
        return act();
      } catch (error) {
        if (!(error instanceof IndexCrowded)) throw error;
        this.#grow();
      }
    }
  }

  #makeRoom(): void {
    while (this.#crowded && this.#stopped === null) {
      this.#crowded = false;
      this.#grow();
      this.#expander.resume();
    }
  }

  #grow(): void {
    const { tables } = this.#memory;
    this.#store.publish();
    tables.publish();
    this.#store.grow(this.#store.size, 0, 1);
    tables.grow(0, 1);
    this.#store.refresh();
    tables.refresh();
  }

  stop(reason: StopReason): void {
    this.#stopped ??= reason;
  }

  callAll(): void {
    this.#crowded = true;
  }

  added(): void {
    const store = this.#store;
    if (store.staged > 0 || store.crowded(store.size) || this.#memory.tables.crowded()) this.callAll();
  }
}
