/**
 * What a property is. Each lives in one file under invariants/ and declares the smallest thing it looks at (its
 * scope), so that it is evaluated once per distinct argument and not once per state.
 */
import type { Action } from '../cluster/action.ts';
import type { Model } from '../cluster/model.ts';
import type { RecoveryQuestion } from '../cluster/recovery/recovery.ts';
import type { ClusterView, Ghost, GhostName, NodeView } from '../cluster/view.ts';

/**
 * What a property says of one argument: 'irrelevant' when its antecedent does not hold (a log-matching pair with no
 * common entry), 'held', or a sentence naming the witnesses ("n1 and n3 both lead term 2").
 */
export type Judgement = 'irrelevant' | 'held' | { readonly broken: string };

interface Common {
  /** Kebab-case, the file's name: "election-safety". */
  readonly name: string;
  /** One English sentence. */
  readonly sentence: string;
  /** Where it is published: Raft paper section, thesis section, TLA+ name. */
  readonly source: string;
  /** False for the models in which it says nothing or does not hold; absent: it applies to every model. */
  applies?(model: Model): boolean;
  /**
   * The nodes that it tells apart from others by their names, or 'all' where it may do so with any: of nodes under other names it
   * may say something else. Absent: none.
   */
  readonly tellsApart?: readonly number[] | 'all';
}

/**
 * An optional narrowing of what is looked at. Two nodes of equal parts must be judged alike; null says that nothing
 * can be said of a node whatever stands around it. A part is JSON-like data with a fixed order of keys. It is made once
 * per distinct node state, so the judgements that would be made per pair of node states shrink to pairs of parts.
 */
interface Narrowed {
  looksAt?(node: NodeView): unknown;
}

/** Judged once per distinct node state (and ghost, when `ghosts` names some). Narrowing matters with ghosts only. */
export interface NodeProperty extends Common, Narrowed {
  readonly scope: 'node';
  readonly ghosts?: readonly GhostName[];
  check(node: NodeView, ghost: Ghost): Judgement;
}

/** Judged once per distinct unordered pair of states of two different nodes (a.id < b.id). */
export interface PairProperty extends Common, Narrowed {
  readonly scope: 'pair';
  check(a: NodeView, b: NodeView): Judgement;
}

/**
 * Judged once per distinct global state of the nodes and the ghost; sees the messages too when it asks for them.
 * Here a part of null is a part like any other.
 */
export interface ClusterProperty extends Common, Narrowed {
  readonly scope: 'cluster';
  readonly ghosts?: readonly GhostName[];
  readonly messages?: boolean;
  check(cluster: ClusterView): Judgement;
}

/** Judged once per distinct step of a node: before, the input, after. */
export interface StepProperty extends Common {
  readonly scope: 'step';
  /** True where a delivery that changes nothing may break it. */
  readonly messages?: boolean;
  check(before: NodeView, action: Action, after: NodeView): Judgement;
}

/** Must hold in some reachable state, or the run is vacuous. `over` says what it looks at. */
export type SometimesProperty = Common &
  Narrowed & {
    readonly scope: 'sometimes';
    /** Why it is reached, of the same arguments: values. Absent: nothing is known but that. */
    why?(...args: readonly unknown[]): string;
  } & (
    | {
        readonly over: 'node';
        readonly ghosts?: readonly GhostName[];
        reached(node: NodeView, ghost: Ghost): boolean;
      }
    | {
        readonly over: 'step';
        /** True where a delivery that changes nothing may be what is to be reached. */
        readonly messages?: boolean;
        reached(before: NodeView, action: Action, after: NodeView): boolean;
      }
    | {
        readonly over: 'cluster';
        readonly ghosts?: readonly GhostName[];
        readonly messages?: boolean;
        reached(cluster: ClusterView): boolean;
      }
  );

/** Asked of the nodes of every distinct state: what rounds lead to from there (cluster/recovery). Only where a spec asks for it. */
export interface RecoveryProperty extends Common {
  readonly scope: 'recovery';
  readonly asks: RecoveryQuestion;
}

/** Asked of every state that nothing leads on from (ClusterTables.isStuck): whether the cluster may end there. Only where a spec asks for it. */
export interface DeadlockProperty extends Common {
  readonly scope: 'deadlock';
  readonly ghosts: readonly GhostName[];
  /** What is in flight is delivered, also where that changes nothing. */
  readonly messages: true;
  mayEnd(cluster: ClusterView): boolean;
}

/** `<>P` or `P ~> Q`: asked of whole behaviors, when every state is known. Only where a spec asks for it. */
export interface BehaviorProperty extends Common {
  readonly scope: 'eventually' | 'leads-to';
  readonly ghosts: readonly GhostName[];
  readonly messages: boolean;
  /** P of `P ~> Q`; null: the goal is owed from the start. */
  readonly from: ((cluster: ClusterView) => boolean) | null;
  goal(cluster: ClusterView): boolean;
  /** Why the goal is not met there, or P is: values. */
  why(part: 'from' | 'goal', cluster: ClusterView): string;
}

export type Property =
  | NodeProperty
  | PairProperty
  | ClusterProperty
  | StepProperty
  | RecoveryProperty
  | DeadlockProperty
  | BehaviorProperty
  | SometimesProperty;

/** How a property fared in a run. */
export interface PropertyReport {
  readonly name: string;
  /** What it looks at; 'state': a whole state of a system of one's own; the last two: whole behaviors. */
  readonly scope: Property['scope'] | 'state';
  readonly status: 'held' | 'broken' | 'reached' | 'unreached';
  /** Distinct arguments judged. */
  readonly evaluated: number;
  /** Of those, how many it said something about. */
  readonly relevant: number;
}
