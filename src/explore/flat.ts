/** The plain state store: every state a row of its own. It is what the packed store must agree with. */
import { ChunkedRows } from './chunked.ts';
import { hashWords } from './hash.ts';
import { SlotIndex } from './slots.ts';
import { doubled, NO_ROOM, type StateStore } from './store.ts';

const SEGMENT_BITS = 6;
const FIRST_STAGED = 64;

export class FlatStore implements StateStore {
  readonly width: number;
  private readonly rows: ChunkedRows;
  private readonly slots: SlotIndex;
  /** The staged rows, one after another. */
  private queue: Int32Array;
  private staged = 0;

  constructor(width: number) {
    this.width = width;
    this.rows = new ChunkedRows(width);
    this.queue = new Int32Array(FIRST_STAGED * width);
    this.slots = new SlotIndex(SEGMENT_BITS, (slots, count, mask, out) => {
      for (let k = 0; k < count; k++) {
        const index = (slots[k] & mask) - 1;
        out[k] = hashWords(this.rows.chunk(index), this.rows.offset(index), width);
      }
    });
  }

  get size(): number {
    return this.rows.length;
  }

  get bytes(): number {
    return this.rows.bytes + this.slots.bytes;
  }

  insert(state: Int32Array): number {
    return this.insertRow(state, 0, Number.POSITIVE_INFINITY);
  }

  load(index: number, out: Int32Array): void {
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    for (let i = 0; i < this.width; i++) out[i] = chunk[at + i];
  }

  stage(state: Int32Array): void {
    const at = this.staged * this.width;
    if (at === this.queue.length) this.queue = doubled(this.queue);
    for (let i = 0; i < this.width; i++) this.queue[at + i] = state[i];
    this.staged++;
  }

  settle(limit: number, outcomes: Int32Array): void {
    for (let k = 0; k < this.staged; k++) outcomes[k] = this.insertRow(this.queue, k * this.width, limit);
    this.staged = 0;
  }

  private insertRow(words: Int32Array, from: number, limit: number): number {
    let index = this.slots.seek(hashWords(words, from, this.width));
    while (index >= 0 && !this.holds(index, words, from)) index = this.slots.again();
    if (index >= 0) return ~index;
    if (this.size >= limit) return NO_ROOM;
    index = this.rows.append();
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    for (let i = 0; i < this.width; i++) chunk[at + i] = words[from + i];
    this.slots.put(index);
    return index;
  }

  private holds(index: number, words: Int32Array, from: number): boolean {
    const chunk = this.rows.chunk(index);
    const at = this.rows.offset(index);
    for (let i = 0; i < this.width; i++) if (chunk[at + i] !== words[from + i]) return false;
    return true;
  }
}
