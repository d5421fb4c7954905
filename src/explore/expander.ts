/**
 * Expands states in batches and lets their successors arrive, as far as there is room: for ids, for states that may be kept,
 * and in the index under them.
 */
import { IndexCrowded, TablesFull } from './region.ts';
import { type Run, TOGETHER } from './run.ts';
import type { StopReason } from './system.ts';

/** How many states may be kept, of which the run has a share: its limit. */
export interface Room {
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
  readonly #run: Run;
  readonly #room: Room;
  readonly #supervisor: Supervisor;
  /** States to be expanded one by one: one of them may find no room. */
  #singly = 0;

  constructor(run: Run, room: Room, supervisor: Supervisor) {
    this.#run = run;
    this.#room = room;
    this.#supervisor = supervisor;
  }

  /** Lets the initial states arrive. All workers have to know them, but only one keeps them. */
  begin(keep = true): void {
    try {
      this.#run.seed(keep);
    } catch (error) {
      if (!(error instanceof TablesFull)) throw error;
      this.#supervisor.stop('max-memory');
    }
    this.#settle();
  }

  /** What had to wait for room may have it now. */
  resume(): void {
    if (this.#run.store.staged > 0) this.#settle();
  }

  /**
   * Expands a batch of the states from `first` up to `end`, which are some; returns how many, 0 where there was no room for it.
   * Then nothing has happened: tables remember functions, and what they remember already is right.
   */
  expand(first: number, end: number): number {
    const run = this.#run;
    const cuts = run.system.cuts.slice();
    const count = this.#singly > 0 ? 1 : Math.min(TOGETHER, end - first);
    if (!this.#make(first, count) || !this.#reserve(count)) {
      run.system.cuts.set(cuts);
      return 0;
    }
    if (this.#singly > 0) this.#singly--;
    run.takeIn(first, count);
    this.#settle();
    return count;
  }

  /** False when there is no room for the ids of the steps: the search must end or, if only an index has to grow, make them again. */
  #make(first: number, count: number): boolean {
    try {
      this.#run.expand(first, count);
      return true;
    } catch (error) {
      if (error instanceof IndexCrowded) this.#supervisor.callAll();
      else if (error instanceof TablesFull) this.#supervisor.stop('max-memory');
      else throw error;
      return false;
    }
  }

  /** False where the successors may be too many: the one state that finds no room is the last to be expanded. */
  #reserve(count: number): boolean {
    if (this.#room.reserve(this.#run.steps) || count === 1) return true;
    this.#singly = count;
    return false;
  }

  /** Lets arrive what is staged, as far as the index has room: the rest stays staged until all have met and it has grown. */
  #settle(): void {
    const run = this.#run;
    const { store } = run;
    const { size } = store;
    this.#room.reserve(store.staged);
    do run.arrive(store.fitting);
    while (store.fitting > 0);
    this.#room.release();
    const unkept = store.full && store.staged > 0;
    if (run.full || unkept) this.#supervisor.stop(store.full ? 'max-memory' : 'max-states');
    this.#supervisor.added(store.size - size);
  }
}
