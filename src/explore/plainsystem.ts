/**
 * Any state machine, written as plain objects: what users define, and plain.ts makes explorable.
 */

import type { Fairness } from './temporal/fairness.ts';

/** What is asked of every state. */
export interface Predicate<S> {
  readonly name: string;
  holds(state: S): boolean;
}

/** Whenever `from` holds, `to` holds in the same state or in a later one: TLA+'s `from ~> to`. */
export interface LeadsTo<S> {
  readonly name: string;
  from(state: S): boolean;
  to(state: S): boolean;
}

/** A state machine over plain data: numbers, strings, booleans, null, arrays and object literals, never changed in place. */
export interface PlainSystem<S> {
  /** What texts call it. Absent: by the name of its file. */
  readonly name?: string;
  init(): Iterable<S>;
  /** Every step from `state`, always the same in the same order. */
  next(state: S): Iterable<{ readonly action: string; readonly state: S }>;
  /** What must hold in every state. */
  readonly invariants?: readonly Predicate<S>[];
  /** What must hold in some state, or nothing was shown. */
  readonly sometimes?: readonly Predicate<S>[];
  /** What must hold in some state of every fair behavior: `<>P`. */
  readonly eventually?: readonly Predicate<S>[];
  readonly leadsTo?: readonly LeadsTo<S>[];
  /** Which behaviors are fair. Absent: all, also those that stutter for ever. */
  readonly fairness?: readonly Fairness[];
  /** Whether a state may be the last: one without any step that may not is a deadlock. Absent: none may. */
  mayEnd?(state: S): boolean;
}
