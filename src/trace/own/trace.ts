/**
 * A behavior of a system of one's own, as it is written to a file: beside every state in full it holds which system it was, and the
 * values that the broken property has looked at. How the module is found it never says.
 */
import type { Fairness } from '../../explore/temporal/fairness.ts';
import type { traceFormatVersion } from '../trace.ts';

/** A value that a property has looked at, and where in the state it stands. */
export interface Read {
  readonly path: string;
  readonly value: unknown;
}

export interface OwnWitness {
  /** The values in one line, or what is broken where no value says it. */
  readonly message: string;
  readonly read: readonly Read[];
}

export interface OwnTraceStep {
  /** What was done, in the system's own words; null for the initial state. */
  readonly action: string | null;
  /** The whole state after the action, as own/value.ts writes it. */
  readonly state: unknown;
}

export interface OwnTrace {
  readonly formatVersion: typeof traceFormatVersion;
  readonly tool: { readonly name: 'raftcheck'; readonly version: string };
  /** Name of the spec. */
  readonly spec: string;
  /** What the system is called, and what was in its module. */
  readonly system: { readonly name: string; readonly hash: string };
  /** Names of all that was judged, in order. */
  readonly properties: readonly string[];
  /** Only where the property is a state that was looked for: the expression, or true for a state to reach of the system. */
  readonly sought?: { readonly holds: string } | true;
  /** Only where it was said: an expression of states that may end besides. */
  readonly mayEnd?: string;
  /** See Trace. */
  readonly walked?: true;
  readonly property: { readonly name: string; readonly sentence: string; readonly source: string };
  readonly witnesses: readonly OwnWitness[];
  /** True when no shorter behavior breaks anything. */
  readonly shortest: boolean;
  /** steps[0] is the initial state. */
  readonly steps: readonly OwnTraceStep[];
  /**
   * Only of a property of whole behaviors: the state after the last step is that after so many steps, and the behavior goes on as from
   * there, for ever. Where it is the last step itself, it stutters.
   */
  readonly loop?: number;
  /** Only with a loop: which behaviors are fair. */
  readonly fairness?: readonly Fairness[];
}
