/** What one worker of a breadth-first search has counted, level by level. */
import type { StateSpace } from './statespace.ts';
import type { Level } from './system.ts';
import type { Totals } from './totals.ts';

/** All but the levels that are finished: this worker's states, and transitions, before the one that is being found. */
export interface LevelsFacts {
  readonly levels: readonly Level[];
  readonly before: number;
  readonly generatedBefore: number;
}

export class Tally {
  /** The finished levels, of this worker's states. */
  readonly levels: Level[] = [];
  /** States of this worker that are not in the store. */
  elsewhere = 0;
  protected readonly space: StateSpace;
  #before = 0;
  #generatedBefore = 0;

  constructor(space: StateSpace) {
    this.space = space;
  }

  get #size(): number {
    return this.space.store.size + this.elsewhere;
  }

  /** States of the level that is being found. */
  get found(): number {
    return this.#size - this.#before;
  }

  get totals(): Totals {
    const { distinct, frontier, storeBytes, ...counted } = this.space.totals(this.levels);
    const { elsewhere } = this;
    const bytes = 4 * this.space.system.width * elsewhere;
    return {
      ...counted,
      distinct: distinct + elsewhere,
      frontier: frontier + elsewhere,
      storeBytes: storeBytes + bytes,
    };
  }

  /** The level that was being found has all its states. */
  endLevel(): void {
    const { generated } = this.space;
    this.levels.push({
      depth: this.levels.length,
      distinct: this.found,
      generated: generated - this.#generatedBefore,
    });
    this.#before = this.#size;
    this.#generatedBefore = generated;
  }

  /** Called after each batch of states: whoever can be asked at any time need not tell. */
  tell(): void {}

  dump(): LevelsFacts {
    return { levels: this.levels, before: this.#before, generatedBefore: this.#generatedBefore };
  }

  restore({ levels, before, generatedBefore }: LevelsFacts): void {
    this.levels.push(...levels);
    this.#before = before;
    this.#generatedBefore = generatedBefore;
  }
}
