/**
 * Growable arrays of 32-bit integers in chunks of about 4 MiB: the explorer's memory. Growing adds a chunk and never
 * copies a full one, so memory has no spike, and no single array comes near the engine's limits. Only the first chunk
 * starts small and doubles, so that a small table stays small.
 *
 *     row i of width w:   chunks[i >>> rowBits]   at   (i & rowMask) * w
 */

/** Integers in a full chunk: 2^20, or 4 MiB. */
const chunkBits = 20;
const firstRows = 64;

/** Rows of `width` integers, addressed by a dense index below 2^31. */
export class ChunkedRows {
  readonly width: number;
  /** Row i lies in chunks[i >>> rowBits]. Replaced when the first chunk grows: read it anew after an append. */
  readonly chunks: Int32Array[] = [];
  readonly rowBits: number;
  readonly rowMask: number;
  length = 0;
  private capacity: number;

  constructor(width: number) {
    this.width = width;
    this.rowBits = Math.max(6, chunkBits - Math.ceil(Math.log2(width)));
    this.rowMask = (1 << this.rowBits) - 1;
    this.capacity = Math.min(firstRows, this.rowMask + 1);
    this.chunks.push(new Int32Array(this.capacity * width));
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return 4 * this.width * this.capacity;
  }

  /** Adds a row of zeros and returns its index. */
  append(): number {
    if (this.length === this.capacity) this.grow();
    return this.length++;
  }

  /** The chunk that holds row `index`; the row begins at `offset(index)`. */
  chunk(index: number): Int32Array {
    return this.chunks[index >>> this.rowBits];
  }

  offset(index: number): number {
    return Math.imul(index & this.rowMask, this.width);
  }

  private grow(): void {
    const rowsPerChunk = this.rowMask + 1;
    if (this.capacity < rowsPerChunk) {
      const first = new Int32Array(2 * this.capacity * this.width);
      first.set(this.chunks[0]);
      this.chunks[0] = first;
      this.capacity *= 2;
    } else {
      this.chunks.push(new Int32Array(rowsPerChunk * this.width));
      this.capacity += rowsPerChunk;
    }
  }
}

/** A growable list of integers, addressed by a dense index below 2^31. */
export class ChunkedInt32 {
  private readonly rows = new ChunkedRows(1);

  get length(): number {
    return this.rows.length;
  }

  get bytes(): number {
    return this.rows.bytes;
  }

  get(index: number): number {
    return this.rows.chunks[index >>> chunkBits][index & ((1 << chunkBits) - 1)];
  }

  /** `index` must be below `length`. */
  set(index: number, value: number): void {
    this.rows.chunks[index >>> chunkBits][index & ((1 << chunkBits) - 1)] = value;
  }

  push(value: number): void {
    this.set(this.rows.append(), value);
  }

  /** Takes the last element off; there must be one. */
  pop(): number {
    return this.get(--this.rows.length);
  }
}
