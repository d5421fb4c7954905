/**
 * The memory that the workers of one search share, besides the ledger: the states, what is left to expand, a few counters,
 * and each worker's tallies.
 *
 *     counters   [ stop | room for states | arrivals | dumps asked for | states | growth asked for | chunks | chunks taken |
 *                workers taking part | workers ready to | what rendezvous.ts says to those: 4 words | states written ]
 *     chunks     ranges of states of the level, dealt out to whoever has nothing to do: [ first, end, first, end, ... ]
 *     tallies    for each worker, the columns of `tally`
 *     levels     for each worker and depth, what it has found there: [ distinct | generated ]
 *     actions    for each worker, its transitions by action kind
 *     notes      for each worker, `noted` numbers about which the search knows nothing
 *     question   [ index of a state ]        see trace.ts
 */
import type { OnDiskMemory } from '../disk/worker.ts';
import type { StopReason } from '../system.ts';
import { type CompiledMemory, compiledStore } from './compiledmemory.ts';
import { type StoreMemory, storeMemory } from './sharedstore.ts';

/** Chunks of one level, at most. Invariant: pages < mostChunks, since each page with states of the level gives one or more. */
export const mostChunks = 1 << 18;
/** Levels of which the progress is told; there may be more. */
export const reportedLevels = 4096;
/** Kinds of actions of which the progress is told; there may be more. */
export const reportedKinds = 256;

export const stopAt = 0;
export const quotaAt = 1;
export const arrivedAt = 2;
/** How many times the workers have been asked to write themselves down. */
export const dumpsAt = 3;
export const statesAt = 4;
export const crowdedAt = 5;
export const chunksAt = 6;
export const takenAt = 7;
export const presentAt = 8;
export const readyAt = 9;
export const joinedAt = 10;
/** Where known states are on disk: how many have been written, at most 2^30; those at `statesAt` are in memory. */
export const writtenAt = 14;
const counterWords = 15;

/** What the counter at `stopAt` says: 0 nothing, otherwise one more than the position here. */
export const stopReasons: readonly StopReason[] = [
  'max-states',
  'max-memory',
  'time-limit',
  'interrupted',
  'disk-full',
];

export const tally = {
  /** At any time, since the start: what the progress is made of. */
  generated: 0,
  distinct: 1,
  frontier: 2,
  storeBytes: 3,
  depth: 4,
  /**
   * Whenever all meet: whether it has seen anything of the level still to expand (0: no), new states of the next level, the
   * broken property or -1, the reason to stop that the worker has seen, the dumps that it knows to be asked for, and states
   * that the index has to grow for.
   */
  left: 5,
  found: 6,
  broken: 7,
  stopped: 8,
  dumps: 9,
  staged: 10,
  width: 11,
} as const;

export interface SharedMemory {
  readonly workers: number;
  readonly width: number;
  readonly counters: SharedArrayBuffer;
  readonly store: StoreMemory;
  /** Where known states are on disk; null: all are in memory. */
  readonly onDisk: OnDiskMemory | null;
  /** Where compiled code finds the states, their index, and the ledger's tables; null: nothing is compiled. */
  readonly compiled: CompiledMemory | null;
  readonly chunks: SharedArrayBuffer;
  readonly tallies: SharedArrayBuffer;
  readonly levels: SharedArrayBuffer;
  readonly actions: SharedArrayBuffer;
  readonly notes: SharedArrayBuffer;
  readonly question: SharedArrayBuffer;
}

/**
 * For states of `width` integers; `maxStates` of them may be kept, and each worker notes so many numbers. The first `present`
 * of the workers take part from the beginning.
 */
export function sharedMemory(
  { workers, present }: { readonly workers: number; readonly present: number },
  width: number,
  maxStates: number,
  noted: number,
  compiled: CompiledMemory | null = null,
  onDisk: OnDiskMemory | null = null,
): SharedMemory {
  const counters = new SharedArrayBuffer(4 * counterWords);
  const words = new Int32Array(counters);
  words[quotaAt] = Math.min(maxStates, 0x7fffffff);
  words[presentAt] = present;
  return {
    workers,
    width,
    counters,
    compiled,
    onDisk,
    store: compiled === null ? storeMemory(width, workers) : compiledStore(compiled, width, workers),
    chunks: new SharedArrayBuffer(4 * 2 * mostChunks),
    tallies: new SharedArrayBuffer(8 * workers * tally.width),
    levels: new SharedArrayBuffer(8 * 2 * workers * reportedLevels),
    actions: new SharedArrayBuffer(8 * workers * reportedKinds),
    notes: new SharedArrayBuffer(8 * workers * noted),
    question: new SharedArrayBuffer(4),
  };
}
