/**
 * Growable typed arrays: plain ones, which double and are read as `array.data[i]`, for tables far smaller than the set of
 * states; and an arena of short sequences in chunks, for those that come with every cell or step.
 */
import { type IntMemory, ownMemory, placeOf } from './memory.ts';

/** Integers addressed by a dense index; those never set are `fill`. */
export class GrowingInts {
  /** Replaced when it grows: read it anew after a `set` or `push`. */
  data: Int32Array;
  length = 0;
  /** [ the place of `data` | its length ] */
  readonly description: Int32Array;
  private readonly fill: number;
  private readonly memory: IntMemory;

  constructor(fill = 0, memory = ownMemory, capacity = 256) {
    this.fill = fill;
    this.memory = memory;
    this.description = memory.take(2);
    this.data = memory.take(capacity).fill(fill);
    this.describe();
  }

  get bytes(): number {
    return this.data.byteLength;
  }

  /** The value at `index`, or `fill` where nothing was set. */
  get(index: number): number {
    return index < this.data.length ? this.data[index] : this.fill;
  }

  /** Sets the value at any index >= 0. */
  set(index: number, value: number): void {
    if (index >= this.data.length) this.grow(index + 1);
    this.data[index] = value;
    if (index >= this.length) this.length = index + 1;
  }

  /** Adds a value at the end; returns its index. */
  push(value: number): number {
    this.set(this.length, value);
    return this.length - 1;
  }

  private grow(atLeast: number): void {
    const { memory, data } = this;
    const longer = memory.take(Math.max(2 * data.length, atLeast)).fill(this.fill, data.length);
    longer.set(data);
    this.data = longer;
    this.describe();
    memory.giveBack(data);
  }

  private describe(): void {
    this.description[0] = placeOf(this.data);
    this.description[1] = this.data.length;
  }
}

const chunkBits = 20;
const offsetMask = (1 << chunkBits) - 1;
const firstWords = 1 << 10;

/**
 * Sequences of integers that never move and never cross the border of a chunk. A place is `chunk << 20 | offset`: read
 * `chunks[place >>> 20]` from `place & 0xfffff` on.
 */
export class Arena {
  readonly chunks: Int32Array[] = [];
  /** The first free word of the last chunk. */
  private free = 0;

  get bytes(): number {
    return this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
  }

  /** Makes room for `length` integers, all 0, and returns their place. */
  reserve(length: number): number {
    const last = this.chunks.at(-1);
    if (last === undefined || this.free + length > last.length) this.addChunk(length);
    const place = ((this.chunks.length - 1) << chunkBits) | this.free;
    this.free += length;
    return place;
  }

  chunk(place: number): Int32Array {
    return this.chunks[place >>> chunkBits];
  }

  offset(place: number): number {
    return place & offsetMask;
  }

  /** A sequence longer than a usual chunk gets a chunk of its own. */
  private addChunk(atLeast: number): void {
    if (this.chunks.length === 2 ** (32 - chunkBits)) throw new RangeError('an arena holds at most 16 GiB');
    const usual = Math.min(firstWords * 2 ** this.chunks.length, 1 << chunkBits);
    this.chunks.push(new Int32Array(Math.max(usual, atLeast)));
    this.free = 0;
  }
}
