/**
 * The set of known states, each with a dense index in the order of insertion. In a breadth-first search that is the order
 * of depth, so a level is a range of indices and the frontier needs no memory of its own.
 *
 * There are two implementations with the same results: FlatStore keeps whole rows, PackedStore shares what states have in
 * common. `insert` takes one state. The search uses `stage` and `settle` instead: it stages many successors and settles
 * them together, so that their look-ups, each a cache miss in a big table, overlap in the processor.
 */

/** What `settle` says of a new state when the store has as many states as it may. */
export const NO_ROOM = -(2 ** 31);

export interface StateStore {
  readonly width: number;
  /** Number of states. */
  readonly size: number;
  /** Bytes held, used or not. */
  readonly bytes: number;
  /** The state's index when it is new, ~index (negative) when it was known. */
  insert(state: Int32Array): number;
  /** Copies state `index` to `out`. States staged after this are expected to resemble it. */
  load(index: number, out: Int32Array): void;
  /** Copies `state` to the end of the queue for `settle`. */
  stage(state: Int32Array): void;
  /**
   * Inserts the staged states in order; outcomes[k] becomes what `insert` would have returned for the k-th, or NO_ROOM
   * when it is new and `limit` states are known. Empties the queue.
   */
  settle(limit: number, outcomes: Int32Array): void;
}

/** A copy of `array` of twice the length. */
export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * array.length);
  longer.set(array);
  return longer;
}
