/**
 * RowSet is a set of rows of positive integers for one who can do without it: what it holds was added, but what was added
 * may be gone. Its memory has a roof; when it is full it begins anew, which costs its owner the work of finding out again.
 *
 *     slot   [ first | ... | last ]        first is never 0, so a zeroed slot is an empty one
 *
 * A row is stored as it is, so that a look-up reads one place in memory and compares exactly.
 */
import { type IntMemory, ownMemory, placeOf, takeCopy } from '../arrays/memory.ts';
import { hashRow, rowFactors } from '../explore/hash.ts';

const firstSlots = 256;
/** 2^19 slots are 8 MiB for a cluster of three nodes. */
const usualMaxSlots = 1 << 19;
const maxLoad = 0.65;

export class RowSet {
  readonly #width: number;
  readonly #factors: Int32Array;
  readonly #maxSlots: number;
  #slots: Int32Array;
  readonly #ints: IntMemory;
  /** What compiled code reads: [ the place of the slots | their count less one | the place of the factors ] */
  readonly description: Int32Array;
  /** The slot count less one. */
  #mask = firstSlots - 1;
  /** Rows that may still come before the set grows or begins anew. */
  #room = Math.floor(firstSlots * maxLoad);

  /** `maxSlots` is a power of two, at least 256. */
  constructor(width: number, maxSlots = usualMaxSlots, ints = ownMemory) {
    this.#width = width;
    this.#factors = takeCopy(ints, rowFactors(width));
    this.#maxSlots = maxSlots;
    this.#ints = ints;
    this.#slots = ints.take(width * firstSlots);
    this.description = ints.take(3);
    this.description[2] = placeOf(this.#factors);
    this.#describe();
  }

  /** The row's first integer must not be 0; so with `add`. */
  has(row: Int32Array): boolean {
    return this.#slots[this.#seek(row)] !== 0;
  }

  add(row: Int32Array): void {
    const at = this.#seek(row);
    if (this.#slots[at] !== 0) return;
    this.#slots.set(row, at);
    if (--this.#room === 0) this.#makeRoom();
  }

  /** Where the row is, or the empty slot where it would be. */
  #seek(row: Int32Array): number {
    const slots = this.#slots;
    const width = this.#width;
    for (let slot = hashRow(row, 0, this.#factors); ; slot++) {
      const at = (slot & this.#mask) * width;
      const first = slots[at];
      if (first === 0) return at;
      let same = 0;
      while (same < width && slots[at + same] === row[same]) same++;
      if (same === width) return at;
    }
  }

  #makeRoom(): void {
    const old = this.#slots;
    const count = Math.min(2 * (this.#mask + 1), this.#maxSlots);
    const anew = count === this.#mask + 1;
    this.#slots = this.#ints.take(this.#width * count);
    this.#mask = count - 1;
    this.#describe();
    this.#room = Math.floor(count * maxLoad);
    for (let at = 0; at < old.length && !anew; at += this.#width) {
      if (old[at] !== 0) this.add(old.subarray(at, at + this.#width));
    }
    this.#ints.giveBack(old);
  }

  #describe(): void {
    this.description[0] = placeOf(this.#slots);
    this.description[1] = this.#mask;
  }
}
