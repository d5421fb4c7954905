/**
 * A reduction, as one value: when it is refused, what it makes of a state, what it finds on the way, and which of the premises
 * that it rests on (premise.ts) the core has refuted. The names of all are in names.ts, all of them in reduce.ts.
 */
import type { CompiledPart } from '../../explore/kernel.ts';
import type { Successors } from '../../explore/successors.ts';
import type { Model } from '../model.ts';
import type { Permutation } from '../permutation.ts';
import type { Floors } from './floors.ts';
import type { Refutation } from './premise.ts';
import type { ReductionTables } from './tables.ts';

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
  /** What earlier searches of the same question have refuted. */
  readonly refuted: readonly Refutation[];
  /** Some property looks at messages. */
  readonly seesMessages: boolean;
  /** Some property looks at leaders of the past. */
  readonly seesLeaders: boolean;
  /** The nodes that properties tell apart from others by their names; 'all': perhaps each. */
  readonly tellsApart: readonly number[] | 'all';
}

export interface Reduction {
  /** Why it cannot be applied in this search, for people, or null. */
  refusal(facts: SearchFacts): string | null;
  apply(facts: SearchFacts): AppliedReduction;
}

/** `bit`: which of them it is, see src/compiled/kernel.ts. */
export interface CompiledReduction extends CompiledPart {
  readonly bit: number;
}

export interface AppliedReduction {
  /** What it identifies, for people. */
  readonly about: string;
  /** Puts what the search keeps in the place of a state. */
  represent(state: Int32Array): void;
  /** As `represent` for every successor. `before`: the states that they are steps from, which are represented. */
  representAll(successors: Successors, before: Int32Array): void;
  /** The same in compiled code. */
  compiled(): CompiledReduction;
  /** Premises that steps of this search have refuted. */
  refuted(): readonly Refutation[];
  /**
   * What was found on the way that `verify` has to know of all who search together: ids of messages, which are the same to all.
   * Absent: nothing.
   */
  findings?(): Iterable<number>;
  /** Takes the findings of another one in. */
  absorb?(messages: readonly number[]): void;
  /** False where the node state's identity is another one's of the same orbit. */
  isRepresentative?(nodeId: number): boolean;
  /** Asks the core, when the search is over, about node states that have been met. `isAsked`: those that represent others. */
  verify(isAsked: (nodeId: number) => boolean): readonly Refutation[];
}
