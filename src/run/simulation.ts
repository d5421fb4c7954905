/**
 * Random behaviors of one spec, from beginning to end: composed, walked, judged, a violation shrunk. A job of the thread that
 * runs the core.
 *
 * The tables of a cluster only grow, and a long simulation meets new node states all the time. So it goes in lots: when a
 * lot's tables are full, the next one begins on a new cluster. When that is depends on nothing but the behaviors
 * themselves, so that a seed means the same on every machine.
 */

import { packageVersion } from '../base/root.ts';
import { likelihood } from '../cluster/likelihood.ts';
import { OwnRegistrar } from '../explore/ids.ts';
import type { Path, StopReason, TransitionSystem } from '../explore/system.ts';
import { type Walked, type WalkProgress, walk } from '../explore/walk.ts';
import type { CoreOfTrace } from '../foreign/command.ts';
import type { PropertyReport } from '../property/property.ts';
import {
  makeSimulation,
  type Simulation,
  type SimulationSettings,
  type SimulationViolation,
} from '../report/simulation.ts';
import type { OtherCore } from '../spec/othercore.ts';
import { type PlainSpec, placed } from '../spec/plain.ts';
import type { Spec } from '../spec/spec.ts';
import type { SystemModule } from '../system/module.ts';
import type { AnyTrace } from '../trace/family.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { ownOf } from '../trace/own.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { roomOf } from '../trace/room.ts';
import { shrinkPath } from '../trace/shrink.ts';
import type { Trace } from '../trace/trace.ts';
import type { RunCallMonitor } from './callmemory.ts';
import { type Composition, compose } from './compose.ts';
import { drive, type Limits } from './drive.ts';
import { brokenBy } from './examine.ts';
import { spareMemory } from './explore.ts';
import { chooseProperties } from './invariants.ts';
import type { JobContext } from './jobs.ts';
import { coreOfTrace, type Introduced, introduce } from './othercore.ts';
import { blamed, judgedOf, ownCounterexample, prepareSystem } from './ownsystem.ts';
import { shrunkOwn } from './owntraces.ts';
import { beginAfter, type StartFrom } from './startfrom.ts';

export interface SimulationOrder extends SimulationSettings {
  readonly spec: PlainSpec;
  /** The core with the bug of the spec; null: the core as it is. */
  readonly core: OtherCore | null;
  /** The behavior that each one begins after; null: none. */
  readonly from: StartFrom | null;
}

/** How far it is. */
export interface SimulationProgress extends WalkProgress {
  readonly seconds: number;
  /** Resident bytes. */
  readonly rss: number;
}

export interface Simulated {
  readonly simulation: Simulation;
  /** The shrunk counterexample. */
  readonly trace: AnyTrace | null;
}

/** Node states of one lot; some kilobytes each. */
const roomy = 20_000;
/** Values of one lot of a system of one's own. */
const manyValues = 1_000_000;

export async function simulateSpec(
  order: SimulationOrder,
  context: JobContext<SimulationProgress>,
): Promise<Simulated> {
  const { spec: plain, core, from } = order;
  const { spec } = plain;
  if (spec.system !== null) {
    const { system: module } = spec;
    return blamed(module, spec.search, () =>
      simulateLots(order, context, null, () => ownLot(spec, module, context.monitor)),
    );
  }
  const chosen = await chooseProperties(placed(plain), context.monitor);
  const properties = chosen.map(({ property }) => property);
  const own = ownOf(chosen.map(({ source }) => source));
  const introduced = await introduce(core, spec.model, context.monitor);
  return simulateLots(order, context, introduced, async () => {
    const composition = await compose({ model: spec.model, core, properties }, context.monitor);
    const before = from === null ? null : beginAfter(composition.cluster, from);
    return clusterLot(spec, coreOfTrace(introduced, core), composition, before, own);
  });
}

/** What is walked until its tables are full. */
interface Lot {
  readonly system: TransitionSystem;
  readonly stepCalls: number;
  report(broken: number): readonly PropertyReport[];
  weigh(kind: string): number;
  full(): boolean;
  /** The shrunk counterexample of a walk. */
  found(violation: NonNullable<Walked['violation']>): Promise<Found>;
}

interface Found {
  readonly trace: AnyTrace;
  readonly violation: SimulationViolation;
}

async function simulateLots(
  { spec: { spec }, runs, depth, seed, from }: SimulationOrder,
  { host, tell }: JobContext<SimulationProgress>,
  core: Introduced | null,
  compose: () => Promise<Lot>,
): Promise<Simulated> {
  const sums = new Sums();
  let found: Found | null = null;
  while (sums.runs < runs && sums.stopped === null && found === null) {
    const lot = await compose();
    const { weigh, full } = lot;
    const options = { first: sums.runs, runs: runs - sums.runs, depth, seed, weigh, full };
    const walking = walk(lot.system, options);
    const { result, seconds } = await drive(walking, sums.left(spec), host, sums.continued(tell));
    sums.add(result, lot, seconds);
    if (result.violation !== null) found = await lot.found(result.violation);
  }
  const settings = { runs, depth, seed };
  return {
    simulation: sums.result(spec, core, settings, from, found?.violation ?? null),
    trace: found?.trace ?? null,
  };
}

function clusterLot(
  spec: Spec,
  core: CoreOfTrace | null,
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
    full: () => cluster.tableSizes.nodeStates > roomy,
    async found({ property, path: walked, run }) {
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
      const { shorter: trace } = await shrunkOwn(whole, module);
      return { trace, violation: { ...brokenBy(trace), run, foundLength: path.steps.length } };
    },
  };
}

/** What the lots come to together. */
class Sums {
  runs = 0;
  stopped: StopReason | null = null;
  #states = 0;
  #deepest = 0;
  #deadlocks = 0;
  #stepCalls = 0;
  #seconds = 0;
  readonly #actions = new Map<string, number>();
  readonly #cuts = new Map<string, number>();
  #properties: readonly PropertyReport[] = [];

  add(walked: Walked, { system, stepCalls, report }: Lot, seconds: number): void {
    this.runs += walked.runs;
    this.stopped = walked.stopped;
    this.#states += walked.states;
    this.#deepest = Math.max(this.#deepest, walked.deepest);
    this.#deadlocks += walked.deadlocks;
    this.#stepCalls += stepCalls;
    this.#seconds += seconds;
    system.actionKinds.forEach((kind, i) => {
      this.#actions.set(kind, (this.#actions.get(kind) ?? 0) + walked.actions[i]);
    });
    system.bounds.forEach((bound, i) => {
      this.#cuts.set(bound, (this.#cuts.get(bound) ?? 0) + system.cuts[i]);
    });
    const properties = report(walked.violation?.property ?? -1);
    this.#properties = properties.map((one, i) => together(this.#properties[i], one));
  }

  /** The limits that are left. */
  left({ search }: Spec): Limits {
    const timeLimit = search.timeLimit === null ? null : Math.max(0, search.timeLimit - this.#seconds);
    return { maxMemory: search.maxMemory ?? spareMemory(), timeLimit };
  }

  /** Tells a lot's progress as that of the whole. */
  continued(
    tell: (told: SimulationProgress) => void,
  ): (progress: WalkProgress, seconds: number, rss: number) => void {
    return ({ runs, states }, seconds, rss) =>
      tell({ runs: this.runs + runs, states: this.#states + states, seconds: this.#seconds + seconds, rss });
  }

  result(
    spec: Spec,
    core: Introduced | null,
    settings: SimulationSettings,
    from: StartFrom | null,
    violation: SimulationViolation | null,
  ): Simulation {
    return makeSimulation({
      spec,
      core,
      settings,
      behaviors: {
        runs: this.runs,
        states: this.#states,
        deepest: this.#deepest,
        deadlocks: this.#deadlocks,
      },
      stepCalls: this.#stepCalls,
      seconds: this.#seconds,
      peakRssBytes: process.resourceUsage().maxRSS * 1024,
      actions: Object.fromEntries(this.#actions),
      cutBy: Object.fromEntries([...this.#cuts].filter(([, times]) => times > 0)),
      properties: this.#properties,
      stopped: this.stopped,
      from: from?.where ?? null,
      violation,
    });
  }
}

/** Each lot has judged arguments of its own, some of them the same. */
function together(sum: PropertyReport | undefined, report: PropertyReport): PropertyReport {
  if (sum === undefined) return report;
  return {
    ...report,
    status: sum.status === 'reached' ? 'reached' : report.status,
    evaluated: sum.evaluated + report.evaluated,
    relevant: sum.relevant + report.relevant,
  };
}
