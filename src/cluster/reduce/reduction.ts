/**
 * A reduction, as one value: when it is refused, what it makes of a state, and on which premises its soundness rests. No
 * premise is taken on trust: each is verified in every search, and one that the core refutes takes away what rests on it and
 * nothing more. Their names are in names.ts, the table of all in reduce.ts.
 */
import type { Successors } from '../../explore/successors.ts';
import type { Model } from '../model.ts';
import type { Permutation } from '../permutation.ts';
import type { Floors } from './floors.ts';
import type { ReductionTables } from './tables.ts';

/** What a reduction rests on. `floor` is a kind of floor, see Adapter.floors. */
export type Premise =
  /** The core cannot tell interchangeable nodes apart. */
  | { readonly kind: 'names-mean-nothing' }
  /** No step of a node lets a floor of this kind fall. */
  | { readonly kind: 'floor-never-falls'; readonly floor: string }
  /** No node takes notice of a message that a floor of this kind rules out. */
  | { readonly kind: 'floor-rules-out'; readonly floor: string }
  /** No node leads a term that is below the first one that it may still lead. */
  | { readonly kind: 'leaders-above-floor' };

/** That a premise does not hold for the core of this search, and what was seen. Plain data: workers send it. */
export interface Refutation {
  readonly premise: Premise;
  readonly why: string;
}

/** What a reduction may know of the search that it is part of. */
export interface SearchFacts {
  readonly model: Model;
  readonly tables: ReductionTables;
  readonly nodes: number;
  /** The permutations under which the search identifies states, the identity first; it alone without symmetry. */
  readonly group: readonly Permutation[];
  /** The ids that are interchangeable. Invariant: empty where symmetry is not applied. */
  readonly blocks: readonly (readonly number[])[];
  readonly floors: Floors;
  /** Every message that was taken out of a state, by any worker whose findings are known here. */
  readonly dropped: Set<number>;
  /** What earlier searches of the same question have refuted. */
  readonly refuted: readonly Refutation[];
  /** Some property looks at messages. */
  readonly seesMessages: boolean;
  /** Some property looks at leaders of the past. */
  readonly seesLeaders: boolean;
}

export interface Reduction {
  /** Why it cannot be applied in this search, for people, or null. */
  refusal(facts: SearchFacts): string | null;
  apply(facts: SearchFacts): AppliedReduction;
}

export interface AppliedReduction {
  /** What it identifies, for people. */
  readonly about: string;
  /** Puts what the search keeps in the place of a state. */
  represent(state: Int32Array): void;
  /** As `represent` for every successor. `before`: the states that they are steps from, which are represented. */
  representAll(successors: Successors, before: Int32Array): void;
  /** Premises that steps of this search have refuted. */
  refuted(): readonly Refutation[];
  /** False where the node state's identity is another one's of the same orbit. */
  isRepresentative?(nodeId: number): boolean;
  /** Asks the core, when the search is over, about node states that have been met. `isAsked`: those that represent others. */
  verify(isAsked: (nodeId: number) => boolean): readonly Refutation[];
}

/** The first refutation of a premise of this kind, of this kind of floor where one is given. */
export function refutationOf(
  refuted: readonly Refutation[],
  kind: Premise['kind'],
  floor?: string,
): Refutation | undefined {
  return refuted.find(
    ({ premise }) =>
      premise.kind === kind && (floor === undefined || ('floor' in premise && premise.floor === floor)),
  );
}
