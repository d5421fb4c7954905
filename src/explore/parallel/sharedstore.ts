/**
 * The set of known states of a search by several workers: each adds to it and all see all of it. As StateStore, of which it
 * is one, it resolves many staged states together; its `size` is what this worker has added.
 */
import { type IntMemory, ownMemory, placeOf } from '../../arrays/memory.ts';
import type { WasmFunctions } from '../../arrays/wasm.ts';
import { type Dump, must } from '../dump.ts';
import { hashRow } from '../hash.ts';
import type { CompiledPart } from '../kernel.ts';
import { TablesFull } from '../region.ts';
import { noRoom, StateStore } from '../store.ts';
import { type PageMemory, type PagesFacts, pageMemory, SharedPages } from './pages.ts';
import { type SegmentStretch, SharedSlots, type SlotMemory, slotMemory } from './sharedslots.ts';

export interface StoreMemory {
  readonly pages: PageMemory;
  readonly slots: SlotMemory;
}

export function storeMemory(width: number, workers: number): StoreMemory {
  return { pages: pageMemory(width), slots: storeSlots(workers) };
}

/** The index under the states, its segments in this memory. */
export function storeSlots(workers: number, stretch?: SegmentStretch): SlotMemory {
  return slotMemory(firstSlots(workers), undefined, stretch);
}

/** The slots of each segment of the index at first: room for what a few batches of each worker can bring. */
const firstSlots = (workers: number): number => Math.max(1 << 10, workers << 8);
/** Indices that a worker may take until all look again: some dozens of pages, since where columns grow pages end early. */
const indicesAhead = 1 << 19;
const mostIndices = 2 ** 31 - 1;
/** States that compiled code recalls (src/compiled/recalled.ts): as many as a core's own cache has room for. */
const recalledStates = 1 << 13;

export class SharedStore extends StateStore<SharedPages, SharedSlots> {
  readonly #workers: number;
  readonly #ints: IntMemory;
  #kernel: WasmFunctions | null = null;
  /** Each with what is known of it. */
  #recalled: Int32Array | null = null;

  constructor(width: number, memory: StoreMemory, me: number, workers: number, ints: IntMemory = ownMemory) {
    super(
      width,
      new SharedPages(memory.pages, width, me, ints),
      (hashAll) => new SharedSlots(memory.slots, hashAll, workers, ints),
      ints,
    );
    this.#workers = workers;
    this.#ints = ints;
  }

  /** Bytes that this worker holds; the index under all is the first one's. */
  override get bytes(): number {
    return this.rows.bytes;
  }

  get indexBytes(): number {
    return this.slots.bytes;
  }

  /** The worker who has found the state. */
  owner(index: number): number {
    return this.rows.owner(index);
  }

  /** True when all workers have to meet and to `grow`, since there are so many states. */
  crowded(states: number): boolean {
    return this.slots.crowded(states, this.#indices());
  }

  /** How many of the staged states may be resolved before all meet: for those the index has room, were they all new. */
  override get fitting(): number {
    return this.slots.fitting(this.hashes, this.staged);
  }

  /** True when there is no memory for further states, or for the index under them. */
  override get full(): boolean {
    return this.rows.full || this.slots.full;
  }

  /** One of so many parts; see SharedSlots. */
  grow(states: number, part: number, parts: number): void {
    this.slots.grow(states, this.#indices(), part, parts);
  }

  /** To be called when all meet: tells of one's own states, and takes notice of a grown index. */
  publish(): void {
    this.rows.publish();
    this.slots.publish();
  }

  refresh(): void {
    this.slots.refresh();
  }

  /** Where this worker's states are, when published: ranges of indices. */
  ownRanges(): number[] {
    return this.rows.ownRanges();
  }

  /** Forgets all states, one of so many parts; all workers at once, which then meet and `refresh`. */
  clear(part: number, parts: number): void {
    this.rows.clear(part === 0);
    this.slots.clear(part, parts);
    this.#recalled?.fill(0);
  }

  /** See SharedPages.takeNew. */
  takeNew(): number[] {
    return this.rows.takeNew();
  }

  dump(): Dump<PagesFacts> {
    return this.rows.dump();
  }

  /** Takes the states of a dump as one's own; they are found only once they are entered, when all have published and met. */
  restore(dump: Dump<PagesFacts>): void {
    this.rows.restore(dump);
    this.#each(dump, (_, row) => this.slots.expect(hashRow(row, 0, this.factors)));
  }

  /** See SharedPages.has. */
  has(first: number, last: number): boolean {
    return this.rows.has(first, last);
  }

  /** Where the states of a dump are. */
  indicesOf({ facts }: Dump<PagesFacts>): { readonly first: number; readonly rows: number }[] {
    return this.rows.indicesOf(facts);
  }

  /** Enters one's own restored states, when the index has grown for those of all. Throws Damaged. */
  enter(dump: Dump<PagesFacts>, knows: (state: Int32Array) => boolean): void {
    if (this.slots.full) throw new TablesFull('no room for the states');
    this.#each(dump, (index, row) => {
      must(knows(row), 'a state is made of what nobody has found');
      // All are different, so each goes to the first free slot.
      let found = this.slots.seek(hashRow(row, 0, this.factors));
      for (;;) {
        while (found >= 0) found = this.slots.again();
        if (this.slots.enter(index)) break;
        found = this.slots.retry();
      }
    });
  }

  /** Each state of a dump. */
  #each(dump: Dump<PagesFacts>, visit: (index: number, row: Int32Array) => void): void {
    const row = new Int32Array(this.width);
    for (const { first, rows } of this.indicesOf(dump)) {
      for (let index = first; index < first + rows; index++) {
        this.rows.load(index, row);
        visit(index, row);
      }
    }
  }

  protected override insert(k: number, limit: number): number {
    const { rows, slots, queue } = this;
    const at = k * this.width;
    let added = -1;
    for (let index = slots.seek(this.hashes[k]); ; index = slots.retry()) {
      while (index >= 0 && !rows.equals(index, queue, at)) index = slots.again();
      if (index >= 0) {
        if (added >= 0) rows.takeBack(queue, at);
        return ~index;
      }
      if (added < 0) {
        if (rows.length >= limit) return noRoom;
        added = rows.append(queue, at);
        if (added < 0) return noRoom;
      }
      if (slots.put(added)) return added;
    }
  }

  protected override hashAll(slots: Int32Array, count: number, mask: number, out: Int32Array): void {
    if (this.#kernel === null) super.hashAll(slots, count, mask, out);
    else this.#kernel.hashKeys(placeOf(slots), count, mask, placeOf(out), placeOf(this.row));
  }

  /** Tells compiled code where it is. */
  wire(kernel: WasmFunctions): void {
    this.#kernel = kernel;
    kernel.setPages(this.width, placeOf(this.rows.entries.description), placeOf(this.rows.head));
    this.#recalled = this.#ints.take(recalledStates * (this.width + 1));
    kernel.setStore(this.width, placeOf(this.slots.description), placeOf(this.#recalled), recalledStates);
    kernel.setFactors(placeOf(this.factors));
  }

  /** What compiled code asks where it does not get on by itself. */
  readonly misses: CompiledPart['misses'] = {
    lookAtPage: (page) => this.rows.lookAt(page),
    beginPage: (place) => (this.rows.beginFor(this.queue, (place - this.queue.byteOffset) >>> 2) ? 1 : 0),
    noPlace: () => this.slots.refuse(),
  };

  /** Has compiled code stage the steps that it has just made, the first of them from the state `first` of `count`. */
  stageCompiled(
    kernel: WasmFunctions,
    first: number,
    count: number,
    steps: number,
    parents: Int32Array,
  ): void {
    this.makeRoom(steps);
    const at = this.queued;
    kernel.takeIn(
      first,
      count,
      placeOf(this.queue) + 4 * at * this.width,
      placeOf(this.hashes) + 4 * at,
      placeOf(parents) + 4 * at,
    );
    this.queued += steps;
  }

  /** As `resolve`. The positions of the states that were not known go into `fresh`; returns how many. */
  resolveCompiled(kernel: WasmFunctions, limit: number, count: number, fresh: Int32Array): number {
    const news = kernel.resolve(
      placeOf(this.queue),
      placeOf(this.hashes),
      placeOf(this.outcomes),
      placeOf(fresh),
      limit,
      count,
    );
    this.queued -= count;
    return news;
  }

  #indices(): number {
    return Math.min(this.rows.indices + this.#workers * indicesAhead, mostIndices);
  }
}
