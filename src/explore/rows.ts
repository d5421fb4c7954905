/**
 * Where the states themselves are: a growing array of rows of `width` integers >= 0, by dense index. There are two kinds.
 * FlatRows, here, spends 32 bits on every integer; PackedRows (packed.ts) as few as it can.
 */
import { ChunkedRows } from '../arrays/chunked.ts';

export interface Rows {
  readonly width: number;
  readonly length: number;
  /** Bytes held, used or not. */
  readonly bytes: number;
  /** Adds the row that stands at words[from]. */
  append(words: Int32Array, from: number): void;
  /** Whether row `index` equals the one at words[from]. */
  equals(index: number, words: Int32Array, from: number): boolean;
  /** Copies row `index` to out[0]. */
  load(index: number, out: Int32Array): void;
  /** Reads a part of row `index`, which brings its cache line in. */
  touch(index: number): number;
}

export class FlatRows implements Rows {
  readonly width: number;
  private readonly rows: ChunkedRows;

  constructor(width: number) {
    this.width = width;
    this.rows = new ChunkedRows(width);
  }

  get length(): number {
    return this.rows.length;
  }

  get bytes(): number {
    return this.rows.bytes;
  }

  append(words: Int32Array, from: number): void {
    const index = this.rows.append();
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    for (let i = 0; i < this.width; i++) chunk[at + i] = words[from + i];
  }

  equals(index: number, words: Int32Array, from: number): boolean {
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    for (let i = 0; i < this.width; i++) if (chunk[at + i] !== words[from + i]) return false;
    return true;
  }

  load(index: number, out: Int32Array): void {
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    for (let i = 0; i < this.width; i++) out[i] = chunk[at + i];
  }

  touch(index: number): number {
    return this.rows.chunk(index)[this.rows.offset(index)];
  }
}
