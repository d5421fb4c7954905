/**
 * Which state each state was found from. ExactLinks say it in 4 bytes a state.
 *
 * SampledLinks need next to nothing, but only follow a breadth-first search: it expands states in the order of their
 * indices, so parents only grow from one new state to the next. Every 32nd is kept, and the others lie between two kept
 * ones: a few dozen candidates, of which the first with a step to the child is the parent (path.ts).
 */
import { ChunkedInt32 } from '../arrays/chunked.ts';

export interface Links {
  readonly bytes: number;
  /** Links `index`, the next one, to its parent, or to -1 when it is an initial state. */
  add(parent: number, index: number): void;
  /** The parent of `index` is not below `earliest` and not above `latest`; -1 for an initial state. */
  earliest(index: number): number;
  latest(index: number): number;
}

export class ExactLinks implements Links {
  private readonly parents = new ChunkedInt32();

  get bytes(): number {
    return this.parents.bytes;
  }

  add(parent: number): void {
    this.parents.push(parent);
  }

  /** Links a state to another parent. */
  set(index: number, parent: number): void {
    this.parents.set(index, parent);
  }

  earliest(index: number): number {
    return this.parents.get(index);
  }

  latest(index: number): number {
    return this.parents.get(index);
  }
}

const spacingBits = 5;

export class SampledLinks implements Links {
  /** The parent of every 32nd state. */
  private readonly samples = new ChunkedInt32();
  private count = 0;
  /** Initial states: the first ones. */
  private roots = 0;
  private newest = -1;

  get bytes(): number {
    return this.samples.bytes;
  }

  /** `parent` is at least that of the call before. */
  add(parent: number): void {
    if ((this.count++ & ((1 << spacingBits) - 1)) === 0) this.samples.push(parent);
    if (parent < 0) this.roots++;
    this.newest = parent;
  }

  earliest(index: number): number {
    if (index < this.roots) return -1;
    return Math.max(0, this.samples.get(index >>> spacingBits));
  }

  latest(index: number): number {
    if (index < this.roots) return -1;
    const next = (index >>> spacingBits) + 1;
    return next < this.samples.length ? this.samples.get(next) : this.newest;
  }
}
