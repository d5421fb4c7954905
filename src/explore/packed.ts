/**
 * Rows packed bit by bit. Ids are dense and small: where the largest seen in a column is 6000, 13 bits hold it. A row is
 * the concatenation of its columns, rows follow each other without a gap, and a row of a three-node cluster takes about
 * 12 bytes in place of 28.
 *
 *     page     2^16 rows:    [ row 0 | row 1 | row 2 | ... ]
 *     row      rowBits:      [ column 0: bits[0] | column 1: bits[1] | ... ]      across words as it falls
 *
 * How many bits a column needs is only known as ids appear. Each page has the widths that sufficed for its rows: when an
 * integer does not fit, the unfinished page is laid out anew with a wider column, and finished pages stay as they are. An
 * integer too wide for a page differs from all in it, so comparing needs no care.
 *
 * Tree compression (LTSmin's treedbs), the obvious rival, was tried and measured on clusters of three nodes: its inner
 * tables grew to half as many entries as there were states, and looking them up was the greatest cost of the search.
 */
import type { Rows } from './rows.ts';

const pageBits = 16;
const pageMask = (1 << pageBits) - 1;
const firstRows = 64;

/** How the rows of a page are laid out. */
export interface Layout {
  /** Bits of each column, and as many ones. */
  readonly bits: Int32Array;
  readonly masks: Int32Array;
  readonly rowBits: number;
}

export class PackedRows implements Rows {
  readonly width: number;
  length = 0;
  /** Page p holds rows p << PAGE_BITS and on, laid out as layouts[p] says. One word more than needed ends each. */
  private readonly pages: Int32Array[] = [];
  private readonly layouts: Layout[] = [];
  /** Rows that the last page has room for: the first page starts small. */
  private capacity = firstRows;

  constructor(width: number) {
    this.width = width;
    this.addPage(layout(new Int32Array(width)));
  }

  get bytes(): number {
    return this.pages.reduce((sum, page) => sum + page.byteLength, 0);
  }

  append(words: Int32Array, from: number): void {
    if ((this.length & pageMask) === 0 && this.length > 0) {
      this.capacity = pageMask + 1;
      this.addPage(this.layouts[this.layouts.length - 1]);
    }
    const last = this.pages.length - 1;
    const row = this.length & pageMask;
    if (row === this.capacity) {
      this.capacity *= 2;
      this.layOutAnew(this.layouts[last]);
    }
    if (!fits(this.layouts[last], words, from)) this.layOutAnew(widened(this.layouts[last], words, from));
    write(this.pages[last], this.layouts[last], row, words, from);
    this.length++;
  }

  equals(index: number, words: Int32Array, from: number): boolean {
    const page = index >>> pageBits;
    return equals(this.pages[page], this.layouts[page], index & pageMask, words, from);
  }

  touch(index: number): number {
    const { rowBits } = this.layouts[index >>> pageBits];
    return this.pages[index >>> pageBits][Math.imul(index & pageMask, rowBits) >>> 5];
  }

  load(index: number, out: Int32Array): void {
    read(this.pages[index >>> pageBits], this.layouts[index >>> pageBits], index & pageMask, out);
  }

  private addPage(like: Layout): void {
    this.pages.push(new Int32Array(pageWords(like, this.capacity)));
    this.layouts.push(like);
  }

  /** Gives the last page the layout `next`, wide enough for all its rows, and its present capacity. */
  private layOutAnew(next: Layout): void {
    const last = this.pages.length - 1;
    const page = new Int32Array(pageWords(next, this.capacity));
    const row = new Int32Array(this.width);
    for (let i = 0; i < this.length - (last << pageBits); i++) {
      read(this.pages[last], this.layouts[last], i, row);
      write(page, next, i, row, 0);
    }
    this.pages[last] = page;
    this.layouts[last] = next;
  }
}

export function layout(bits: Int32Array): Layout {
  const masks = bits.map((count) => 2 ** count - 1);
  return { bits, masks, rowBits: bits.reduce((sum, count) => sum + count, 0) };
}

/** Whether every column is wide enough for the row at words[from]. */
export function fits({ masks }: Layout, words: Int32Array, from: number): boolean {
  for (let i = 0; i < masks.length; i++) if (words[from + i] > masks[i]) return false;
  return true;
}

/** The layout made wide enough for the row at words[from]. */
export function widened(narrow: Layout, words: Int32Array, from: number): Layout {
  return layout(narrow.bits.map((bits, i) => Math.max(bits, 32 - Math.clz32(words[from + i]))));
}

export function pageWords({ rowBits }: Layout, rows: number): number {
  return Math.ceil((rows * rowBits) / 32) + 1;
}

export function read(page: Int32Array, { bits, masks, rowBits }: Layout, row: number, out: Int32Array): void {
  let at = Math.imul(row, rowBits);
  for (let i = 0; i < bits.length; i++) {
    const low = page[at >>> 5] >>> (at & 31);
    const high = (page[(at >>> 5) + 1] << 1) << (31 - (at & 31));
    out[i] = (low | high) & masks[i];
    at += bits[i];
  }
}

export function equals(
  page: Int32Array,
  { bits, masks, rowBits }: Layout,
  row: number,
  words: Int32Array,
  from: number,
): boolean {
  let at = Math.imul(row, rowBits);
  for (let i = 0; i < bits.length; i++) {
    const low = page[at >>> 5] >>> (at & 31);
    const high = (page[(at >>> 5) + 1] << 1) << (31 - (at & 31));
    if (((low | high) & masks[i]) !== words[from + i]) return false;
    at += bits[i];
  }
  return true;
}

/** Writes a row over zeros; the same row over itself leaves zeros again. */
export function write(
  page: Int32Array,
  { bits, rowBits }: Layout,
  row: number,
  words: Int32Array,
  from: number,
): void {
  let at = Math.imul(row, rowBits);
  for (let i = 0; i < bits.length; i++) {
    const word = words[from + i];
    page[at >>> 5] ^= word << (at & 31);
    page[(at >>> 5) + 1] ^= (word >>> 1) >>> (31 - (at & 31));
    at += bits[i];
  }
}
