/**
 * The states of a search by several workers, where all can read them: rows packed bit by bit (packed.ts), in pages. A page
 * belongs to the worker who has begun it and who alone adds rows to it; those that stand there do not change.
 *
 *     index      [ page | row in the page: 14 bits ]
 *     pieces     of up to 256 MiB, growing as pages are begun        [ page 0 | page 1 | ... ]
 *     directory  [ lock | pages | piece | words used of it ]         then for each page
 *                [ piece | first word | rows | rows known to be expanded or about to be | owner | bits of column 0, 1, ... ]
 *
 * A page has one layout from beginning to end: where a row does not fit, the next page begins, with wider columns.
 */
import { GrowingInts } from '../../arrays/growing.ts';
import { type IntMemory, ownMemory, placeOf } from '../../arrays/memory.ts';
import { ownStretch, reach, reachStretch, type Stretch, wordsOf } from '../../arrays/shared.ts';
import type { Dump } from '../dump.ts';
import { equals, fits, type Layout, layout, pageWords, read, widened, write } from '../packed.ts';
import { TablesFull } from '../region.ts';

export interface PageMemory {
  readonly directory: SharedArrayBuffer;
  readonly pieces: readonly Stretch[];
}

/** A worker's pages as they are written down: of each the number, the rows, those that count as expanded, and the bits. */
export interface PagesFacts {
  readonly pages: readonly {
    readonly number: number;
    readonly rows: number;
    readonly expanded: number;
    readonly bits: readonly number[];
  }[];
}

const rowBits = 14;
const rowMask = (1 << rowBits) - 1;
export const pageRows = 1 << rowBits;
/** The bits of each column at first: what every search needs soon. */
const firstBits = 8;
const usualPieceBytes = 1 << 28;
/**
 * One less than 31 bits can number, so that not only every index but the bound above it, which chunks, tallies and the slots of
 * an index say, is an integer of 32 bits. Invariant: page < mostPages, index < mostPages * 2^14 < 2^31.
 */
export const mostPages = (1 << (31 - rowBits)) - 1;

const lockAt = 0;
const pagesAt = 1;
const pieceAt = 2;
const usedAt = 3;
const headWords = 4;
const ownRowsAt = 0;
const openRowsAt = 1;
const openAt = 2;
const entry = { piece: 0, first: 1, rows: 2, expanded: 3, owner: 4, bits: 5 } as const;

/** Bits of a column that holds any integer >= 0. */
const mostBits = 31;

/** For states of `width` integers. Address space is reserved, and memory used as pages are begun. */
export function pageMemory(width: number, pieces = 128, pieceBytes = usualPieceBytes): PageMemory {
  return pageMemoryIn(
    width,
    Array.from({ length: pieces }, () => ownStretch(0, pieceBytes)),
  );
}

/** As `pageMemory`, in these pieces. */
export function pageMemoryIn(width: number, pieces: readonly Stretch[]): PageMemory {
  const least = Math.min(...pieces.map(({ most }) => most));
  if (4 * pageWords(layout(new Int32Array(width).fill(mostBits)), pageRows) > least)
    throw new RangeError(`a page of states of ${width} integers is larger than a piece of memory`);
  return {
    directory: new SharedArrayBuffer(4 * headWords, {
      maxByteLength: 4 * (headWords + mostPages * (entry.bits + width)),
    }),
    pieces,
  };
}

/** How much of the memory for pages is used: from 0 to 1. */
export function filledPart({ directory, pieces }: PageMemory): number {
  const [piece, used] = new Int32Array(directory).subarray(pieceAt, usedAt + 1);
  return (piece + (4 * used) / pieces[piece].most) / pieces.length;
}

export class SharedPages {
  readonly width: number;
  readonly #memory: PageMemory;
  readonly #me: number;
  readonly #entryWords: number;
  #directory: Int32Array;
  /** The words and the layout of each page that was looked at. */
  readonly #words: (Int32Array | undefined)[] = [];
  readonly #layouts: (Layout | undefined)[] = [];
  /** One's own pages. */
  readonly #ownPages: number[] = [];
  /** The layout and the words of the page that rows are added to. */
  #layout: Layout;
  #page: Int32Array = new Int32Array(0);
  /** What compiled code reads and writes: [ rows of one's own | rows of the open page | its number, or -1 ]. */
  readonly head: Int32Array;
  /** What it reads of each page that was looked at: [ place | bits of a row | bits of column 0, 1, ... ], and where that is. */
  readonly entries: GrowingInts;
  /** True once there was no room for a page: the search ends as it does when memory is full. */
  full = false;
  #closedBytes = 0;

  constructor(memory: PageMemory, width: number, me: number, ints: IntMemory = ownMemory) {
    this.head = ints.take(3);
    this.head[openRowsAt] = pageRows;
    this.head[openAt] = -1;
    this.entries = new GrowingInts(0, ints);
    this.#memory = memory;
    this.width = width;
    this.#me = me;
    this.#entryWords = entry.bits + width;
    this.#directory = new Int32Array(memory.directory, 0, headWords);
    this.#layout = layout(new Int32Array(width).fill(firstBits));
  }

  /** Rows of one's own. */
  get length(): number {
    return this.head[ownRowsAt];
  }

  /** The page that rows are added to, or -1, and its rows. */
  get #open(): number {
    return this.head[openAt];
  }

  get #rows(): number {
    return this.head[openRowsAt];
  }

  /** Bytes of one's own rows: what is reserved behind them takes no memory. */
  get bytes(): number {
    return this.#closedBytes + (this.#open < 0 ? 0 : 4 * pageWords(this.#layout, this.#rows));
  }

  /** Pages of all workers. */
  get count(): number {
    return Atomics.load(this.#directory, pagesAt);
  }

  /** All indices are below this. Invariant: 0 <= indices < 2^31. */
  get indices(): number {
    return this.count << rowBits;
  }

  /** Where the rows of a dump are. */
  indicesOf({ pages }: PagesFacts): { readonly first: number; readonly rows: number }[] {
    return pages.flatMap(({ number, rows }) => (rows > 0 ? [{ first: number << rowBits, rows }] : []));
  }

  /** Whether there are all rows from the one to the other in one page, of any worker. */
  has(first: number, last: number): boolean {
    const page = last >>> rowBits;
    if (first < 0 || first > last || first >>> rowBits !== page || page >= this.count) return false;
    // The directory is read where the entry is, which may have to look for it.
    const at = this.#entry(page);
    return (last & rowMask) < this.#directory[at + entry.rows];
  }

  owner(index: number): number {
    return this.#said(index >>> rowBits, entry.owner);
  }

  /** Adds the row at words[from]; returns its index, or -1 when it has no room. Nobody looks at it before it is told of. */
  append(words: Int32Array, from: number): number {
    if (this.#rows === pageRows || !fits(this.#layout, words, from)) {
      if (!this.beginFor(words, from)) return -1;
    }
    const row = this.head[openRowsAt]++;
    write(this.#page, this.#layout, row, words, from);
    this.head[ownRowsAt]++;
    return (this.#open << rowBits) | row;
  }

  /** Takes the last row back, which nobody has been told of. */
  takeBack(words: Int32Array, from: number): void {
    this.head[ownRowsAt]--;
    // Rows are written by exclusive or, so the same once more leaves zeros.
    write(this.#page, this.#layout, --this.head[openRowsAt], words, from);
  }

  /** Tells how many rows there are: to be called when all workers meet. */
  publish(): void {
    if (this.#open < 0) return;
    const at = this.#entry(this.#open);
    this.#directory[at + entry.rows] = this.#rows;
  }

  equals(index: number, words: Int32Array, from: number): boolean {
    const page = index >>> rowBits;
    const found = this.#words[page] ?? this.#look(page);
    return equals(found, this.#layouts[page]!, index & rowMask, words, from);
  }

  touch(index: number): number {
    const page = index >>> rowBits;
    const found = this.#words[page] ?? this.#look(page);
    return found[Math.imul(index & rowMask, this.#layouts[page]!.rowBits) >>> 5];
  }

  load(index: number, out: Int32Array): void {
    const page = index >>> rowBits;
    const found = this.#words[page] ?? this.#look(page);
    read(found, this.#layouts[page]!, index & rowMask, out);
  }

  /**
   * The rows that no earlier call has given, of all workers: ranges of indices, ascending, [first, end, first, end, ...]. For
   * one worker, when all have published and wait.
   */
  takeNew(): number[] {
    const ranges: number[] = [];
    for (let page = 0; page < this.count; page++) {
      const at = this.#entry(page);
      const [from, end] = [this.#directory[at + entry.expanded], this.#directory[at + entry.rows]];
      if (from === end) continue;
      ranges.push((page << rowBits) + from, (page << rowBits) + end);
      this.#directory[at + entry.expanded] = end;
    }
    return ranges;
  }

  /** Where one's own rows are, when published: ranges of indices, ascending. */
  ownRanges(): number[] {
    return this.#ownPages.flatMap((page) => {
      const first = page << rowBits;
      return [first, first + this.#said(page, entry.rows)];
    });
  }

  /** Forgets all rows, one's own for all; `first`: for the first of all that do so. Columns stay as wide as they were. */
  clear(first: boolean): void {
    for (const page of this.#ownPages) (this.#words[page] ?? this.#look(page)).fill(0);
    this.#ownPages.length = 0;
    if (first) this.#directory.fill(0, pagesAt, headWords);
    this.#words.length = 0;
    this.#layouts.length = 0;
    this.entries.data.fill(0);
    this.head.set([0, pageRows, -1]);
    this.#page = new Int32Array(0);
    this.#closedBytes = 0;
  }

  /** One's own pages, when published: as they are, so they are to be written before anything is added. */
  dump(): Dump<PagesFacts> {
    const own = this.#ownPages;
    const words = own.map((page) => {
      const rows = this.#said(page, entry.rows);
      const found = this.#words[page] ?? this.#look(page);
      return found.subarray(0, pageWords(this.#layouts[page]!, rows));
    });
    const pages = own.map((number) => {
      const bits = [...this.#layouts[number]!.bits];
      const [rows, expanded] = [this.#said(number, entry.rows), this.#said(number, entry.expanded)];
      return { number, rows, expanded, bits };
    });
    return { facts: { pages }, words };
  }

  /** Takes the pages of a dump as one's own. They keep their numbers, whoever is first. Throws where there is no room for all. */
  restore({ facts, words }: Dump<PagesFacts>): void {
    facts.pages.forEach(({ number, rows, expanded, bits }, k) => {
      this.#locked(() => {
        if (!this.#reserve(number, layout(Int32Array.from(bits))))
          throw new TablesFull('no room for the states');
        this.#directory[pagesAt] = Math.max(this.#directory[pagesAt], number + 1);
      });
      this.#ownPages.push(number);
      const at = this.#entry(number);
      this.#directory[at + entry.rows] = rows;
      this.#directory[at + entry.expanded] = expanded;
      this.#look(number).set(words[k]);
      this.#closedBytes += 4 * words[k].length;
      this.head[ownRowsAt] += rows;
      this.#layout = this.#layouts[number]!;
    });
  }

  /** Begins a page with room for the row at words[from]; false, and all is as it was, when there is no room for one. */
  beginFor(words: Int32Array, from: number): boolean {
    return this.#begin(widened(this.#layout, words, from));
  }

  /** Looks at a page, so that there is an entry for it. */
  lookAt(page: number): void {
    this.#look(page);
  }

  /** Begins a page of one's own; false, and all is as it was, when there is no room for it. */
  #begin(wanted: Layout): boolean {
    this.publish();
    const closedBytes = this.bytes;
    let page = -1;
    this.#locked(() => {
      const next = this.#directory[pagesAt];
      if (!this.#reserve(next, wanted)) return;
      Atomics.store(this.#directory, pagesAt, next + 1);
      page = next;
    });
    this.full = page < 0;
    if (this.full) return false;
    this.#closedBytes = closedBytes;
    this.head[openAt] = page;
    this.#ownPages.push(page);
    this.#page = this.#look(page);
    this.#layout = wanted;
    this.head[openRowsAt] = 0;
    return true;
  }

  /** Finds room for a page and enters it into the directory; false when there is none. */
  #reserve(page: number, wanted: Layout): boolean {
    const { directory, pieces } = this.#memory;
    if (page >= mostPages || !reach(directory, 4 * (headWords + (page + 1) * this.#entryWords))) return false;
    const words = pageWords(wanted, pageRows);
    let [piece, first] = [this.#directory[pieceAt], this.#directory[usedAt]];
    if (4 * (first + words) > pieces[piece].most) [piece, first] = [piece + 1, 0];
    if (piece === pieces.length || !reachStretch(pieces[piece], 4 * (first + words))) return false;
    this.#directory[pieceAt] = piece;
    this.#directory[usedAt] = first + words;
    const at = this.#entry(page);
    this.#directory.set([piece, first, 0, 0, this.#me, ...wanted.bits], at);
    return true;
  }

  #said(page: number, column: number): number {
    const at = this.#entry(page);
    return this.#directory[at + column];
  }

  /** Where the page's entry begins in the directory, which this may replace: to be called before that is read. */
  #entry(page: number): number {
    const at = headWords + page * this.#entryWords;
    if (at + this.#entryWords > this.#directory.length) {
      const { directory } = this.#memory;
      this.#directory = new Int32Array(directory, 0, directory.byteLength >>> 2);
    }
    return at;
  }

  #look(page: number): Int32Array {
    const at = this.#entry(page);
    const [piece, first] = [this.#directory[at + entry.piece], this.#directory[at + entry.first]];
    const found = layout(
      Int32Array.from({ length: this.width }, (_, i) => this.#directory[at + entry.bits + i]),
    );
    const words = wordsOf(this.#memory.pieces[piece], first, pageWords(found, pageRows));
    this.#layouts[page] = found;
    this.#words[page] = words;
    this.#enter(page, words, found);
    return words;
  }

  #enter(page: number, words: Int32Array, { bits, rowBits }: Layout): void {
    const at = page * (2 + this.width);
    [placeOf(words), rowBits, ...bits].forEach((word, k) => {
      this.entries.set(at + k, word);
    });
  }

  #locked(enter: () => void): void {
    while (Atomics.compareExchange(this.#directory, lockAt, 0, 1) !== 0);
    try {
      enter();
    } finally {
      Atomics.store(this.#directory, lockAt, 0);
    }
  }
}
