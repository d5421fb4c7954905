/**
 * One spec from beginning to end: composed, searched, judged, summed up. What `check` shows and what `bugs` counts. A job of the thread that runs the core.
 */

import { packageVersion } from '../base/root.ts';
import type { Violation } from '../explore/system.ts';
import type { CoreOfTrace } from '../foreign/command.ts';
import { type Broken, makeVerdict, type Verdict } from '../report/verdict.ts';
import { type PlainSpec, placed } from '../spec/plain.ts';
import type { Spec } from '../spec/spec.ts';
import type { SystemModule } from '../system/module.ts';
import type { AnyTrace } from '../trace/family.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { ownOf } from '../trace/own.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { type Room, roomOf } from '../trace/room.ts';
import { type Trace, traceLength, traceMessage } from '../trace/trace.ts';
import { blameCheckpoint } from './checkpointing.ts';
import { explore, exploreSystem } from './explore.ts';
import type { JobContext } from './jobs.ts';
import { coreOfTrace, type Introduced, introduce } from './othercore.ts';
import { ownCounterexample } from './ownsystem.ts';
import type { PreparedCluster } from './prepare.ts';
import type { Searched, SearchOrder } from './searched.ts';
import type { SearchProgress } from './searchprogress.ts';

export interface ExamineOrder extends SearchOrder {
  readonly spec: PlainSpec;
  /** Whether the figures that the spec pins apply. */
  readonly pinned: boolean;
  /** Whether it pins figures of another core only. */
  readonly otherPins?: boolean;
}

export interface Examination {
  readonly verdict: Verdict;
  /** The counterexample. */
  readonly trace: AnyTrace | null;
  /** The checkpoint that a search which was stopped can go on from. */
  readonly checkpoint: string | null;
}

export async function examine(
  order: ExamineOrder,
  context: JobContext<SearchProgress>,
): Promise<Examination> {
  const { spec } = order.spec;
  // The search says it again when it begins: until then the core is loaded.
  context.host.until(spec.search.timeLimit);
  try {
    return await examineSpec(order, context);
  } catch (error) {
    throw blameCheckpoint(error, spec.name, order);
  }
}

async function examineSpec(order: ExamineOrder, context: JobContext<SearchProgress>): Promise<Examination> {
  const { spec } = order.spec;
  if (spec.system !== null) return examineSystem(spec, spec.system, order, context);
  const core = await introduce(order.core, spec.model, context.monitor);
  const coreName = coreOfTrace(core, order.core);
  const searched = await explore(placed(order.spec), { ...order, ...context, coreName });
  const { exploration } = searched;
  const found =
    exploration.violation === null
      ? null
      : await counterexampleOf(spec, coreName, searched, exploration.violation, order.sought != null);
  // Where the core has refuted what the model rests on, another one was searched.
  const { model } = searched.prepared.cluster;
  const told = { ...order, spec: { ...order.spec, spec: { ...spec, model } } };
  const verdict = verdictOf(told, searched, found?.broken ?? null, core);
  return { verdict, trace: found?.trace ?? null, checkpoint: searched.checkpoint };
}

async function examineSystem(
  spec: Spec,
  module: SystemModule,
  order: ExamineOrder,
  context: JobContext<SearchProgress>,
): Promise<Examination> {
  const searched = await exploreSystem(spec, module, { ...order, ...context });
  const { violation } = searched.exploration;
  const trace =
    violation === null ? null : await ownCounterexample(spec.name, module, searched.prepared, violation);
  const verdict = verdictOf(order, searched, trace && brokenBy(trace), null);
  return { verdict, trace, checkpoint: searched.checkpoint };
}

function verdictOf(
  { spec: { spec }, from, pinned, otherPins = false }: ExamineOrder,
  searched: Searched,
  violation: Broken | null,
  core: Introduced | null,
): Verdict {
  const { system } = searched.prepared;
  const strategy = searched.breadthFirst === true ? 'bfs' : spec.search.strategy;
  return makeVerdict({
    spec: { ...spec, search: { ...spec.search, strategy } },
    exploration: searched.exploration,
    reductions: searched.reductions,
    actionKinds: system.actionKinds,
    bounds: system.bounds,
    cuts: system.cuts,
    stepCalls: searched.stepCalls,
    knownCalls: searched.knownCalls,
    seconds: searched.seconds,
    peakRssBytes: searched.peakRssBytes,
    properties: searched.properties,
    violation,
    from: from?.where,
    core,
    pinned,
    otherPins,
  });
}

/**
 * Where dead messages do not count, the behavior may hold more messages than the bound allows: then the trace's model has
 * the bound that it needs, and it can be repeated like any other.
 */
async function counterexampleOf(
  spec: Spec,
  core: CoreOfTrace | null,
  { prepared }: Searched<PreparedCluster>,
  violation: Violation,
  sought: boolean,
): Promise<{ readonly trace: Trace; readonly broken: Broken }> {
  const { cluster, judge, reduced, before } = prepared;
  const { property, loop } = violation;
  const found = reduced.concrete(violation);
  const given = before?.steps ?? [];
  const path = { init: before?.init ?? found.path.init, steps: [...given, ...found.path.steps] };
  const inFlight = Math.max(found.inFlight, ...given.map(({ state }) => cluster.view(state).messages.length));
  const shortest = violation.shortest && given.length === 0;
  const origin = {
    toolVersion: packageVersion(),
    spec: spec.name,
    core,
    bug: spec.bug,
    property,
    shortest,
    given: given.length,
    own: ownOf(prepared.sources),
    ...(sought ? { sought: true as const } : {}),
    lasso: loop === undefined ? null : { loop, fairness: spec.temporal.fairness ?? [] },
  };
  const trace = rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
  if (loop !== undefined) return { trace, broken: brokenBy(trace) };
  const broken = brokenBy(
    trace,
    sought ? null : roomOf(cluster, judge, path, property, { held: inFlight, shortest }),
  );
  const { bounds } = trace.model;
  const needed = Math.max(bounds['max-in-flight'] ?? 0, inFlight);
  if (bounds['max-in-flight'] === null || needed === bounds['max-in-flight']) return { trace, broken };
  const model = { ...trace.model, bounds: { ...bounds, 'max-in-flight': needed } };
  return { trace: { ...trace, model, counted: bounds['max-in-flight'] }, broken };
}

/** What the trace shows; nobody has written it yet. */
export function brokenBy(trace: AnyTrace, room: Room | null = null): Broken {
  return {
    property: trace.property.name,
    message: traceMessage(trace),
    length: traceLength(trace),
    trace: null,
    ...('loop' in trace ? { loop: trace.loop } : {}),
    ...(room === null ? {} : { room }),
  };
}
