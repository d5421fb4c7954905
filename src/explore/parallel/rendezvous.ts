/**
 * Who takes part in a search, and how all wait for each other. The first may begin alone; the others come when they are ready,
 * and are let in, all at once, between two rendezvous.
 */
import type { Turn } from '../levels.ts';
import { arrivedAt, joinedAt, presentAt, readyAt } from './shared.ts';

/** What one who comes later has to know: arrivals so far, levels that are complete, and dumps made. */
export interface Joined {
  readonly levels: number;
  readonly dumps: number;
}

export class Rendezvous {
  /** Workers that take part. */
  present: number;
  readonly #counters: Int32Array;
  readonly #workers: number;
  /** Arrivals, of all, at which one may go on. */
  #awaited = 0;

  constructor(counters: Int32Array, workers: number) {
    this.#counters = counters;
    this.#workers = workers;
    this.present = Atomics.load(counters, presentAt);
  }

  /** Waits until all have come here. */
  *everyone(): Generator<Turn> {
    this.#awaited += this.present;
    Atomics.add(this.#counters, arrivedAt, 1);
    while (Atomics.load(this.#counters, arrivedAt) < this.#awaited) yield 'waiting';
  }

  /** True when the others wait to be let in. */
  get othersWait(): boolean {
    return (
      this.present < this.#workers && Atomics.load(this.#counters, readyAt) === this.#workers - this.present
    );
  }

  /** The first worker lets another one in, between two rendezvous. */
  letIn({ levels, dumps }: Joined): void {
    const counters = this.#counters;
    this.present = this.#workers;
    [counters[joinedAt + 1], counters[joinedAt + 2], counters[joinedAt + 3]] = [this.#awaited, levels, dumps];
    Atomics.store(counters, presentAt, this.#workers);
    Atomics.store(counters, joinedAt, 1);
  }

  /** A worker that comes later waits to be let in, before the next rendezvous. */
  *join(): Generator<Turn, Joined> {
    const counters = this.#counters;
    Atomics.add(counters, readyAt, 1);
    while (Atomics.load(counters, joinedAt) === 0) yield 'waiting';
    this.present = this.#workers;
    this.#awaited = counters[joinedAt + 1];
    return { levels: counters[joinedAt + 2], dumps: counters[joinedAt + 3] };
  }
}
