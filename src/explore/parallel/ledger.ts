/**
 * The ledger: one list of all that any worker has entered into any table of which all have replicas, in one order, in shared
 * memory. Replaying it gives every worker the same tables. Beside it lie the tables that need no replica (region.ts).
 *
 *     control   [ lock | words written | of these, words that come from a dump ]
 *     pages     [ table | length | words ... ] [ table | length | words ... ] ... [ -1 ]      an entry never leaves its page
 *
 * To enter a key a worker takes the lock, replays what it has missed and looks again; only what is still unknown is
 * written. Reading needs no lock: what stands before `words written` does not change.
 */
import { type IntMemory, ownMemory } from '../../arrays/memory.ts';
import { wordsOf } from '../../arrays/shared.ts';
import { asDamage, type Dump, must } from '../dump.ts';
import type { Registrar, Replica } from '../ids.ts';
import { type Region, sharedRegion, TablesFull } from '../region.ts';
import type { HashAll, Slots } from '../slots.ts';
import {
  dumpSlots,
  restoreSlots,
  type SegmentStretch,
  SharedSlots,
  type SlotMemory,
  slotMemory,
} from './sharedslots.ts';

/** Shared by all workers; made once. */
export interface LedgerMemory {
  readonly control: SharedArrayBuffer;
  /** In one piece: small pieces may come from memory that was used before, all of which is then written to make it zero. */
  readonly pages: SharedArrayBuffer;
  /** A page has 2^pageBits words. Invariant: the words of all pages < 2^31. */
  readonly pageBits: number;
  /** For the tables that lie in memory of all, and for the one that is looked up there. */
  readonly regions: readonly Region[];
  readonly index: SlotMemory;
}

/** The ledger as it is written down, besides the words of its pages, of the regions and of the index. */
export interface LedgerFacts {
  readonly written: number;
  readonly pages: number;
  /** How many numbers each region has given. */
  readonly given: readonly number[];
}

const usualPageBits = 22;
export const ledgerPageWords = 1 << usualPageBits;
/** 64 pages of 16 MiB: memory that is reserved and not used until it is written. */
const mostPages = 64;
const endOfPage = -1;
/** The regions of a ledger: as many as a cluster asks for, with all reductions. */
export const mostRegions = 5;
/** Of each segment of the index: so many that there is room for all that a few thousand states can bring. */
const firstSlots = 1 << 14;
/** New keys of a worker between two looks whether the index is crowded: more than a batch of states can bring. */
const keysAhead = 1 << 14;

const lockAt = 0;
const writtenAt = 1;
const restoredAt = 2;

/** What LOCK says: `awaited` is held, and somebody sleeps until it is free. */
const free = 0;
const held = 1;
const awaited = 2;
const looks = 1000;

/** `regionBytes`: of each table in memory of all. There are so many pages of 2^pageBits words. */
export function ledgerMemory(regionBytes: number, pages = mostPages, pageBits = usualPageBits): LedgerMemory {
  if (pages * 2 ** pageBits >= 2 ** 31) throw new RangeError('a ledger has fewer than 2^31 words');
  return {
    control: new SharedArrayBuffer(12),
    pages: new SharedArrayBuffer(4 * pages * 2 ** pageBits),
    pageBits,
    regions: Array.from({ length: mostRegions }, () => sharedRegion(regionBytes)),
    index: ledgerSlots(),
  };
}

/** An index of the keys that all share, its segments in this memory. */
export function ledgerSlots(stretch?: SegmentStretch): SlotMemory {
  return slotMemory(firstSlots, undefined, stretch);
}

function pagesOf({ pages, pageBits }: LedgerMemory): Int32Array[] {
  const words = 1 << pageBits;
  const count = pages.byteLength / (4 * words);
  return Array.from({ length: count }, (_, k) => new Int32Array(pages, 4 * words * k, words));
}

/** Fills the memory of a ledger that nobody has read or written with what was written in another. Throws Damaged. */
export function restoreLedger(memory: LedgerMemory, dump: Dump<LedgerFacts>): void {
  try {
    fill(memory, dump);
  } catch (error) {
    throw asDamage(error);
  }
}

function fill(memory: LedgerMemory, { facts, words }: Dump<LedgerFacts>): void {
  const rest = words.slice(facts.pages);
  judgePages(facts, words, memory.pageBits);
  pagesOf(memory)
    .slice(0, facts.pages)
    .forEach((page, k) => {
      page.set(words[k]);
    });
  memory.regions.forEach(({ words: buffer, counter }, k) => {
    counter[0] = facts.given[k];
    wordsOf(buffer!, 0, rest[k].length).set(rest[k]);
  });
  restoreSlots(memory.index, rest.slice(memory.regions.length), Math.max(...facts.given));
  const control = new Int32Array(memory.control);
  control[restoredAt] = facts.written;
  Atomics.store(control, writtenAt, facts.written);
}

/** Reads the pages as a replica will, without a look at what the entries say. */
function judgePages({ written }: LedgerFacts, pages: readonly Int32Array[], pageBits: number): void {
  for (let read = 0; read < written; ) {
    const page = pages[read >>> pageBits];
    const at = read & ((1 << pageBits) - 1);
    if (page[at] === endOfPage) {
      read = ((read >>> pageBits) + 1) << pageBits;
      continue;
    }
    const [table, length] = [page[at], page[at + 1]];
    must(table >= 0 && length >= 0 && at + 2 + length <= page.length, 'an entry has no end');
    read += 2 + length;
  }
}

export class Ledger implements Registrar {
  readonly #control: Int32Array;
  readonly #pages: readonly Int32Array[];
  readonly #pageBits: number;
  readonly #pageWords: number;
  readonly #replicas: Replica[] = [];
  /** For each table, the entries of others that came before the replica. */
  readonly #early: Int32Array[][] = [];
  /** Words replayed. Invariant: read <= words written, and with the lock, once all is replayed, read = words written. */
  #read = 0;
  readonly memory: LedgerMemory;
  readonly ints: IntMemory;
  readonly #workers: number;
  /** The width of the rows of each region that has been asked for. */
  readonly #widths: number[] = [];
  #index: { readonly slots: SharedSlots; readonly keys: () => number } | null = null;

  /** The ledger as one of `workers` sees it. */
  constructor(memory: LedgerMemory, workers: number, ints: IntMemory = ownMemory) {
    this.ints = ints;
    this.memory = memory;
    this.#workers = workers;
    this.#control = new Int32Array(memory.control);
    this.#pages = pagesOf(memory);
    this.#pageBits = memory.pageBits;
    this.#pageWords = 1 << memory.pageBits;
  }

  /** Bytes that entries take. */
  get bytes(): number {
    return 4 * Atomics.load(this.#control, writtenAt);
  }

  /** All that has been written, at a time when nobody writes; the words after the end of a page are of no account. */
  dump(): Dump<LedgerFacts> {
    const { regions, index } = this.memory;
    const written = Atomics.load(this.#control, writtenAt);
    const pages = this.#pages
      .slice(0, Math.ceil(written / this.#pageWords))
      .map((page, k) => page.subarray(0, Math.min(this.#pageWords, written - k * this.#pageWords)));
    const rows = regions.map(({ words, counter }, k) =>
      wordsOf(words!, 0, counter[0] * (this.#widths[k] ?? 0)),
    );
    const facts = { written, pages: pages.length, given: regions.map(({ counter }) => counter[0]) };
    return { facts, words: [...pages, ...rows, ...dumpSlots(index)] };
  }

  region(width: number): Region {
    const region = this.memory.regions[this.#widths.push(width) - 1];
    if (region === undefined) throw new Error(`there is memory for ${mostRegions} tables`);
    return region;
  }

  index(keys: () => number, hashAll: HashAll): Slots {
    if (this.#index !== null) throw new Error('there is memory for one index');
    const slots = new SharedSlots(this.memory.index, hashAll, this.#workers, this.ints);
    this.#index = { slots, keys };
    return slots;
  }

  /** Tells the others how many keys this worker has put into the index: to be called when all meet. */
  publish(): void {
    this.#index?.slots.publish();
  }

  /** True when all workers have to meet and to `grow` the index; they then `refresh`. */
  crowded(): boolean {
    return this.#index?.slots.crowded(this.#keys, this.#keys) ?? false;
  }

  grow(part: number, parts: number): void {
    this.#index?.slots.grow(this.#keys, this.#keys, part, parts);
  }

  refresh(): void {
    this.#index?.slots.refresh();
    this.catchUp();
  }

  /** The keys that the index may have before the next look. */
  get #keys(): number {
    return (this.#index?.keys() ?? 0) + this.#workers * keysAhead;
  }

  attach(replica: Replica): number {
    const table = this.#replicas.push(replica) - 1;
    for (const entry of this.#early[table] ?? []) replica.admit(entry, entry.length);
    delete this.#early[table];
    return table;
  }

  register(table: number, entry: Int32Array, length: number): number {
    this.#lock();
    try {
      this.catchUp();
      const known = this.#replicas[table].find(entry, length);
      if (known >= 0) return known;
      this.#write(table, entry, length);
      return this.#replicas[table].admit(entry, length);
    } finally {
      this.#unlock();
    }
  }

  catchUp(): boolean {
    const written = Atomics.load(this.#control, writtenAt);
    if (this.#read === written) return false;
    try {
      this.#replay(written);
    } catch (error) {
      // What was not written by anybody here is not the search's fault.
      throw this.#read < this.#control[restoredAt] ? asDamage(error) : error;
    }
    return true;
  }

  catchUpUntil(met: () => boolean): void {
    while (!met()) this.catchUp();
  }

  #replay(written: number): void {
    while (this.#read < written) {
      const page = this.#pages[this.#read >>> this.#pageBits];
      const at = this.#read & (this.#pageWords - 1);
      if (page[at] === endOfPage) {
        this.#read += this.#pageWords - at;
        continue;
      }
      const length = page[at + 1];
      this.#admit(page[at], page.subarray(at + 2, at + 2 + length));
      this.#read += 2 + length;
    }
  }

  /** Admitting never registers anything, so that the order of the entries is the order of the ids. */
  #admit(table: number, entry: Int32Array): void {
    const replica = this.#replicas[table];
    if (replica !== undefined) {
      replica.admit(entry, entry.length);
      return;
    }
    this.#early[table] ??= [];
    this.#early[table].push(entry.slice());
  }

  /** With the lock, and all that is written replayed. Throws where the entry has no room, and leaves all as it was. */
  #write(table: number, entry: Int32Array, length: number): void {
    const start = this.#startOf(2 + length);
    const at = start & (this.#pageWords - 1);
    const page = this.#pages[start >>> this.#pageBits];
    page[at] = table;
    page[at + 1] = length;
    for (let k = 0; k < length; k++) page[at + 2 + k] = entry[k];
    this.#read = start + 2 + length;
    Atomics.store(this.#control, writtenAt, this.#read);
  }

  /**
   * Where an entry of so many words goes: after the last one or, where that page has no room, to the next page. Invariant: an
   * entry ends before the last word of its page, so that there is always one for the sign that the page ends.
   */
  #startOf(words: number): number {
    const at = this.#read & (this.#pageWords - 1);
    if (at + words < this.#pageWords) return this.#read;
    const page = (this.#read >>> this.#pageBits) + 1;
    if (page >= this.#pages.length || words >= this.#pageWords)
      throw new TablesFull('no room for further ids');
    this.#pages[page - 1][at] = endOfPage;
    return page << this.#pageBits;
  }

  /** Ends the other workers by `end` while none of them has the lock, so that nobody waits for one that is gone. */
  async endOthers(end: () => Promise<unknown>): Promise<void> {
    this.#lock();
    try {
      await end();
    } finally {
      this.#unlock();
    }
  }

  /** It is held for less than a microsecond, mostly: who finds it held looks again for a while before it sleeps. */
  #lock(): void {
    for (let look = 0; look < looks; look++) {
      if (Atomics.compareExchange(this.#control, lockAt, free, held) === free) return;
    }
    while (Atomics.exchange(this.#control, lockAt, awaited) !== free) {
      Atomics.wait(this.#control, lockAt, awaited);
    }
  }

  #unlock(): void {
    if (Atomics.exchange(this.#control, lockAt, free) === awaited) Atomics.notify(this.#control, lockAt, 1);
  }
}
