/**
 * The set of known states, each with a dense index in the order of insertion. In a breadth-first search that is the order
 * of depth, so a level is a range of indices and the frontier needs no memory of its own.
 *
 * The search does not insert one state at a time. It stages many successors and resolves them together: looking up a state
 * is a cache miss in the index and often another in the rows, and of many look-ups the misses overlap in the processor.
 */

import { type IntMemory, ownMemory, takeCopy } from '../arrays/memory.ts';
import { hashRow, rowFactors } from './hash.ts';
import { PackedRows } from './packed.ts';
import { FlatRows, type Rows } from './rows.ts';
import { type HashAll, SlotIndex, type Slots } from './slots.ts';

/** What `resolve` says of a new state when the store has as many states as it may, or no memory for another. */
export const noRoom = -(2 ** 31);

const segmentBits = 6;
const firstStaged = 64;

export class StateStore<R extends Rows = Rows, S extends Slots = Slots> {
  readonly width: number;
  /** outcomes[k] says what became of the k-th staged state: its index when it was new, ~index (negative) when known. */
  outcomes: Int32Array;
  protected readonly rows: R;
  protected readonly slots: S;
  /** What the columns of a state are multiplied by in its hash. */
  readonly factors: Int32Array;
  /** The staged states, one after another, and their hashes. */
  protected queue: Int32Array;
  protected hashes: Int32Array;
  protected queued = 0;
  /** Room for one state. */
  protected readonly row: Int32Array;
  protected readonly ints: IntMemory;
  /** Takes what is read ahead, so that the reads are not optimised away. */
  private readonly sink = new Int32Array(1);

  /** For states of `width` integers >= 0, kept in `rows` and found by `slots`, which looks them up by `hashAll`. */
  constructor(width: number, rows: R, makeSlots: (hashAll: HashAll) => S, ints: IntMemory = ownMemory) {
    this.width = width;
    const factors = takeCopy(ints, rowFactors(width));
    this.row = ints.take(width);
    this.ints = ints;
    this.rows = rows;
    this.factors = factors;
    this.queue = ints.take(firstStaged * width);
    this.hashes = ints.take(firstStaged);
    this.outcomes = ints.take(firstStaged);
    this.slots = makeSlots((slots, count, mask, out) => this.hashAll(slots, count, mask, out));
  }

  /** See HashAll. */
  protected hashAll(slots: Int32Array, count: number, mask: number, out: Int32Array): void {
    const { rows, row, factors } = this;
    let read = 0;
    for (let k = 0; k < count; k++) read ^= rows.touch((slots[k] & mask) - 1);
    this.sink[0] = read;
    for (let k = 0; k < count; k++) {
      rows.load((slots[k] & mask) - 1, row);
      out[k] = hashRow(row, 0, factors);
    }
  }

  /** Number of states. */
  get size(): number {
    return this.rows.length;
  }

  /** States waiting for `resolve`. */
  get staged(): number {
    return this.queued;
  }

  /** How many of the staged states may be resolved now. */
  get fitting(): number {
    return this.queued;
  }

  /** True when there is no memory for further states. */
  get full(): boolean {
    return false;
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.rows.bytes + this.slots.bytes;
  }

  /** Copies state `index` to `out`. */
  load(index: number, out: Int32Array): void {
    this.rows.load(index, out);
  }

  /** Copies the state at words[from] to the end of the queue; returns its place there. */
  stage(words: Int32Array, from = 0): number {
    if (this.queued === this.hashes.length) this.makeRoom(1);
    const { queue, width } = this;
    const at = this.queued * width;
    for (let i = 0; i < width; i++) queue[at + i] = words[from + i];
    this.hashes[this.queued] = hashRow(queue, at, this.factors);
    return this.queued++;
  }

  /**
   * Inserts the first `count` of the staged states in order and fills `outcomes`: `noRoom` for a new state when `limit` states
   * are known. Returns `count`; `loadResolved` shows them until the next `stage`, or until `keepRest`, which must come before it when
   * there were more.
   */
  resolve(limit: number, count = this.queued): number {
    const { rows, queue, outcomes, width } = this;
    this.fetch(count);
    for (let k = 0; k < count; k++) {
      const candidate = outcomes[k];
      const known = candidate >= 0 && rows.equals(candidate, queue, k * width);
      outcomes[k] = known ? ~candidate : this.insert(k, limit);
    }
    this.queued -= count;
    return count;
  }

  /** Keeps as staged those that came after the first `resolved`; returns how many. */
  keepRest(resolved: number): number {
    const rest = this.queued;
    if (rest > 0) {
      this.queue.copyWithin(0, resolved * this.width, (resolved + rest) * this.width);
      this.hashes.copyWithin(0, resolved, resolved + rest);
    }
    return rest;
  }

  /**
   * Reads all that `resolve` will look at, first the slots of all staged states, then the rows of the candidates found
   * there, so that no read waits for another. Leaves each state's first candidate, or -1, in `outcomes`.
   */
  private fetch(count: number): void {
    const { rows, slots, hashes, outcomes } = this;
    let read = 0;
    for (let k = 0; k < count; k++) read ^= slots.touch(hashes[k]);
    for (let k = 0; k < count; k++) {
      const candidate = slots.seek(hashes[k]);
      outcomes[k] = candidate;
      if (candidate >= 0) read ^= rows.touch(candidate);
    }
    this.sink[0] = read;
  }

  /** What becomes of the k-th staged state, whose first candidate it was not. */
  protected insert(k: number, limit: number): number {
    const { rows, slots, queue } = this;
    const at = k * this.width;
    let index = slots.seek(this.hashes[k]);
    while (index >= 0 && !rows.equals(index, queue, at)) index = slots.again();
    if (index >= 0) return ~index;
    if (rows.length >= limit) return noRoom;
    rows.append(queue, at);
    slots.put(rows.length - 1);
    return rows.length - 1;
  }

  /** Copies the k-th of the states resolved last to `out`. */
  loadResolved(k: number, out: Int32Array): void {
    const at = k * this.width;
    for (let i = 0; i < this.width; i++) out[i] = this.queue[at + i];
  }

  /** Makes room for so many states more to be staged. */
  protected makeRoom(count: number): void {
    const { ints } = this;
    while (this.queued + count > this.hashes.length) {
      this.queue = doubled(this.queue, ints);
      this.hashes = doubled(this.hashes, ints);
      this.outcomes = doubled(this.outcomes, ints);
    }
  }
}

/** A store of one's own, in packed rows or flat ones; nothing else differs. */
export function ownStore(width: number, pack: boolean): StateStore {
  const rows = pack ? new PackedRows(width) : new FlatRows(width);
  return new StateStore(width, rows, (hashAll) => new SlotIndex(segmentBits, hashAll));
}

/** A copy of `array` of twice the length, in its place. */
export function doubled(array: Int32Array, ints: IntMemory = ownMemory): Int32Array {
  const longer = ints.take(2 * array.length);
  longer.set(array);
  ints.giveBack(array);
  return longer;
}
