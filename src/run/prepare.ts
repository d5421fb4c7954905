/**
 * What a search needs, from data that can be sent to another thread: everyone who takes part in a search prepares the same.
 */
import type { AnswerTable } from '../cluster/answers/table.ts';
import type { Model } from '../cluster/model.ts';
import type { ReductionName } from '../cluster/reduce/names.ts';
import { type Refutation, refutationOf } from '../cluster/reduce/premise.ts';
import { type Reduced, reduce } from '../cluster/reduce/reduce.ts';
import type { Portable } from '../explore/farm/portable.ts';
import type { Registrar } from '../explore/ids.ts';
import type { Path, TransitionSystem } from '../explore/system.ts';
import type { Fairness } from '../explore/temporal/fairness.ts';
import type { CoreName } from '../foreign/command.ts';
import { behaviorsOf } from '../property/behaviors.ts';
import type { PropertyReport } from '../property/property.ts';
import { seenBy } from '../property/seen.ts';
import { soughtOf } from '../property/sought.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { Bug } from '../spec/spec.ts';
import type { PropertySource } from '../spec/wanted.ts';
import type { RunCallMonitor } from './callmemory.ts';
import { type Against, coresAgree } from './compare/against.ts';
import { type Composition, compose } from './compose.ts';
import { loadProperties } from './invariants.ts';
import type { SystemSetup } from './ownsystem.ts';
import { beginAfter, type StartFrom } from './startfrom.ts';

/** What is searched, as plain data: model, core, properties and reductions. */
export interface SearchSetup {
  readonly name: string;
  readonly model: Model;
  /** A system of one's own, which has no model: what is said of one is not asked then. Absent: a cluster. */
  readonly system?: SystemSetup;
  readonly bug: Bug | null;
  /** The core with the bug, or another one; null: the core as it is. */
  readonly core: OtherCore | null;
  /** What another core than the built-in one calls itself. */
  readonly coreName?: CoreName;
  /** The core that it is compared with, and then that is all that is judged; absent: none. */
  readonly against?: Against;
  /** The behavior that the search begins after; absent: none. */
  readonly from?: StartFrom;
  /** They are states that are looked for, at which the search ends. */
  readonly sought?: true;
  /** The properties to judge, in their order. */
  readonly properties: readonly PropertySource[];
  /** The reductions that are switched on. */
  readonly reductions: readonly ReductionName[];
  /** Which behaviors are fair, where whole ones are asked; absent: none is. */
  readonly fairness?: readonly Fairness[];
  /** Premises of theirs that an earlier search of this problem has refuted. */
  readonly refuted: readonly Refutation[];
}

/** What a search asks of what it searches, whatever that is. */
export interface Searchable {
  readonly system: TransitionSystem;
  /** See Searched. */
  readonly stepCalls: number;
  /** Those of them that a table of answers had; absent: it has none. */
  readonly knownCalls?: number;
  /** How many are judged, and how they have fared; `broken`: the number of the one that is, or -1. */
  readonly properties: number;
  report(broken: number): readonly PropertyReport[];
  /** Whether all ids of the state, and those behind them, have been given. */
  knows(state: Int32Array): boolean;
  /** What it has learned that was not on disk; null: it has no table of answers. */
  newAnswers?(): Uint8Array | null;
  /** Messages that have an id. */
  readonly messages: number;
  /** What its states mean to another process. */
  readonly portable: Portable;
  /** Actions of this name are counted from now on. */
  meetKind(name: string): void;
  readonly reduced: Omit<Reduced, 'system' | 'concrete' | 'represent'>;
}

export interface PreparedCluster extends Searchable, Composition {
  readonly reduced: Reduced;
  /** The behavior that the search begins after; null: none. */
  readonly before: Path | null;
  /** Where its properties are from. */
  readonly sources: readonly PropertySource[];
}

/** Integers of a state. */
export function widthOf({ model, system }: SearchSetup): number {
  return system?.width ?? model.nodes + 1;
}

/**
 * Where the core tells terms apart, they have their numbers, and a highest one: no node is then further from a new one than it would
 * have been.
 */
function modelSearched({ model, refuted }: SearchSetup): Model {
  if (refutationOf(refuted, 'terms-are-relative') === undefined) return model;
  const { 'max-spread': spread, ...bounds } = model.bounds;
  const most = { 'max-term': (spread ?? 0) + 1, 'max-spread': null };
  return { ...model, terms: 'absolute', bounds: { ...bounds, ...most } };
}

/**
 * `registrar`: where ids come from; that of all where others prepare the same and search together. `answersOf`: the table of answers for a
 * model.
 */
export async function prepareCluster(
  setup: SearchSetup,
  monitor: RunCallMonitor | null,
  registrar: Registrar,
  answersOf: (model: Model) => AnswerTable | null = () => null,
): Promise<PreparedCluster> {
  const { core, against, refuted } = setup;
  const model = modelSearched(setup);
  const on = setup.fairness === undefined ? setup.reductions : [];
  const loaded =
    against === undefined
      ? await loadProperties(setup.properties, model.nodes, setup.name, monitor)
      : [coresAgree];
  const properties = setup.sought === true ? soughtOf(loaded) : loaded;
  const parts = { model, core, properties, ...(against === undefined ? {} : { against }) };
  const answers = answersOf(model);
  const composition = await compose(parts, monitor, registrar, answers);
  const { cluster, judge } = composition;
  if (setup.fairness !== undefined)
    cluster.temporal = behaviorsOf(cluster, properties, setup.fairness, (property, relevant) =>
      judge.countBehavior(property, relevant),
    );
  const before = setup.from === undefined ? null : beginAfter(cluster, setup.from);
  const reduced = reduce(cluster, { on, refuted, ...seenBy(properties) });
  return {
    ...composition,
    reduced,
    before,
    sources: setup.properties,
    system: reduced.system,
    get stepCalls() {
      return cluster.stepCalls;
    },
    get knownCalls() {
      return cluster.knownCalls;
    },
    newAnswers: () => answers?.newForm() ?? null,
    properties: properties.length,
    report: (broken) => judge.report(broken),
    knows: (state) => cluster.knows(state),
    portable: cluster.portable,
    meetKind: (name) => cluster.meetKind(name),
    get messages() {
      return cluster.tableSizes.messages;
    },
  };
}
