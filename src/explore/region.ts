/**
 * Tables of integers in memory of one's own, which grows, or in memory that all workers share and that has its full length from
 * the beginning: so nobody has to be told that a table has grown. What nobody has written is 0.
 *
 * Where several write at the same time, each writes rows that he alone has taken, and tells of them by their numbers only
 * when they are whole. What everybody would find to be the same (a cell's moves, its name under a permutation) anybody may
 * write at any time.
 */
import { placeOf } from '../arrays/memory.ts';
import { type Stretch, wholeOf, wordsOf } from '../arrays/shared.ts';
import { doubled } from './store.ts';

/** Where a table lies. */
export interface Region {
  /** Null: memory of one's own. */
  readonly words: Stretch | null;
  /** One integer: the first number that has not been given. Invariant: what was given has room in `words`. */
  readonly counter: Int32Array;
}

/** Where there is no further room the search ends as it does when memory is full. Who has thrown it has changed nothing. */
export class TablesFull extends Error {}

/** No room for a key until all workers have met and the index has grown. What has thrown it has put nothing. */
export class IndexCrowded extends TablesFull {}

const firstNumber = 1;
/** Rows, and words of sequences, that a worker takes at once. */
const rowsAtOnce = 64;
const wordsAtOnce = 1 << 12;
const firstWords = 256;
const chunkBits = 18;
const chunkWords = 1 << chunkBits;

export function ownRegion(): Region {
  return { words: null, counter: Int32Array.of(firstNumber) };
}

/** Address space is taken, and memory used as it is written. */
export function sharedRegion(bytes: number): Region {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  counter[0] = firstNumber;
  return { words: { buffer: new SharedArrayBuffer(bytes), first: 0, most: bytes }, counter };
}

/** Gives so many numbers in a row, all below `end`; returns the first, or -1 when there are not so many. */
function give({ counter }: Region, numbers: number, end: number): number {
  const first = Atomics.add(counter, 0, numbers);
  if (first + numbers <= end) return first;
  // Until then others find as little room, so nothing is given twice.
  Atomics.sub(counter, 0, numbers);
  return -1;
}

/** Rows of `width` integers, numbered from 1 on. */
export class RowTable {
  readonly width: number;
  /** Row i begins at i * width. Replaced when it grows: read it anew after a `take` or `set`. */
  data: Int32Array;
  readonly #region: Region;
  /** Words that there may be. */
  readonly #most: number;
  /** Numbers that were given and are not used yet. */
  #next = 0;
  #end = 0;

  constructor(width: number, region: Region) {
    this.width = width;
    this.#region = region;
    this.data = region.words === null ? new Int32Array(firstWords) : wholeOf(region.words);
    this.#most = region.words === null ? Number.POSITIVE_INFINITY : this.data.length;
  }

  /** Above the number of every row that anybody has taken; some below it may be nobody's. */
  get bound(): number {
    return Atomics.load(this.#region.counter, 0);
  }

  /** Where the rows are, for compiled code. */
  get place(): number {
    return placeOf(this.data);
  }

  /** The number of a new row. */
  take(): number {
    if (this.#next === this.#end) {
      const rows = this.#region.words === null ? 1 : rowsAtOnce;
      const first = give(this.#region, rows, Math.floor(this.#most / this.width));
      if (first < 0) throw new TablesFull('no room for further rows');
      [this.#next, this.#end] = [first, first + rows];
      this.#reach(this.#end * this.width);
    }
    return this.#next++;
  }

  /** Takes the last row back, which nobody has been told of. */
  giveBack(): void {
    this.#next--;
  }

  /** The value of a column, of any row. */
  get(row: number, column: number): number {
    const at = row * this.width + column;
    return at < this.data.length ? this.data[at] : 0;
  }

  set(row: number, column: number, value: number): void {
    const at = row * this.width + column;
    if (at >= this.data.length) this.#reach(at + 1);
    this.data[at] = value;
  }

  #reach(words: number): void {
    if (words > this.#most) throw new TablesFull('no room for further rows');
    while (words > this.data.length) this.data = doubled(this.data);
  }
}

/** Sequences of integers, each in one chunk: the words of that at `place` are those of chunk(place) from offset(place) on. */
export class Sequences {
  readonly #region: Region;
  /** Words that there may be: those of whole chunks. */
  readonly #most: number;
  readonly #chunks: (Int32Array | undefined)[] = [];
  #next = 0;
  #end = 0;

  constructor(region: Region) {
    this.#region = region;
    const { words } = region;
    this.#most =
      words === null ? Number.POSITIVE_INFINITY : Math.floor(words.most / (4 * chunkWords)) * chunkWords;
  }

  /** Where the words are, for compiled code: one behind the other in memory that all share. */
  get start(): number {
    return this.#region.words?.first ?? 0;
  }

  /** Makes room for `length` integers; returns their place. */
  reserve(length: number): number {
    if (length > this.#end - this.#next) this.#takeWords(length);
    const place = this.#next;
    this.#next += length;
    return place;
  }

  chunk(place: number): Int32Array {
    return this.#chunks[place >>> chunkBits] ?? this.#open(place >>> chunkBits);
  }

  offset(place: number): number {
    return place & (chunkWords - 1);
  }

  /** Takes words that lie in one chunk; what is left of those before is lost. */
  #takeWords(length: number): void {
    if (length > chunkWords) throw new RangeError(`a sequence holds at most ${chunkWords} integers`);
    const words = Math.max(length, wordsAtOnce);
    let first: number;
    do {
      first = give(this.#region, words, this.#most);
      if (first < 0) throw new TablesFull('no room for further sequences');
    } while (first >>> chunkBits !== (first + words - 1) >>> chunkBits);
    [this.#next, this.#end] = [first, first + words];
  }

  #open(position: number): Int32Array {
    const { words } = this.#region;
    const first = position << chunkBits;
    const chunk = words === null ? new Int32Array(chunkWords) : wordsOf(words, first, chunkWords);
    while (this.#chunks.length < position) this.#chunks.push(undefined);
    this.#chunks[position] = chunk;
    return chunk;
  }
}
