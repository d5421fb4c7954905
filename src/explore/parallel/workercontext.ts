/**
 * What a worker is given and what it gives: to those who started it, and to a file.
 */
import type { IntMemory } from '../../arrays/memory.ts';
import type { DiskFacts } from '../disk/worker.ts';
import type { Dump } from '../dump.ts';
import type { StateSpaceFacts } from '../statespace.ts';
import type { LevelsFacts } from '../tally.ts';
import type { Totals } from '../totals.ts';
import type { PagesFacts } from './pages.ts';
import type { Found } from './trace.ts';

/** A worker's part of the result. */
export interface WorkerResult extends Totals {
  /** Position in `stopReasons`, or -1. */
  readonly stopped: number;
  /** The broken property to report, or -1, and the states of its behavior that this worker has found. */
  readonly property: number;
  readonly found: readonly Found[];
}

/** What a worker writes down of itself, besides the words of its pages (all but the last) and its links (the last). */
export interface WorkerFacts extends LevelsFacts {
  readonly first: number;
  readonly end: number;
  readonly cuts: readonly number[];
  readonly run: StateSpaceFacts;
  readonly pages: PagesFacts;
  /** Chunks that nobody has taken: the first worker's to tell. */
  readonly chunks: readonly number[];
  /** Where known states are on disk: then there are no pages. */
  readonly disk?: DiskFacts;
}

/** What the workers do about the tables that they share, as about the set of states. */
export interface Tables {
  /** This worker's memory: where there is compiled code, it sees it. */
  readonly ints: IntMemory;
  /** Tells the others what they have to know before `grow`. */
  publish(): void;
  /** True when all have to meet, and each to `grow` one of so many parts. */
  crowded(): boolean;
  grow(part: number, parts: number): void;
  /** Takes in what others have grown and entered: a state may not be looked at before its ids are known. */
  refresh(): void;
}

/** What a worker needs to know of itself and of what it searches. */
export interface WorkerContext {
  /** Its number, from 0. */
  readonly me: number;
  /** The tables behind the states' ids. */
  readonly tables: Tables;
  /** What the worker was when it was written down; null: it begins. */
  readonly restored: Dump<WorkerFacts> | null;
  /** Whether all that the integers of a restored state name is known. */
  knows(state: Int32Array): boolean;
  /** Keeps the worker as it is: with those of all that take part and the ledger a search can go on from it. */
  dump(number: number, dump: Dump<WorkerFacts>, present: number): void;
  /** Asked now and then to write down what else others may want to know of this worker: see SharedMemory.notes. */
  note(notes: Float64Array): void;
}
