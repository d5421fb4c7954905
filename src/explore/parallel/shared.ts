/**
 * The memory that the workers of one search share, besides the ledger: a few counters, each worker's tallies, and a ring of
 * blocks for every ordered pair of workers, in which states travel to their owner.
 *
 *     counters   [ stop | room for states | arrivals | dumps asked for ]
 *     tallies    for each worker, the columns of `tally`
 *     levels     for each worker and depth, what it has found there: [ distinct | generated ]
 *     ring       [ blocks written | blocks read ] and `ringBlocks` blocks of
 *                [ states | first parent | last parent | integers of the states ... ]
 *     actions    for each worker, its transitions by action kind
 *     notes      for each worker, `noted` numbers about which the search knows nothing
 *     question   [ of whom | first parent | last parent | integers of a state ]        see trace.ts
 */
import type { StopReason } from '../system.ts';

/** States in a full block. */
export const blockStates = 512;
const ringBlocks = 16;
const headerWords = 3;
/** Levels of which the progress is told; there may be more. */
export const toldLevels = 4096;
/** Kinds of actions of which the progress is told; there may be more. */
export const toldKinds = 256;

export const STOP = 0;
export const ROOM = 1;
export const ARRIVED = 2;
/** How many times the workers have been asked to write themselves down. */
export const DUMPS = 3;
const counterWords = 4;

/** What the counter STOP says: 0 nothing, otherwise one more than the position here. */
export const stopReasons: readonly StopReason[] = ['max-states', 'max-memory', 'time-limit', 'interrupted'];

export const tally = {
  /** At any time, since the start: what the progress is made of. */
  generated: 0,
  distinct: 1,
  frontier: 2,
  storeBytes: 3,
  depth: 4,
  /**
   * Whenever all meet: states of the level still to expand, new states of the next one, the broken property or -1, the
   * reason to stop that the worker has seen, and the dumps that it knows to be asked for.
   */
  left: 5,
  found: 6,
  broken: 7,
  stopped: 8,
  dumps: 9,
  width: 10,
} as const;

export interface SharedMemory {
  readonly workers: number;
  readonly width: number;
  readonly counters: SharedArrayBuffer;
  readonly tallies: SharedArrayBuffer;
  readonly levels: SharedArrayBuffer;
  readonly actions: SharedArrayBuffer;
  readonly notes: SharedArrayBuffer;
  readonly question: SharedArrayBuffer;
  /** rings[from * workers + to] */
  readonly rings: readonly SharedArrayBuffer[];
}

/** For states of `width` integers; `maxStates` of them may be kept, and each worker notes so many numbers. */
export function sharedMemory(workers: number, width: number, maxStates: number, noted: number): SharedMemory {
  const counters = new SharedArrayBuffer(4 * counterWords);
  new Int32Array(counters)[ROOM] = Math.min(maxStates, 0x7fffffff);
  const ringWords = 2 + ringBlocks * (headerWords + blockStates * width);
  return {
    workers,
    width,
    counters,
    tallies: new SharedArrayBuffer(8 * workers * tally.width),
    levels: new SharedArrayBuffer(8 * 2 * workers * toldLevels),
    actions: new SharedArrayBuffer(8 * workers * toldKinds),
    notes: new SharedArrayBuffer(8 * workers * noted),
    question: new SharedArrayBuffer(4 * (headerWords + width)),
    rings: Array.from({ length: workers * workers }, () => new SharedArrayBuffer(4 * ringWords)),
  };
}

/** One direction between two workers: one writes, one reads. */
export class Ring {
  readonly #words: Int32Array;
  readonly #width: number;

  constructor(memory: SharedMemory, from: number, to: number) {
    this.#words = new Int32Array(memory.rings[from * memory.workers + to]);
    this.#width = memory.width;
  }

  /** Writes the first `count` states of `states`; false when the ring is full. */
  write(states: Int32Array, count: number, firstParent: number, lastParent: number): boolean {
    const written = Atomics.load(this.#words, 0);
    if (written - Atomics.load(this.#words, 1) === ringBlocks) return false;
    const at = this.#block(written);
    this.#words[at] = count;
    this.#words[at + 1] = firstParent;
    this.#words[at + 2] = lastParent;
    this.#words.set(states.subarray(0, count * this.#width), at + headerWords);
    Atomics.store(this.#words, 0, written + 1);
    return true;
  }

  /** Shows the oldest block, if there is one, and frees it. `states` is valid during the call. */
  read(take: (states: Int32Array, count: number, firstParent: number, lastParent: number) => void): boolean {
    const read = Atomics.load(this.#words, 1);
    if (Atomics.load(this.#words, 0) === read) return false;
    const at = this.#block(read);
    const count = this.#words[at];
    const states = this.#words.subarray(at + headerWords, at + headerWords + count * this.#width);
    take(states, count, this.#words[at + 1], this.#words[at + 2]);
    Atomics.store(this.#words, 1, read + 1);
    return true;
  }

  #block(number: number): number {
    return 2 + (number % ringBlocks) * (headerWords + blockStates * this.#width);
  }
}
