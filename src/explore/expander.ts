/**
 * Expands states in batches and lets their successors arrive, as far as there is room: for ids, for states that may be kept,
 * and in the index under them.
 */
import { IndexCrowded, TablesFull } from './region.ts';
import { type StateSpace, statesTogether } from './statespace.ts';
import type { StopReason } from './system.ts';

/** How many states may be kept, of which one worker's limit is a share. */
export interface Quota {
  /** Tries to raise the limit for so many more states; true when all of them may be kept. */
  reserve(count: number): boolean;
  /** Gives back what was not needed. */
  release(): void;
}

/** Whom the expander tells what it cannot mend. */
export interface Supervisor {
  /** The search is to stop. The first reason stays. */
  stop(reason: StopReason): void;
  /** All are to meet: an index has to grow. */
  callAll(): void;
  /** So many states are new. */
  added(states: number): void;
}

export class Expander {
  readonly #space: StateSpace;
  readonly #quota: Quota;
  readonly #supervisor: Supervisor;
  /** States to be expanded one by one: one of them may find no room. */
  #singly = 0;

  constructor(space: StateSpace, quota: Quota, supervisor: Supervisor) {
    this.#space = space;
    this.#quota = quota;
    this.#supervisor = supervisor;
  }

  /** Lets the initial states arrive. All workers have to know them, but only one keeps them. */
  begin(keep = true): void {
    try {
      this.#space.seed(keep);
    } catch (error) {
      if (!(error instanceof TablesFull)) throw error;
      this.#supervisor.stop('max-memory');
    }
    this.#resolve();
  }

  /** What had to wait for room may have it now. */
  resume(): void {
    if (this.#space.store.staged > 0) this.#resolve();
  }

  /**
   * Expands a batch of the states from `first` up to `end`, which are some; returns how many, 0 where there was no room for it.
   * Then nothing has happened: tables remember functions, and what they remember already is right.
   */
  expand(first: number, end: number): number {
    const space = this.#space;
    const cuts = space.system.cuts.slice();
    const count = this.#singly > 0 ? 1 : Math.min(statesTogether, end - first);
    if (!this.#make(first, count) || !this.#reserve(count)) {
      space.system.cuts.set(cuts);
      return 0;
    }
    if (this.#singly > 0) this.#singly--;
    this.#withinTables(() => {
      space.takeIn(first, count);
      this.#resolve();
    });
    return count;
  }

  /** What arrives may find no room in the tables of those who judge it: then the search ends, and what was judged is. */
  #withinTables(arrive: () => void): void {
    try {
      arrive();
    } catch (error) {
      if (!(error instanceof TablesFull) || error instanceof IndexCrowded) throw error;
      this.#supervisor.stop('max-memory');
    }
  }

  /** False when there is no room for the ids of the steps: the search must end or, if only an index has to grow, make them again. */
  #make(first: number, count: number): boolean {
    try {
      this.#space.expand(first, count);
      return true;
    } catch (error) {
      if (error instanceof IndexCrowded) this.#supervisor.callAll();
      else if (error instanceof TablesFull) this.#supervisor.stop('max-memory');
      else throw error;
      return false;
    }
  }

  /**
   * False where the successors may be too many: the one state that finds no room is the last to be expanded. Until then others
   * may have the room.
   */
  #reserve(count: number): boolean {
    if (this.#quota.reserve(this.#space.steps) || count === 1) return true;
    this.#singly = count;
    this.#quota.release();
    return false;
  }

  /** Lets arrive what is staged, as far as the index has room: the rest stays staged until all have met and it has grown. */
  #resolve(): void {
    const space = this.#space;
    const { store } = space;
    const { size } = store;
    this.#quota.reserve(store.staged);
    do space.arrive(store.fitting);
    while (store.fitting > 0);
    this.#quota.release();
    const unkept = store.full && store.staged > 0;
    if (space.full || unkept) this.#supervisor.stop(store.full ? 'max-memory' : 'max-states');
    this.#supervisor.added(store.size - size);
  }
}
