/**
 * Where the states of one worker were found from, roughly: some hundred new states in a row were found from states of one
 * range. One record for all of them.
 */
import { ChunkedInt32 } from '../../arrays/chunked.ts';
import { must } from '../dump.ts';
import type { Links } from '../links.ts';

const mostStates = 256;
export const recordWords = 3;

export class BlockLinks implements Links {
  /** [ first state | first parent | last parent ] one after another; the states of a record go up to the next one's first. */
  private readonly records = new ChunkedInt32();
  /** States of the last record, or none: the next state begins a new one. */
  private count = 0;

  get bytes(): number {
    return this.records.bytes;
  }

  dump(): Int32Array {
    return Int32Array.from({ length: this.records.length }, (_, k) => this.records.get(k));
  }

  /**
   * Takes the links of a dump, in place of none. `own`: the first state that is to be linked, if there is one; `has`: whether
   * there are such states, from the one to the other. Throws Damaged.
   */
  restore(records: Int32Array, own: number | undefined, has: (first: number, last: number) => boolean): void {
    must(records[0] === own, 'a state has no link');
    for (let at = 0; at < records.length; at += recordWords) {
      const [first, earliest, latest] = records.subarray(at, at + recordWords);
      const ascends = at === 0 || first > records[at - recordWords];
      const leads = (earliest === -1 && latest === -1) || has(earliest, latest);
      must(ascends && has(first, first) && leads, 'a link leads nowhere');
    }
    for (const word of records) this.records.push(word);
  }

  /** The parents from now on are of another range. */
  cut(): void {
    this.count = 0;
  }

  /** Indices only grow, and so do the parents of one range. An initial state has the parent -1. */
  add(parent: number, index: number): void {
    const { records } = this;
    if (this.count === 0 || this.count === mostStates) {
      for (const word of [index, parent, parent]) records.push(word);
      this.count = 0;
    } else {
      records.set(records.length - 1, parent);
    }
    this.count++;
  }

  earliest(index: number): number {
    return this.records.get(this.find(index) * recordWords + 1);
  }

  latest(index: number): number {
    return this.records.get(this.find(index) * recordWords + 2);
  }

  /** The last record that begins at `index` or before it. */
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
