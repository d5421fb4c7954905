/**
 * What the explorer explores: a transition system whose states are fixed-width integer vectors.
 *
 * The contract between the search, which knows nothing of what the integers mean, and the systems
 * (a Raft cluster, a plain object system, a wrapper around another system), which know nothing of how
 * states are kept. A system is deterministic: the same state always yields the same steps in the same order.
 */

import type { Batch, CompiledPart } from './kernel.ts';
import type { Offers } from './offers.ts';
import type { Successors } from './successors.ts';
import type { Temporal } from './temporal/temporal.ts';

/**
 * Receives one step. `successor` is valid during the call only. `kind` is an index into `actionKinds`,
 * `arg` singles out the action within its kind (system-defined, >= 0), `broken` is the index of a step
 * property that this very step breaks, or -1.
 */
export type Emit = (successor: Int32Array, kind: number, arg: number, broken: number) => void;

/** Steps one by one: for a system that need not make all of a state's steps to make one of them. */
export interface OneByOne {
  /**
   * Adds every action that may be enabled in the state, and perhaps others: nobody is asked. What an action is called here is
   * what `next` would emit; their order follows from what the state means, and not from the integers that it has today.
   */
  offer(state: Int32Array, into: Offers): void;
  /** As `next` for one of them alone: clears `into`, and adds its step if it is enabled. A bound that forbids it counts it. */
  attempt(state: Int32Array, kind: number, arg: number, into: Successors): void;
}

export interface TransitionSystem {
  /** Integers in a state vector; each is >= 0. */
  readonly width: number;
  /** What actions are counted by in reports, such as "deliver MsgApp". May grow during a search. */
  readonly actionKinds: readonly string[];
  /** The names of the bounds, in the order of `cuts`. */
  readonly bounds: readonly string[];
  /** How many actions each bound has forbidden so far: a guard of `next` that says no adds one. */
  readonly cuts: Float64Array;
  /** Emits every initial state (kind, arg and broken are ignored). */
  init(emit: Emit): void;
  /** Emits every step from `state`, which is valid and unchanged during the call. */
  next(state: Int32Array, emit: Emit): void;
  /** As `next` of the first `count` states in turn, for a system that makes many steps at once. It clears `into`. */
  expand?(states: Int32Array, count: number, into: Successors): void;
  /** Absent: it makes all steps of a state or none. */
  readonly oneByOne?: OneByOne;
  /** What compiled code needs to make the steps of a batch itself. Absent: it cannot. */
  compiled?(batch: Batch): CompiledPart;
  /** The index of the first property that `state` breaks, or -1. Called once for each distinct state. */
  judge(state: Int32Array): number;
  /** The index of the property that `state`, which has no step at all, breaks by that, or -1. Absent: none ever does. */
  ends?(state: Int32Array): number;
  /** What is asked of whole behaviors; absent: nothing. */
  readonly temporal?: Temporal;
}

/** One step of a found behavior: which action led to which state. */
export interface PathStep {
  readonly kind: number;
  readonly arg: number;
  readonly state: Int32Array;
}

/** A behavior from an initial state: the state itself, then the steps. */
export interface Path {
  readonly init: Int32Array;
  readonly steps: readonly PathStep[];
}

/** Why a search ended before the bounds were exhausted. */
export type StopReason = 'max-states' | 'max-memory' | 'time-limit' | 'interrupted' | 'disk-full';

export interface Level {
  /** Distance from the initial states, which are at 0. */
  readonly depth: number;
  /** Distinct states first found at this depth. */
  readonly distinct: number;
  /** Transitions that led to this depth's states, new or known (at depth 0: the initial states). */
  readonly generated: number;
}

/** A property broken by a reachable state (or by the last step of a behavior). */
export interface Violation {
  /** Index of the property, as the system numbers them. */
  readonly property: number;
  readonly path: Path;
  /** True when no shorter behavior breaks any property: breadth-first search. */
  readonly shortest: boolean;
  /**
   * Only of a property of whole behaviors: after the last step the state is the one after so many steps, and the behavior goes on
   * as from there, for ever; where it is the last state itself, it stutters.
   */
  readonly loop?: number;
}

/** The complete result of a search. */
export interface Exploration {
  readonly distinct: number;
  /** Transitions taken, plus the initial states (TLC's count). */
  readonly generated: number;
  /** The greatest depth at which a distinct state was found. */
  readonly depth: number;
  readonly levels: readonly Level[];
  /** States found but not expanded: 0 when the reachable states were exhausted. */
  readonly frontier: number;
  /** True when every state within the bounds (the depth bound included) was expanded. */
  readonly complete: boolean;
  readonly stopped: StopReason | null;
  /** States left unexpanded because of the depth bound. */
  readonly cutByDepth: number;
  /** Distinct states with no step at all, not counting those at the depth bound. */
  readonly deadlocks: number;
  /** Transitions by action kind, same order as `actionKinds` at the end. */
  readonly actions: readonly number[];
  readonly violation: Violation | null;
  /** Bytes held by the state store (visited set, packed states, parent links). */
  readonly storeBytes: number;
}

/** What a search tells while it runs. */
export interface Progress {
  readonly depth: number;
  readonly distinct: number;
  readonly generated: number;
  readonly frontier: number;
  /** The finished levels. */
  readonly levels: readonly Level[];
  readonly storeBytes: number;
  /** Transitions so far by action kind; valid until the search goes on. Absent where nobody counts them. */
  readonly actions?: ArrayLike<number>;
}

export interface SearchOptions {
  readonly strategy: 'bfs' | 'dfs';
  /** States at this depth are not expanded. */
  readonly depth: number;
  /** Packed (tree-compressed) states, or flat vectors; the results are the same. */
  readonly pack: boolean;
  /** Distinct states at which the search stops as 'max-states'. */
  readonly maxStates: number;
}

/**
 * A search in slices: every few thousand states it yields its progress, and the caller, who knows clocks,
 * memory and signals, sends back a reason to stop or null. It never reads a clock itself.
 */
export type Search = Generator<Progress, Exploration, StopReason | null>;

/** What is searched is no function of its states: something that was found once is not found again. */
export class NotDeterministic extends Error {
  override readonly name = 'NotDeterministic';
  readonly what: string;

  constructor(what: string) {
    super(`the system is not deterministic: ${what}`);
    this.what = what;
  }
}
