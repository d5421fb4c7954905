/**
 * Tables of ids that several workers may share. Each worker has a replica of every table; all enter the same keys in the
 * same order, and so an id means the same to all of them.
 *
 * The registrar (parallel/ledger.ts) decides the order. A table asks it only about keys that it does not know, and is
 * told of everybody's new keys, its own included, by `admit`. Where there are many ids, or much is known of each, it gives
 * memory that all share instead (region.ts). Who works alone has a registrar that enters what it is asked for at once.
 */
import { GrowingInts } from '../arrays/growing.ts';
import { type IntMemory, ownMemory } from '../arrays/memory.ts';
import { SeqInterner } from './intern.ts';
import { ownRegion, type Region } from './region.ts';
import { type HashAll, SlotIndex, type Slots } from './slots.ts';

/** One worker's copy of a table. Entries are sequences of integers of which the table says what is key and what is note. */
export interface Replica {
  /** The id of the entry with this key, or -1. */
  find(entry: Int32Array, length: number): number;
  /** Enters what is new; returns its id, which is the next one. */
  admit(entry: Int32Array, length: number): number;
}

export interface Registrar {
  /** Takes in the next replica; all workers have the same ones in the same order. Returns the number of its table. */
  attach(replica: Replica): number;
  /** The id of an entry that the replica does not know: somebody else may have entered it meanwhile. */
  register(table: number, entry: Int32Array, length: number): number;
  /** Admits what others have entered; false when there was nothing. */
  catchUp(): boolean;
  /** Admits what others enter until `met` says so: of an entry that somebody has spoken of already. */
  catchUpUntil(met: () => boolean): void;
  /**
   * Memory of all for one more table, with rows of `width` integers, and an index of all for one of them. As with replicas, all
   * workers ask for the same ones in the same order.
   */
  region(width: number): Region;
  index(keys: () => number, hashAll: HashAll): Slots;
  /** For the tables of this worker alone that are read most. */
  readonly ints: IntMemory;
}

const ownSegmentBits = 4;

/** The registrar of a worker that works alone: there is nobody to catch up with, and all memory is its own. */
export class OwnRegistrar implements Registrar {
  readonly ints = ownMemory;
  readonly #replicas: Replica[] = [];

  attach(replica: Replica): number {
    return this.#replicas.push(replica) - 1;
  }

  register(table: number, entry: Int32Array, length: number): number {
    return this.#replicas[table].admit(entry, length);
  }

  catchUp(): boolean {
    return false;
  }

  catchUpUntil(): never {
    throw new RangeError('an id that nobody has given');
  }

  region(): Region {
    return ownRegion();
  }

  index(_: () => number, hashAll: HashAll): Slots {
    return new SlotIndex(ownSegmentBits, hashAll);
  }
}

/** Sequences of integers -> dense ids, each with a few integers noted beside it when it was entered. */
export class IdTable implements Replica {
  readonly #registrar: Registrar;
  readonly #number: number;
  readonly #noteWords: number;
  readonly #keys = new SeqInterner();
  readonly #notes = new GrowingInts();
  readonly #onAdmit: (key: Int32Array, length: number) => void;

  /** `onAdmit` is called with each new key, in the order of the ids. */
  constructor(
    registrar: Registrar,
    noteWords = 0,
    onAdmit: (key: Int32Array, length: number) => void = () => {},
  ) {
    this.#registrar = registrar;
    this.#noteWords = noteWords;
    this.#onAdmit = onAdmit;
    this.#number = registrar.attach(this);
  }

  get size(): number {
    return this.#keys.size;
  }

  /** The key of an id: a view, valid until the next entry. */
  get(id: number): Int32Array {
    this.meet(id);
    return this.#keys.get(id);
  }

  /** The k-th integer noted beside an id. */
  note(id: number, k: number): number {
    this.meet(id);
    return this.#notes.data[id * this.#noteWords + k];
  }

  /** Takes in what others have entered, if need be: memory that all share may speak of an id before the table knows it. */
  meet(id: number): void {
    if (id >= this.#keys.size) this.#registrar.catchUpUntil(() => id < this.#keys.size);
  }

  /** The id of the first `length` words of `entry`, the notes included: they are kept only where the key is new. */
  intern(entry: Int32Array, length: number): number {
    const known = this.find(entry, length);
    return known >= 0 ? known : this.#registrar.register(this.#number, entry, length);
  }

  find(entry: Int32Array, length: number): number {
    return this.#keys.find(entry, length - this.#noteWords);
  }

  admit(entry: Int32Array, length: number): number {
    const key = length - this.#noteWords;
    const id = this.#keys.intern(entry, key);
    for (let k = key; k < length; k++) this.#notes.push(entry[k]);
    this.#onAdmit(this.#keys.get(id), key);
    return id;
  }
}
