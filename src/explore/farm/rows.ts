/**
 * Rows: states as bytes that mean the same to all processes (portable.ts), and runs of them, sorted, in files.
 *
 *     run    [ length | bytes ] [ length | bytes ] ...        a length is a byte, or a byte 255 and four more; none twice
 *
 * The order is that of the rows' hashes, and of equal hashes that of their bytes: any would do that all agree on. A hash also says whose
 * a row is: of n owners each has a stretch of all hashes, so that what one of them owns of a run stands together.
 */

/** Bytes that are read at once. */
const blockBytes = 1 << 16;
const longLength = 255;

/** Something that is read at any place: of a file, or of memory. */
export interface Readable {
  /** Bytes in it. */
  readonly bytes: number;
  /** Reads from a byte on into `into`, as many as there are; returns how many these are. */
  read(from: number, into: Uint8Array): number;
}

/** A part of a file that holds one run. */
export interface RunPart {
  readonly file: Readable;
  readonly from: number;
  readonly end: number;
}

/** What is read is no run. */
export class BadRun extends Error {
  override readonly name = 'BadRun';
}

/** Unsigned. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let h = end - start;
  for (let i = start; i < end; i++) h = Math.imul(h ^ bytes[i], 0x01000193) ^ (h >>> 15);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Whose a row of this hash is: of `owners`, from 0 on. Never falls as the hash rises. */
export function ownerOf(hash: number, owners: number): number {
  return Math.floor((hash / 2 ** 32) * owners);
}

/** Below 0: the one comes first. */
export function compareParts(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  const length = Math.min(aEnd - aStart, bEnd - bStart);
  for (let i = 0; i < length; i++) {
    const difference = a[aStart + i] - b[bStart + i];
    if (difference !== 0) return difference;
  }
  return aEnd - aStart - (bEnd - bStart);
}

/** Rows one after another, in memory that grows, as they stand in a run. */
export class RowBuffer {
  bytes: Uint8Array;
  length = 0;
  rows = 0;

  constructor(room = 1 << 12) {
    this.bytes = new Uint8Array(room);
  }

  clear(): void {
    this.length = 0;
    this.rows = 0;
  }

  add(from: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reach(this.length + length + 5);
    const { bytes } = this;
    if (length < longLength) {
      bytes[this.length++] = length;
    } else {
      bytes[this.length++] = longLength;
      for (let shift = 0; shift < 32; shift += 8) bytes[this.length++] = (length >>> shift) & 0xff;
    }
    for (let i = start; i < end; i++) bytes[this.length++] = from[i];
    this.rows++;
  }

  /** What stands in it: a view, valid until the next `add`. */
  view(): Uint8Array {
    return this.bytes.subarray(0, this.length);
  }

  #reach(room: number): void {
    if (room <= this.bytes.length) return;
    const longer = new Uint8Array(Math.max(room, 2 * this.bytes.length));
    longer.set(this.bytes);
    this.bytes = longer;
  }
}

/** A run as it is read from its first row to its last: the row at hand is bytes[start .. end), until there is none. */
export class RowReader {
  bytes: Uint8Array;
  start = 0;
  end = 0;
  /** Of the row at hand. */
  hash = 0;
  /** False once all have been read. */
  more = true;
  readonly #run: RunPart;
  /** The byte of the file that bytes[0] is, and how many have been read. */
  #first: number;
  #filled = 0;

  constructor(run: RunPart) {
    this.#run = run;
    this.#first = run.from;
    this.bytes = new Uint8Array(Math.max(1, Math.min(blockBytes, run.end - run.from)));
    this.advance();
  }

  /** The byte of the file at which the row at hand begins, its length included. */
  get place(): number {
    const length = this.end - this.start;
    return this.#first + this.start - (length < longLength ? 1 : 5);
  }

  /** Goes on to the next row. Throws a BadRun. */
  advance(): void {
    const at = this.end;
    if (!this.#has(at, 1)) {
      if (this.#first + at !== this.#run.end) throw new BadRun('a run ends within a row');
      this.more = false;
      return;
    }
    const first = this.end;
    let length = this.bytes[first];
    let header = 1;
    if (length === longLength) {
      header = 5;
      this.#must(this.end, header);
      const { bytes, end } = this;
      length =
        (bytes[end + 1] | (bytes[end + 2] << 8) | (bytes[end + 3] << 16) | (bytes[end + 4] << 24)) >>> 0;
    }
    this.#must(this.end, header + length);
    this.start = this.end + header;
    this.end = this.start + length;
    this.hash = hashBytes(this.bytes, this.start, this.end);
  }

  #must(at: number, count: number): void {
    if (!this.#has(at, count)) throw new BadRun('a run ends within a row');
  }

  /** Whether so many bytes stand from `at` on, which is where the last row ends; they may have another place then, `end`. */
  #has(at: number, count: number): boolean {
    if (at + count <= this.#filled) return true;
    if (this.#first + at + count > this.#run.end) return false;
    const kept = this.#filled - at;
    const room = count > this.bytes.length ? new Uint8Array(2 * count) : this.bytes;
    room.set(this.bytes.subarray(at, this.#filled));
    this.bytes = room;
    this.#first += at;
    this.end = 0;
    this.start = 0;
    const wanted = Math.min(room.length - kept, this.#run.end - this.#first - kept);
    this.#filled = kept + this.#run.file.read(this.#first + kept, room.subarray(kept, kept + wanted));
    return count <= this.#filled;
  }
}

/** Which of two rows at hand comes first: below 0 the one, above 0 the other, 0: they are equal. */
export function compareHeads(one: RowReader, other: RowReader): number {
  if (one.hash !== other.hash) return one.hash - other.hash;
  return compareParts(one.bytes, one.start, one.end, other.bytes, other.start, other.end);
}
