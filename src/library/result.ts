/**
 * What a check comes to, for programs: the names are those of the report (`raftcheck --json`) wherever they mean the same.
 */
import type { Exploration } from '../explore/system.ts';
import { nothingHappens } from '../explore/totals.ts';
import type { PropertyReport } from '../property/property.ts';

/** How a property fared: `evaluated` distinct arguments, of which it had something to say of `relevant`. */
export type CheckedProperty = Pick<PropertyReport, 'name' | 'status' | 'evaluated' | 'relevant'>;

export interface Behavior<S> {
  /** What was done; null: the initial state. */
  readonly action: string | null;
  readonly state: S;
}

export interface CheckResult<S> {
  /**
   * `ok`: every state within the bounds was seen and nothing broke. `vacuous`: the same, but a state that should be reached
   * never was, or nothing ever happens. `incomplete`: a limit stopped the search, and nothing had broken by then.
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
  /** What each bound of the model forbade: actions; under `depth`, states that were not expanded. Empty of a machine without depth. */
  readonly cutBy: Readonly<Record<string, number>>;
  /** Bounds that are 0: what the model has none of, such as max-crashes. */
  readonly leftOut: readonly string[];
  /** All that were asked. One that held and was relevant nowhere has judged nothing. */
  readonly properties: readonly CheckedProperty[];
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
  /** Only of a property of whole behaviors: after the last step it goes on as after so many, for ever. */
  readonly loop?: number;
  /** From the initial state to the one that breaks it. */
  readonly behavior: readonly Behavior<S>[];
  /** The behavior as people read it. */
  readonly text: string;
}

/** What a result is made of besides the exploration. */
export interface Found<S> {
  readonly actionKinds: readonly string[];
  /** Whether an action of the kind says that something happens. */
  readonly isStep: (kind: string) => boolean;
  readonly cutBy: Readonly<Record<string, number>>;
  readonly leftOut: readonly string[];
  readonly properties: readonly CheckedProperty[];
  readonly violation: CheckViolation<S> | null;
}

export function resultOf<S>(
  exploration: Exploration,
  { actionKinds, isStep, cutBy, leftOut, properties, violation }: Found<S>,
): CheckResult<S> {
  const { distinct, generated, depth, frontier, deadlocks, complete, cutByDepth, stopped } = exploration;
  const unreached = properties.filter(({ status }) => status === 'unreached').map(({ name }) => name);
  const steps = exploration.actions.filter((_, i) => isStep(actionKinds[i]));
  const isIdle = nothingHappens({ ...exploration, actions: steps });
  const quiet = unreached.length === 0 && !isIdle ? 'ok' : 'vacuous';
  return {
    verdict: violation !== null ? 'violation' : complete ? quiet : 'incomplete',
    complete,
    states: { distinct, generated, depth, frontier, deadlocks },
    actions: Object.fromEntries(actionKinds.map((kind, i) => [kind, exploration.actions[i] ?? 0])),
    cutBy: { ...cutBy, ...(cutByDepth === 0 ? {} : { depth: cutByDepth }) },
    leftOut,
    properties,
    unreached: complete && violation === null ? unreached : [],
    violation,
    ...(stopped === null ? {} : { stopped }),
  };
}
