/**
 * What a check comes to, for programs: the names are those of the report (`raftcheck --json`) wherever they mean the same.
 */
import type { Exploration } from '../explore/system.ts';

export interface Behavior<S> {
  /** What was done; null: the initial state. */
  readonly action: string | null;
  readonly state: S;
}

export interface CheckResult<S> {
  /**
   * `ok`: every state within the bounds was seen and nothing broke. `vacuous`: the same, but a state that should be reached
   * never was. `incomplete`: a limit stopped the search, and nothing had broken by then.
   */
  readonly verdict: 'ok' | 'violation' | 'vacuous' | 'incomplete';
  readonly complete: boolean;
  readonly states: {
    readonly distinct: number;
    /** Transitions, and the initial states. */
    readonly generated: number;
    readonly depth: number;
    /** Found and not expanded. */
    readonly frontier: number;
    /** States with no step at all. */
    readonly deadlocks: number;
  };
  /** Transitions by action. */
  readonly actions: Readonly<Record<string, number>>;
  /** Names of states to reach that never were. */
  readonly unreached: readonly string[];
  readonly violation: CheckViolation<S> | null;
  /** Only when a limit stopped it: which. */
  readonly stopped?: string;
}

export interface CheckViolation<S> {
  /** The broken invariant's name. */
  readonly property: string;
  readonly message: string;
  /** Actions from the initial state. */
  readonly length: number;
  /** No shorter behavior breaks anything. */
  readonly shortest: boolean;
  /** From the initial state to the one that breaks it. */
  readonly behavior: readonly Behavior<S>[];
  /** The behavior as people read it. */
  readonly text: string;
}

export function resultOf<S>(
  exploration: Exploration,
  actionKinds: readonly string[],
  unreached: readonly string[],
  violation: CheckViolation<S> | null,
): CheckResult<S> {
  const { distinct, generated, depth, frontier, deadlocks, complete, stopped } = exploration;
  const quiet = unreached.length === 0 ? 'ok' : 'vacuous';
  return {
    verdict: violation !== null ? 'violation' : complete ? quiet : 'incomplete',
    complete,
    states: { distinct, generated, depth, frontier, deadlocks },
    actions: Object.fromEntries(actionKinds.map((kind, i) => [kind, exploration.actions[i] ?? 0])),
    unreached: complete && violation === null ? unreached : [],
    violation,
    ...(stopped === null ? {} : { stopped }),
  };
}
