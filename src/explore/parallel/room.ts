/**
 * Room for states: how many more may be kept is one number for all workers. Each takes some of it before it enters states, and
 * gives back what it has not needed.
 *
 *     Invariant: room left + the limits of all workers = the states that may be kept
 */
import type { Room } from '../expander.ts';
import type { Run } from '../run.ts';
import { ROOM } from './shared.ts';

/** Room is taken for at least so many states at a time, or for fewer where little is allowed. */
const roomStates = 1024;

export class SharedRoom implements Room {
  readonly #counters: Int32Array;
  readonly #run: Run;
  /** States that it may have room for without need. */
  readonly #spare: number;

  constructor(counters: Int32Array, run: Run, maxStates: number) {
    this.#counters = counters;
    this.#run = run;
    this.#spare = Math.min(roomStates, Math.ceil(maxStates / 64));
  }

  /** As far as there is any room. */
  reserve(count: number): boolean {
    const run = this.#run;
    const missing = run.store.size + count - run.limit;
    if (missing <= 0) return true;
    const wanted = Math.max(missing, this.#spare);
    const before = Atomics.sub(this.#counters, ROOM, wanted);
    const got = Math.max(0, Math.min(wanted, before));
    if (got < wanted) Atomics.add(this.#counters, ROOM, wanted - got);
    run.limit += got;
    return got >= missing;
  }

  /** Most of what is staged is known. */
  release(): void {
    const unused = this.#run.limit - this.#run.store.size - this.#spare;
    if (unused <= 0) return;
    this.#run.limit -= unused;
    Atomics.add(this.#counters, ROOM, unused);
  }
}
