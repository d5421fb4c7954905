/**
 * Breadth-first search, by levels, as every worker does it, one alone or many:
 *
 *     meet      all know what all have found, so all decide alike how it goes on
 *     part      the tables grow where they have to; what was found is dealt out as the next level
 *     expand    chunk after chunk of the level, until none is left or somebody calls
 *
 * A level is finished before the next one begins, and so is the first level with a broken property: the counterexample is a
 * shortest one, and both it and the counts are the same for any number of workers.
 *
 * Three things differ between one worker and many, and stand behind interfaces here: which states are next, where workers
 * meet, and what is told of what is counted. For one they are in bfs.ts, for many in the folder `parallel`.
 *
 * A generator that yields after each batch of states and whenever it can only wait: whoever drives it tells progress then,
 * listens, sleeps or, in a test, lets another worker go on.
 */
import type { Expander } from './expander.ts';
import type { Tally } from './tally.ts';

/** What a worker says when it lets others go on: that it has more to do, or that it can only wait. */
export type Turn = 'working' | 'waiting';

/** Which states are next. The states of a level are dealt out in chunks, each a range of indices. */
export interface Frontier {
  /** What is left of this worker's chunk: the states from `first` up to `end`. */
  readonly first: number;
  readonly end: number;
  /** True when states of the chunk are left, or of another that is taken now; false: of the level none is left to take. */
  take(): boolean;
  /** So many of the chunk have been expanded. */
  advance(count: number): void;
}

/** What all who have met know, each the same. */
export interface Seen {
  /** States of the level may be left to expand. */
  readonly left: boolean;
  /** The level has found states. */
  readonly found: boolean;
  /** A property is broken. */
  readonly broken: boolean;
  /** The search is to stop; what is left of the level is left for good. */
  readonly stopped: boolean;
}

/** Where workers meet. */
export interface Barrier {
  /** Tells the others what they have to know, and waits for all; then `seen` says the same to each. */
  meet(): Iterable<Turn>;
  readonly seen: Seen;
  /** After that, and before anything is expanded: makes room, deals out the next level if it begins, and waits for all. */
  part(begins: boolean): Iterable<Turn>;
  /** True when all are to meet though states of the level are left. */
  called(): boolean;
}

export interface Collaborators {
  readonly frontier: Frontier;
  readonly barrier: Barrier;
  readonly tally: Tally;
  readonly expander: Expander;
  /** States at this depth are not expanded. */
  readonly depth: number;
}

/** Begins with the initial states staged or resolved, or in the middle of a level. */
export function* levels({ frontier, barrier, tally, expander, depth }: Collaborators): Generator<Turn> {
  for (;;) {
    yield* barrier.meet();
    const { left, found, broken, stopped } = barrier.seen;
    const over = stopped || !left;
    if (over) tally.endLevel();
    const ends = over && (stopped || broken || !found || tally.levels.length > depth);
    yield* barrier.part(over && !ends);
    if (ends) return;
    expander.resume();
    while (!barrier.called() && frontier.take()) {
      frontier.advance(expander.expand(frontier.first, frontier.end));
      tally.tell();
      yield 'working';
    }
  }
}
