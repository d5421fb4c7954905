/**
 * Breadth-first search by one worker: what levels.ts asks for, where there is nobody to wait for. The states at depth d are a
 * range of the store's indices, and expanding them in order appends those at depth d + 1.
 */
import { Expander, type Quota, type Supervisor } from './expander.ts';
import { type Barrier, type Frontier, levels, type Seen, type Turn } from './levels.ts';
import { SampledLinks } from './links.ts';
import { StateSpace } from './statespace.ts';
import { ownStore } from './store.ts';
import type { Search, SearchOptions, StopReason, TransitionSystem } from './system.ts';
import { Tally } from './tally.ts';
import { judgeBehaviors } from './temporal/judge.ts';
import { explorationOf, progressOf } from './totals.ts';

export function* breadthFirst(system: TransitionSystem, options: SearchOptions): Search {
  const { depth } = options;
  const space = new StateSpace(system, options, ownStore(system.width, options.pack), new SampledLinks());
  const tally = new Tally(space);
  const frontier = new Range();
  const barrier = new Alone(space, frontier, tally);
  const expander = new Expander(space, roomFor(space), barrier);
  expander.begin();
  for (const _ of levels({ frontier, barrier, tally, expander, depth })) {
    const reason = yield progressOf(tally.totals, tally.levels.length);
    if (reason !== null) barrier.stop(reason);
  }
  const { stopped } = barrier;
  const exploration = explorationOf(tally.totals, { stopped, depth, violation: space.violation(true) });
  return yield* judgeBehaviors(exploration, progressOf(tally.totals, tally.levels.length), space);
}

/** The level is a range, and one chunk. */
class Range implements Frontier {
  first = 0;
  end = 0;

  /** States of the level that are not expanded. */
  get left(): number {
    return this.end - this.first;
  }

  take(): boolean {
    return this.first < this.end;
  }

  advance(count: number): void {
    this.first += count;
  }

  /** The next level: all states from the end of this one up to `last`. */
  deal(last: number): void {
    this.end = last;
  }
}

const nobody: readonly Turn[] = [];

class Alone implements Barrier, Supervisor {
  stopped: StopReason | null = null;
  readonly #space: StateSpace;
  readonly #frontier: Range;
  readonly #tally: Tally;

  constructor(space: StateSpace, frontier: Range, tally: Tally) {
    this.#space = space;
    this.#frontier = frontier;
    this.#tally = tally;
  }

  get seen(): Seen {
    return {
      left: this.#frontier.left > 0,
      found: this.#tally.found > 0,
      broken: this.#space.broken !== null,
      stopped: this.stopped !== null,
    };
  }

  meet(): Iterable<Turn> {
    return nobody;
  }

  part(begins: boolean): Iterable<Turn> {
    if (begins) this.#frontier.deal(this.#space.store.size);
    return nobody;
  }

  called(): boolean {
    return this.stopped !== null;
  }

  stop(reason: StopReason): void {
    this.stopped ??= reason;
  }

  callAll(): never {
    throw new Error("tables of one's own grow by themselves");
  }

  added(): void {}
}

/** All states that may be kept may be this worker's. */
function roomFor(space: StateSpace): Quota {
  return { reserve: (count) => space.store.size + count <= space.limit, release: () => {} };
}
