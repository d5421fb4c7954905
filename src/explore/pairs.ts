/**
 * PairTable: dense indices for pairs of non-negative integers, in the order of first sight. The packed store is a tree of
 * these. The pairs lie side by side in chunks, 8 bytes each; a SlotIndex of 5 to 6 bytes each finds them.
 */
import { ChunkedRows } from './chunked.ts';
import { hashPair } from './hash.ts';
import { SlotIndex } from './slots.ts';

export class PairTable {
  private readonly rows = new ChunkedRows(2);
  private readonly slots: SlotIndex;

  constructor(segmentBits: number) {
    const { chunks, rowBits, rowMask } = this.rows;
    this.slots = new SlotIndex(segmentBits, (slots, count, mask, out) => {
      for (let k = 0; k < count; k++) {
        const index = (slots[k] & mask) - 1;
        const chunk = chunks[index >>> rowBits];
        const at = (index & rowMask) << 1;
        out[k] = hashPair(chunk[at], chunk[at + 1]);
      }
    });
  }

  get size(): number {
    return this.rows.length;
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.rows.bytes + this.slots.bytes;
  }

  left(index: number): number {
    return this.rows.chunk(index)[this.rows.offset(index)];
  }

  right(index: number): number {
    return this.rows.chunk(index)[this.rows.offset(index) + 1];
  }

  /** The index of (a, b), which is entered when it is new. */
  indexOf(a: number, b: number): number {
    const known = this.find(hashPair(a, b), a, b);
    return known >= 0 ? known : this.append(a, b);
  }

  /** The index of (a, b), whose hashPair is `hash`, or -1: then `append` may follow at once. */
  find(hash: number, a: number, b: number): number {
    let index = this.slots.seek(hash);
    while (index >= 0) {
      const chunk = this.rows.chunk(index);
      const at = this.rows.offset(index);
      if (chunk[at] === a && chunk[at + 1] === b) return index;
      index = this.slots.again();
    }
    return -1;
  }

  /** Enters (a, b), for which `find` has just said -1, and returns its index. */
  append(a: number, b: number): number {
    const index = this.rows.append();
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    chunk[at] = a;
    chunk[at + 1] = b;
    this.slots.put(index);
    return index;
  }

  /** Reads where a pair with this hash would be looked for; the value means nothing. */
  touch(hash: number): number {
    return this.slots.touch(hash);
  }
}
