/**
 * Room for states: how many more may be kept is one number for all workers. Each takes some of it before it enters states, and
 * gives back what it has not needed.
 *
 *     Invariant: room left + the limits of all workers = the states that may be kept
 */
import type { Quota } from '../expander.ts';
import type { StateSpace } from '../statespace.ts';
import { quotaAt } from './shared.ts';

/** Room is taken for at least so many states at a time, or for fewer where little is allowed. */
const roomStates = 1024;

export class SharedQuota implements Quota {
  readonly #counters: Int32Array;
  readonly #space: StateSpace;
  /** States that it may have room for without need. */
  readonly #spare: number;

  constructor(counters: Int32Array, space: StateSpace, maxStates: number) {
    this.#counters = counters;
    this.#space = space;
    this.#spare = Math.min(roomStates, Math.ceil(maxStates / 64));
  }

  /** As far as there is any room. */
  reserve(count: number): boolean {
    const space = this.#space;
    const missing = space.store.size + count - space.limit;
    if (missing <= 0) return true;
    const wanted = Math.max(missing, this.#spare);
    const before = Atomics.sub(this.#counters, quotaAt, wanted);
    const got = Math.max(0, Math.min(wanted, before));
    if (got < wanted) Atomics.add(this.#counters, quotaAt, wanted - got);
    space.limit += got;
    return got >= missing;
  }

  /** Most of what is staged is known. */
  release(): void {
    const unused = this.#space.limit - this.#space.store.size - this.#spare;
    if (unused <= 0) return;
    this.#space.limit -= unused;
    Atomics.add(this.#counters, quotaAt, unused);
  }
}
