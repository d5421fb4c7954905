/**
 * Tables of integers in chunks that never move, in memory of one's own or in memory that all workers share. What nobody has
 * written is 0. A chunk is looked for when it is first needed, so nobody has to be told that a table has grown:
 *
 *     row i of width w:   chunk(i)   at   offset(i)
 *
 * Where several write at the same time, each writes rows that he alone has taken, and tells of them by their numbers only
 * when they are whole. What everybody would find to be the same (a row's moves, its name under a permutation) anybody may
 * write at any time.
 */

/** Where a table lies. */
export interface Region {
  /** Null: each chunk is memory of its own. */
  readonly words: SharedArrayBuffer | null;
  /** One integer: the first number that has not been given. */
  readonly counter: Int32Array;
  /** How many rows are given at a time. */
  readonly block: number;
}

/** Where there is no further room the search ends as it does when memory is full. */
export class TablesFull extends Error {}

const firstNumber = 1;
const CHUNK_BITS = 18;
const CHUNK_WORDS = 1 << CHUNK_BITS;
/** Rows, and words of sequences, that a worker takes at once. */
const ROWS_AT_ONCE = 64;
const WORDS_AT_ONCE = 1 << 12;

export function ownRegion(): Region {
  return { words: null, counter: Int32Array.of(firstNumber), block: 1 };
}

/** Address space is reserved, and memory used as chunks are needed. */
export function sharedRegion(): Region {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  counter[0] = firstNumber;
  return { words: new SharedArrayBuffer(0, { maxByteLength: 2 ** 32 }), counter, block: ROWS_AT_ONCE };
}

/** Rows of `width` integers, numbered from 1 on. */
export class RowTable {
  readonly width: number;
  readonly #region: Region;
  readonly #chunks: (Int32Array | undefined)[] = [];
  readonly #rowBits: number;
  readonly #rowMask: number;
  /** Numbers that were given and are not used yet. */
  #next = 0;
  #end = 0;

  constructor(width: number, region: Region) {
    this.width = width;
    this.#region = region;
    this.#rowBits = Math.floor(Math.log2(CHUNK_WORDS / width));
    this.#rowMask = (1 << this.#rowBits) - 1;
  }

  /** Above the number of every row that anybody has taken; some below it may be nobody's. */
  get bound(): number {
    return Atomics.load(this.#region.counter, 0);
  }

  /** The number of a new row. */
  take(): number {
    if (this.#next === this.#end) {
      const { counter, block } = this.#region;
      this.#next = Atomics.add(counter, 0, block);
      this.#end = this.#next + block;
    }
    return this.#next++;
  }

  /** Takes the last row back, which nobody has been told of. */
  giveBack(): void {
    this.#next--;
  }

  chunk(row: number): Int32Array {
    return this.#chunks[row >>> this.#rowBits] ?? this.#open(row >>> this.#rowBits);
  }

  offset(row: number): number {
    return Math.imul(row & this.#rowMask, this.width);
  }

  get(row: number, column: number): number {
    return this.chunk(row)[this.offset(row) + column];
  }

  set(row: number, column: number, value: number): void {
    this.chunk(row)[this.offset(row) + column] = value;
  }

  #open(position: number): Int32Array {
    const chunk = chunkOf(this.#region, position, this.width << this.#rowBits);
    while (this.#chunks.length < position) this.#chunks.push(undefined);
    this.#chunks[position] = chunk;
    return chunk;
  }
}

/** Sequences of integers, each in one chunk: the words of that at `place` are those of chunk(place) from offset(place) on. */
export class Sequences {
  readonly #region: Region;
  readonly #words: RowTable;
  #next = 0;
  #end = 0;

  constructor(region: Region) {
    this.#region = region;
    this.#words = new RowTable(1, region);
  }

  /** Makes room for `length` integers; returns their place. */
  reserve(length: number): number {
    if (length > this.#end - this.#next) this.#takeWords(length);
    const place = this.#next;
    this.#next += length;
    return place;
  }

  chunk(place: number): Int32Array {
    return this.#words.chunk(place);
  }

  offset(place: number): number {
    return place & (CHUNK_WORDS - 1);
  }

  /** Takes words that lie in one chunk; what is left of those before is lost. */
  #takeWords(length: number): void {
    if (length > CHUNK_WORDS) throw new RangeError(`a sequence holds at most ${CHUNK_WORDS} integers`);
    const words = Math.max(length, WORDS_AT_ONCE);
    do {
      this.#next = Atomics.add(this.#region.counter, 0, words);
      this.#end = this.#next + words;
    } while (this.#next >>> CHUNK_BITS !== (this.#end - 1) >>> CHUNK_BITS);
  }
}

function chunkOf({ words }: Region, position: number, length: number): Int32Array {
  if (words === null) return new Int32Array(length);
  const end = 4 * (position + 1) * length;
  if (end > words.maxByteLength) throw new TablesFull('no room for further rows');
  reach(words, end);
  return new Int32Array(words, 4 * position * length, length);
}

/** Somebody else may have grown it meanwhile, and further. */
function reach(words: SharedArrayBuffer, bytes: number): void {
  while (words.byteLength < bytes) {
    try {
      words.grow(bytes);
    } catch (error) {
      if (words.byteLength < bytes) throw error;
    }
  }
}
