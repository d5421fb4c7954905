/**
 * What a search needs, from data that can be sent to another thread: everyone who takes part in a search prepares the same.
 */
import type { Model } from '../cluster/model.ts';
import type { ReductionName } from '../cluster/reduce/names.ts';
import type { Refutation } from '../cluster/reduce/premise.ts';
import { type Reduced, reduce } from '../cluster/reduce/reduce.ts';
import type { Registrar } from '../explore/ids.ts';
import type { Path } from '../explore/system.ts';
import type { CoreName } from '../foreign/command.ts';
import { seenBy } from '../property/seen.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { Bug } from '../spec/spec.ts';
import type { PropertySource } from '../spec/wanted.ts';
import type { RunCallMonitor } from './callmemory.ts';
import { type Against, coresAgree } from './compare/against.ts';
import { type Composition, compose } from './compose.ts';
import { loadProperties } from './invariants.ts';
import { beginAfter, type StartFrom } from './startfrom.ts';

/** What is searched, as plain data: model, core, properties and reductions. */
export interface SearchSetup {
  readonly name: string;
  readonly model: Model;
  readonly bug: Bug | null;
  /** The core with the bug, or another one; null: the core as it is. */
  readonly core: OtherCore | null;
  /** What another core than the built-in one calls itself. */
  readonly coreName?: CoreName;
  /** The core that it is compared with, and then that is all that is judged; absent: none. */
  readonly against?: Against;
  /** The behavior that the search begins after; absent: none. */
  readonly from?: StartFrom;
  /** The properties to judge, in their order. */
  readonly properties: readonly PropertySource[];
  /** The reductions that are switched on. */
  readonly reductions: readonly ReductionName[];
  /** Premises of theirs that an earlier search of this problem has refuted. */
  readonly refuted: readonly Refutation[];
}

export interface Prepared extends Composition {
  readonly reduced: Reduced;
  /** The behavior that the search begins after; null: none. */
  readonly before: Path | null;
  /** Where its properties are from. */
  readonly sources: readonly PropertySource[];
}

/** `registrar`: where ids come from; that of all where others prepare the same and search together. */
export async function prepare(
  setup: SearchSetup,
  monitor: RunCallMonitor | null,
  registrar: Registrar,
): Promise<Prepared> {
  const { model, core, against, reductions: on, refuted } = setup;
  const properties =
    against === undefined ? await loadProperties(setup.properties, model.nodes, setup.name) : [coresAgree];
  const parts = { model, core, properties, ...(against === undefined ? {} : { against }) };
  const composition = await compose(parts, monitor, registrar);
  const before = setup.from === undefined ? null : beginAfter(composition.cluster, setup.from);
  const reduced = reduce(composition.cluster, { on, refuted, ...seenBy(properties) });
  return { ...composition, reduced, before, sources: setup.properties };
}
