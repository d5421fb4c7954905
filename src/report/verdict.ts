/**
 * A run's whole result as one value: what `--json` prints, and what every other reader of it is written from. The field
 * names are a contract with scripts; `schemaVersion` changes when one of them changes its meaning.
 */

import type { Model } from '../cluster/model.ts';
import type { ReductionStatus } from '../cluster/reduce/reduce.ts';
import type { Exploration, Level, StopReason } from '../explore/system.ts';
import { Constraints, fairnessWords } from '../explore/temporal/fairness.ts';
import type { CoreName } from '../foreign/command.ts';
import type { PropertyReport } from '../property/property.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import type { SearchSettings } from '../spec/settings.ts';
import type { Spec } from '../spec/spec.ts';
import { wantedName } from '../spec/wanted.ts';
import type { Room } from '../trace/room.ts';
import type { Advice } from './advice.ts';
import { type Edited, editedBy } from './edited.ts';
import { unmet } from './unmet.ts';
import type { Unreturned } from './unreturned.ts';

export type VerdictWord = 'ok' | 'violation' | 'incomplete' | 'vacuous';

export interface Broken {
  readonly property: string;
  /** One sentence that names the witnesses. */
  readonly message: string;
  /** Actions from the initial state. */
  readonly length: number;
  /** The trace file, as it was asked for: relative to the current folder, or absolute. Null: it could not be written. */
  readonly trace: string | null;
  /** Only of a property of whole behaviors: after the last action it goes on as after so many, for ever. */
  readonly loop?: number;
  /** Only when it has some: steps that only make room for others under max-in-flight. */
  readonly room?: Room;
}

/** A shortest behavior to a state to reach. */
export interface Reached {
  readonly property: string;
  /** Actions from the initial state. */
  readonly length: number;
  /** The trace file; null: it could not be written. */
  readonly trace: string | null;
}

/** The system of one's own that a result is about. */
export interface OwnSystemTold {
  readonly name: string;
  /** What was in its module. */
  readonly hash: string;
  /** Whether a state without a step that may not end breaks something. */
  readonly deadlock: 'error' | 'ok';
  /** Only where it was said: states that may end besides. */
  readonly mayEnd?: string;
}

/** The model of a cluster; of a system of one's own there is none. */
export type ModelTold = Model | { readonly [Key in keyof Model]?: never };

export interface Verdict {
  readonly schemaVersion: 1;
  readonly spec: string;
  /** Every setting the result depends on. */
  readonly model: ModelTold & { readonly search: SearchSettings };
  /** Only of a system of one's own: which. */
  readonly system?: OwnSystemTold;
  readonly verdict: VerdictWord;
  /** True when every state within the bounds was explored. */
  readonly complete: boolean;
  readonly states: {
    readonly distinct: number;
    readonly generated: number;
    readonly depth: number;
    /** Found and not expanded. */
    readonly frontier: number;
  };
  readonly levels: readonly Level[];
  /** What made states fewer, and why what did not could not. */
  readonly reductions: readonly ReductionStatus[];
  /** Calls of the core. */
  readonly stepCalls: number;
  /** Only where what cores answer is kept between runs: how many of these calls earlier runs had the answers to. */
  readonly knownCalls?: number;
  readonly seconds: number;
  readonly distinctPerSecond: number;
  readonly peakRssBytes: number;
  readonly bytesPerState: number;
  /** Transitions by what they did; 0: never taken. */
  readonly actions: Readonly<Record<string, number>>;
  /** What each bound of the model forbade: actions; under 'depth', states that were not expanded. */
  readonly cutBy: Readonly<Record<string, number>>;
  readonly properties: readonly PropertyReport[];
  readonly violation: Broken | null;
  /** Only where the search was to go on: what else is broken, each by a shortest behavior, and how the last search ended. */
  readonly further?: {
    readonly broken: readonly Broken[];
    /** Whether every state within the bounds was explored without any other violation. */
    readonly complete: boolean;
  };
  /** Only where it was asked for: which bounds to raise next, the best first. */
  readonly advice?: readonly Advice[];
  /** Only where they were asked for: a shortest behavior to each state to reach that was reached. */
  readonly witnesses?: readonly Reached[];
  /** Only of a search that began after steps of a trace: `<trace>#<step>`. Depths and levels count from there. */
  readonly from?: string;
  /** Only when not all that apply were judged: the names of those that were chosen. */
  readonly invariants?: readonly string[];
  /** Only where something is asked of whole behaviors: what is assumed of them, such as WF(*). */
  readonly fairness?: readonly string[];
  /** Only when it was asked whether the cluster comes back from every state. */
  readonly recovers?: true;
  /** Only when it was asked whether the cluster ends anywhere: where it may, an expression. */
  readonly deadlock?: { readonly mayEnd?: string };
  /** Only when core-panic was not judged, since the spec allows panics. */
  readonly panicsAllowed?: true;
  /** Only when the core was edited: the seeded bug. */
  readonly edited?: Edited;
  /** Only of another core than the built-in one: which, and the kinds of actions of the model that it does not take. */
  readonly core?: CoreName & { readonly leftOut: readonly string[] };
  /** Only where the spec pins figures of another core than this one, which were not compared. */
  readonly otherPins?: true;
  /** Only when the search ended early: why. */
  readonly stopped?: StopReason;
  /**
   * Only when the search had to be ended from outside: the call of the core that had not returned, or null where that is not
   * known. The figures are those that it had told last, and of properties nothing is said.
   */
  readonly unreturned?: Unreturned | null;
  /** Only when there is something: each state never reached and each expected count not met, as a sentence. */
  readonly unmet?: readonly string[];
}

/** What is known when a search has ended. */
export interface RunFacts {
  readonly spec: Spec;
  readonly exploration: Exploration;
  readonly reductions: readonly ReductionStatus[];
  readonly actionKinds: readonly string[];
  readonly bounds: readonly string[];
  readonly cuts: ArrayLike<number>;
  readonly stepCalls: number;
  readonly knownCalls?: number | undefined;
  readonly seconds: number;
  readonly peakRssBytes: number;
  readonly properties: readonly PropertyReport[];
  readonly violation: Broken | null;
  /** See Verdict; absent: it began at the beginning. */
  readonly from?: string | undefined;
  /** See Verdict; null: the built-in one. */
  readonly core?: Verdict['core'] | null;
  /** See Verdict. */
  readonly unreturned?: Unreturned | null;
  /** Whether the spec's own figures apply: false once a flag has changed the model or the search. */
  readonly pinned: boolean;
  /** See Verdict. */
  readonly otherPins?: boolean;
}

/** Makes the verdict of all that is known when a run has ended. */
export function makeVerdict(facts: RunFacts): Verdict {
  const { spec, exploration, seconds } = facts;
  const { distinct, generated, depth, frontier, stopped } = exploration;
  const misses = unmet(facts);
  return {
    schemaVersion: 1,
    spec: spec.name,
    model: { ...modelTold(spec), search: spec.search },
    ...systemTold(spec),
    verdict: verdictWord(facts, misses),
    complete: exploration.complete,
    states: { distinct, generated, depth, frontier },
    levels: exploration.levels,
    reductions: facts.reductions,
    stepCalls: facts.stepCalls,
    ...(facts.knownCalls === undefined ? {} : { knownCalls: facts.knownCalls }),
    seconds: round(seconds),
    distinctPerSecond: seconds > 0 ? Math.round(distinct / seconds) : 0,
    peakRssBytes: facts.peakRssBytes,
    bytesPerState: distinct > 0 ? round(exploration.storeBytes / distinct) : 0,
    actions: Object.fromEntries(facts.actionKinds.map((kind, i) => [kind, exploration.actions[i] ?? 0])),
    cutBy: cutBy(facts),
    properties: facts.properties,
    violation: facts.violation,
    ...(facts.from === undefined ? {} : { from: facts.from }),
    ...(spec.invariants === null ? {} : { invariants: spec.invariants.map(wantedName) }),
    ...fairnessTold(facts),
    ...(spec.recovers ? { recovers: true } : {}),
    ...deadlockTold(spec),
    ...(spec.allowPanics ? { panicsAllowed: true } : {}),
    ...editedBy(spec.bug),
    ...(facts.core == null ? {} : { core: facts.core }),
    ...(facts.otherPins === true ? { otherPins: true } : {}),
    ...(stopped === null ? {} : { stopped }),
    ...(facts.unreturned === undefined ? {} : { unreturned: facts.unreturned }),
    ...(misses.length === 0 ? {} : { unmet: misses }),
  };
}

/** What a spec says of its cluster, where it is of one. */
export function modelTold({ system, model }: Spec): ModelTold {
  return system === null ? model : {};
}

/** A field of its own where the spec is of a system, and none where it is of a cluster. */
export function systemTold({ system, deadlock, mayEnd }: Spec): { readonly system?: OwnSystemTold } {
  if (system === null) return {};
  const { name, hash } = system;
  return {
    system: { name, hash, deadlock: deadlock ?? 'error', ...(mayEnd === null ? {} : { mayEnd }) },
  };
}

function deadlockTold({ system, deadlock, mayEnd }: Spec): Pick<Verdict, 'deadlock'> {
  if (system !== null || deadlock !== 'error') return {};
  return { deadlock: mayEnd === null ? {} : { mayEnd } };
}

/** An assumption about actions that a system never takes is most likely mistyped. */
function fairnessTold({ spec, actionKinds }: RunFacts): Pick<Verdict, 'fairness'> {
  if (!asksBehaviors(spec)) return {};
  const { system, temporal } = spec;
  const assumed = temporal.fairness ?? system?.fairness ?? [];
  return {
    fairness: assumed.map((one) => {
      const constraints = new Constraints([one]);
      const isIdle =
        system !== null &&
        actionKinds.length > 0 &&
        actionKinds.every((action) => constraints.of(action).length === 0);
      return `${fairnessWords(one)}${isIdle ? ' of no action that was taken' : ''}`;
    }),
  };
}

function verdictWord({ exploration, violation }: RunFacts, misses: readonly string[]): VerdictWord {
  if (violation !== null) return 'violation';
  if (!exploration.complete) return 'incomplete';
  return misses.length > 0 ? 'vacuous' : 'ok';
}

/** The bounds that the model has: one that is absent (null) forbids nothing, one of 0 takes its action out. */
function cutBy({ spec, exploration, bounds, cuts }: RunFacts): Record<string, number> {
  const limits: Readonly<Record<string, number | null>> = spec.model.bounds;
  const cut = bounds
    .map((name, i): [string, number] => [name, cuts[i] ?? 0])
    .filter(([name, times]) => times > 0 || (limits[name] ?? 0) > 0);
  if (spec.search.depth !== null) cut.push(['depth', exploration.cutByDepth]);
  return Object.fromEntries(cut);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
