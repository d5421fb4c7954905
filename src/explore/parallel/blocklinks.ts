/**
 * Where the states of one worker were found from, roughly: new states come in blocks, from one worker each, and its parents
 * there are a range. One record for some hundred states.
 */
import { ChunkedInt32 } from '../chunked.ts';
import type { Links } from '../links.ts';

/** The worker whose states from `first` to `last` were expanded when a state was found; source -1: an initial state. */
export interface Origin {
  readonly source: number;
  readonly first: number;
  readonly last: number;
}

/** Blocks of one source in a row are one record until it has so many states. */
const mostStates = 256;
const recordWords = 4;

export class BlockLinks implements Links {
  /** [ first state | source | first parent | last parent ] one after another. */
  private readonly records = new ChunkedInt32();
  private count = 0;
  /** The record that the next states belong to, to be written with the first of them. */
  private source = -1;
  private firstParent = -1;
  private lastParent = -1;
  private written = true;

  get bytes(): number {
    return this.records.bytes;
  }

  dump(): Int32Array {
    const { records } = this;
    return Int32Array.from({ length: records.length + 1 }, (_, k) =>
      k === 0 ? this.count : records.get(k - 1),
    );
  }

  /** Takes the links of a dump, in place of none. */
  restore([count, ...records]: Int32Array): void {
    this.count = count;
    for (const word of records) this.records.push(word);
  }

  /** The states added from now on were found from these. Parents of one source never go back. */
  begin(source: number, firstParent: number, lastParent: number): void {
    this.source = source;
    this.firstParent = firstParent;
    this.lastParent = lastParent;
    this.written = false;
  }

  add(): void {
    if (!this.written) this.write();
    this.count++;
  }

  of(index: number): Origin {
    const record = this.find(index);
    if (record < 0) return { source: -1, first: -1, last: -1 };
    const at = record * recordWords;
    const [source, first, last] = [1, 2, 3].map((k) => this.records.get(at + k)) as [number, number, number];
    return { source, first, last };
  }

  earliest(index: number): number {
    return this.of(index).first;
  }

  latest(index: number): number {
    return this.of(index).last;
  }

  private write(): void {
    this.written = true;
    const { records } = this;
    const last = records.length - recordWords;
    const joins =
      last >= 0 &&
      records.get(last + 1) === this.source &&
      this.count - records.get(last) < mostStates &&
      records.get(last + 3) <= this.firstParent;
    if (joins) {
      records.set(last + 3, this.lastParent);
      return;
    }
    for (const word of [this.count, this.source, this.firstParent, this.lastParent]) records.push(word);
  }

  /** The last record that begins at `index` or before it; -1: it is an initial state. */
  private find(index: number): number {
    let [low, high] = [0, this.records.length / recordWords];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.records.get(middle * recordWords) <= index) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
