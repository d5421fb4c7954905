/**
 * What random behaviors walk through: a cluster, or a system of one's own, with tables that only grow. When they are full, whoever
 * walks goes on with a new lot. No behavior depends on its lot, so nothing but memory does on when that is.
 */
import { packageVersion } from '../../base/root.ts';
import { likelihood } from '../../cluster/likelihood.ts';
import { OwnRegistrar } from '../../explore/ids.ts';
import type { Path, TransitionSystem } from '../../explore/system.ts';
import type { Walked } from '../../explore/walk.ts';
import type { CoreOfTrace } from '../../foreign/command.ts';
import type { PropertyReport } from '../../property/property.ts';
import type { SimulationSettings, SimulationViolation } from '../../report/simulation.ts';
import type { OtherCore } from '../../spec/othercore.ts';
import { type PlainSpec, placed } from '../../spec/plain.ts';
import type { Spec } from '../../spec/spec.ts';
import type { SystemModule } from '../../system/module.ts';
import type { AnyTrace } from '../../trace/family.ts';
import { loadFingerprint } from '../../trace/fingerprint.ts';
import { ownOf } from '../../trace/own.ts';
import { rebuildTrace } from '../../trace/rebuild.ts';
import { roomOf } from '../../trace/room.ts';
import { shrinkPath } from '../../trace/shrink.ts';
import type { Trace } from '../../trace/trace.ts';
import type { RunCallMonitor } from '../callmemory.ts';
import { type Composition, compose } from '../compose.ts';
import { brokenBy } from '../examine.ts';
import { chooseProperties } from '../invariants.ts';
import { judgedOf, ownCounterexample, prepareSystem } from '../ownsystem.ts';
import { beginAfter, type StartFrom } from '../startfrom.ts';

export interface SimulationOrder extends SimulationSettings {
  readonly spec: PlainSpec;
  /** The core with the bug of the spec; null: the core as it is. */
  readonly core: OtherCore | null;
  /** The behavior that each one begins after; null: none. */
  readonly from: StartFrom | null;
}

/** What is walked until its tables are full. */
export interface Lot {
  readonly system: TransitionSystem;
  readonly stepCalls: number;
  report(broken: number): readonly PropertyReport[];
  weigh(kind: string): number;
  full(): boolean;
  /** The shrunk counterexample of a walk. `core`: what it is found with. */
  found(violation: NonNullable<Walked['violation']>, core: CoreOfTrace | null): Promise<Found>;
}

export interface Found {
  readonly trace: AnyTrace;
  readonly violation: SimulationViolation;
}

/** Node states of one lot, and cells; some kilobytes each, and some hundred bytes. */
const roomy = { nodeStates: 20_000, cells: 400_000 };
/** Values of one lot of a system of one's own. */
const manyValues = 1_000_000;

/** Whoever makes the lots of an order, one after the other. Throws a UserError for properties that mean nothing here. */
export async function lotsOf(order: SimulationOrder, monitor: RunCallMonitor): Promise<() => Promise<Lot>> {
  const { spec: plain, core, from } = order;
  const { spec } = plain;
  const { system: module } = spec;
  if (module !== null) return () => ownLot(spec, module, monitor);
  const chosen = await chooseProperties(placed(plain), monitor);
  const properties = chosen.map(({ property }) => property);
  const own = ownOf(chosen.map(({ source }) => source));
  return async () => {
    const composition = await compose({ model: spec.model, core, properties }, monitor);
    const before = from === null ? null : beginAfter(composition.cluster, from);
    return clusterLot(spec, composition, before, own);
  };
}

function clusterLot(
  spec: Spec,
  { cluster, judge }: Composition,
  before: Path | null,
  own: Trace['own'] | undefined,
): Lot {
  return {
    system: cluster,
    get stepCalls() {
      return cluster.stepCalls;
    },
    report: (broken) => judge.report(broken),
    weigh: likelihood,
    full: () => {
      const { nodeStates, cells } = cluster.tableSizes;
      return nodeStates > roomy.nodeStates || cells > roomy.cells;
    },
    async found({ property, path: walked, run }, core) {
      const { init, steps } = before ?? { init: walked.init, steps: [] };
      const path = { init, steps: [...steps, ...walked.steps] };
      const shrunk = shrinkPath(cluster, judge, path, property);
      const toolVersion = packageVersion();
      const origin = {
        toolVersion,
        spec: spec.name,
        core,
        bug: spec.bug,
        property,
        shortest: false,
        own,
      };
      const trace = rebuildTrace(cluster, judge, shrunk.path, origin, await loadFingerprint());
      const room = roomOf(cluster, judge, shrunk.path, property, { held: 0, shortest: false });
      return { trace, violation: { ...brokenBy(trace, room), run, foundLength: path.steps.length } };
    },
  };
}

async function ownLot(spec: Spec, module: SystemModule, monitor: RunCallMonitor): Promise<Lot> {
  const prepared = await prepareSystem({ module, judged: judgedOf(spec) }, monitor, new OwnRegistrar());
  const { system } = prepared.subject;
  return {
    system,
    get stepCalls() {
      return prepared.stepCalls;
    },
    report: prepared.report,
    // Nothing is known of its actions.
    weigh: () => 1,
    full: () => system.values > manyValues,
    async found({ property, path, run }) {
      const whole = await ownCounterexample(spec.name, module, prepared, { property, path, shortest: false });
      // Only here, since it reads what people write.
      const { shrunkOwn } = await import('../owntraces.ts');
      const { shorter: trace } = await shrunkOwn(whole, module);
      return { trace, violation: { ...brokenBy(trace), run, foundLength: path.steps.length } };
    },
  };
}
