/**
 * Growable typed arrays: plain ones, which double and are read as `array.data[i]`, for tables far smaller than the set of
 * states; and an arena of short sequences in chunks, for those that come with every cell or step.
 */

/** Integers addressed by a dense index; those never set are `fill`. */
export class GrowingInts {
  /** Replaced when it grows: read it anew after a `set` or `push`. */
  data: Int32Array<ArrayBuffer>;
  length = 0;
  private readonly fill: number;

  constructor(fill = 0, capacity = 256) {
    this.fill = fill;
    this.data = new Int32Array(capacity).fill(fill);
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
    const longer = new Int32Array(Math.max(2 * this.data.length, atLeast)).fill(this.fill, this.data.length);
    longer.set(this.data);
    this.data = longer;
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
