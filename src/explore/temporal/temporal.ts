/**
 * What can be asked of whole behaviors, and which behaviors count: TLA+'s `Init /\ [][Next]_vars /\ Fairness` and the properties
 * `<>P` and `P ~> Q`. A behavior never ends; where it takes no step any more it stutters, which fairness alone can forbid.
 *
 * A fairness constraint speaks of an action A, a set of steps. Steps that change nothing are never meant (`<<A>>_vars`):
 *
 *     weak    WF_vars(A)   A is not enabled from some point on for ever without being taken
 *     strong  SF_vars(A)   A is not enabled again and again without being taken
 *
 * Constraints are numbered, and so are labels: a label stands for the set of constraints whose action a step is.
 */

export interface TemporalProperty {
  /** Its index among the properties of the system. */
  readonly property: number;
  /** `<>P`, from the initial states on, or `P ~> Q`. */
  readonly kind: 'eventually' | 'leads-to';
}

/** Bits of `Temporal.look`: the state asks for the goal (P of `P ~> Q`), or is the goal. */
export const asksBit = 1;
export const goalBit = 2;

export interface Temporal {
  readonly properties: readonly TemporalProperty[];
  /** Writes the bits of each property at `state`. Called once for each distinct state. */
  look(state: Int32Array, into: Uint8Array): void;
  /** The label of a step, as Emit is told of it. */
  label(kind: number, arg: number): number;
  constraints(label: number): readonly number[];
  /**
   * Tells the label of each step from the state that a bound forbids: it is enabled, and nobody knows where it leads. Returns whether
   * behaviors beyond the bounds count. Absent: no bound forbids any.
   */
  forbidden?(state: Int32Array, tell: (label: number) => void): boolean;
  isStrong(constraint: number): boolean;
}
