/**
 * A spec as data: a question about a cluster, and the answer it pins. Read by parse.ts from YAML, with everything
 * that flags and variables say already in it; from here on nobody asks where a setting came from.
 */
import type { Model } from '../cluster/model.ts';
import type { Fairness } from '../explore/temporal/fairness.ts';
import type { WrittenBehavior } from '../property/expression/expression.ts';
import type { SystemModule } from '../system/module.ts';
import type { CoreSetting } from './coreschema.ts';
import type { SearchSettings } from './settings.ts';
import type { Wanted } from './wanted.ts';

/** What a spec pins of its own answer. Absent: not pinned. */
export interface Expect {
  readonly verdict?: 'ok' | 'violation' | undefined;
  readonly property?: string | undefined;
  /** Actions in the counterexample. */
  readonly length?: number | undefined;
  readonly distinct?: number | undefined;
  readonly generated?: number | undefined;
}

/** One change of the compiled core: `find` must stand in `file` exactly once, white space apart. */
export interface Edit {
  /** The TypeScript file, from the package root: src/raft/log/log.ts. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A published bug, put back into the core; or, without an edit, one that the core as it is has in this model. */
export interface Bug {
  /** Its row in the table of published bugs, such as S13. */
  readonly row: string;
  readonly source: string;
  readonly edits: readonly Edit[];
}

export function isAsItIs({ edits }: Bug): boolean {
  return edits.length === 0;
}

/** What somebody else's search needed for the same bug: seconds of the clock, length of the trace, distinct states. */
export interface Published {
  /** Who: "SandTable Xraft#1". */
  readonly by: string;
  readonly seconds: number;
  /** As published: SandTable counts the states of the trace, which is one more than its actions. */
  readonly depth: number;
  readonly states: number;
}

/** A seeded bug's place among the others. */
export interface Catalogued {
  /** 0: seconds, and no faults; 1: delays and duplicates; 2: crashes; 3: changes of the configuration, snapshots. */
  readonly tier: number;
  readonly published: readonly Published[];
}

/** What is asked of whole behaviors, and which of these are fair. Null: what the system brings along; of a cluster, nothing. */
export interface TemporalWanted {
  readonly eventually: readonly (string | WrittenBehavior)[] | null;
  readonly leadsTo: readonly (string | WrittenBehavior)[] | null;
  readonly fairness: readonly Fairness[] | null;
}

export interface Spec {
  readonly name: string;
  /** What it asks, and what its bounds hide. */
  readonly about: string;
  /** The core that it is of, as it was written; null: the built-in one. */
  readonly core: CoreSetting;
  /** Of a system of one's own the default one, which nothing asks. */
  readonly model: Model;
  /** The system of one's own that the module of `core` exports (system.ts); null: it is of a cluster. */
  readonly system: SystemModule | null;
  /** Whether a state without a step that may not end breaks something; null: as by default, of a system it does, of a cluster not. */
  readonly deadlock: 'error' | 'ok' | null;
  /** An expression of states that may end, of a system beside those that it lets end itself; null: none. */
  readonly mayEnd: string | null;
  /** Null: all that come with raftcheck and apply; of a system, all that it brings along. */
  readonly invariants: readonly Wanted[] | null;
  /** True: core-panic is not judged. A node that panics stops for good either way. */
  readonly allowPanics: boolean;
  /** True: it is asked whether the cluster comes back from every state. */
  readonly recovers: boolean;
  /** What must be reached. */
  readonly sometimes: readonly Wanted[];
  readonly temporal: TemporalWanted;
  readonly search: SearchSettings;
  readonly expect: Expect;
  /** What it pins of other cores, by their names; 'same': what it pins of its own. */
  readonly expectOf: Readonly<Record<string, Expect | 'same'>>;
  readonly bug: Bug | null;
  /** Null where there is no bug. */
  readonly catalogued: Catalogued | null;
}

/** A setting's place in a spec document: ['bounds', 'max-term'], ['invariants', 0]. */
export type SettingPath = readonly (string | number)[];

/** Settings from somewhere else than the spec's file, laid over it. */
export interface Overlay {
  /** A piece of a spec document, in the words of the YAML: { bounds: { 'max-term': 3 } }. */
  readonly values: Readonly<Record<string, unknown>>;
  /** It was typed, as flags or variables: there null is the word none. */
  readonly typed?: true;
  /** Where a setting of the overlay was read: "--max-term", "RAFTCHECK_MAX_TERM". */
  where(path: SettingPath): string;
}
