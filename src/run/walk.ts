/**
 * What is asked by somebody who walks by hand: where a spec begins, and the way so far as a trace. Jobs of the thread that runs the core.
 */
import { packageVersion } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import type { Action } from '../cluster/action.ts';
import type { OtherCore } from '../spec/othercore.ts';
import { type PlainSpec, placed } from '../spec/plain.ts';
import { verifiedSystem } from '../system/contract.ts';
import type { SystemModule } from '../system/module.ts';
import { propertiesOf } from '../system/subject.ts';
import type { AnyTrace } from '../trace/family.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { followTrace } from '../trace/follow.ts';
import { jsonStep, saidOf, witnessOf } from '../trace/own/rebuild.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import { ofJson } from '../trace/own/value.ts';
import { ownOf } from '../trace/own.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import type { StoryStep } from '../trace/story.ts';
import { type Trace, traceFormatVersion, walkedProperty } from '../trace/trace.ts';
import { compose } from './compose.ts';
import { composeTrace } from './composetrace.ts';
import { loadProperties } from './invariants.ts';
import type { JobContext } from './jobs.ts';
import { judgedIn } from './judgedin.ts';
import { coreOfTrace, introduce } from './othercore.ts';
import { blamed, judgedOf, loadOwn } from './ownsystem.ts';
import { askedInTrace } from './sought.ts';
import { beginAfter, type StartFrom } from './startfrom.ts';
import type { TraceOrder } from './tracejobs.ts';

export interface BeginOrder {
  readonly spec: PlainSpec;
  /** See SearchOrder. */
  readonly core: OtherCore | null;
  readonly system: SystemModule | null;
  readonly from: StartFrom | null;
}

/** The initial state of a spec, or the behavior that is gone on from, as a trace at whose end nothing is broken. */
export async function begin(order: BeginOrder, context: JobContext<never>): Promise<AnyTrace> {
  const { spec } = order.spec;
  if (spec.system !== null) return beginOwn(order, spec.system, context);
  const { core, from } = order;
  const named = coreOfTrace(await introduce(core, spec.model, context.monitor), core);
  const sources = await judgedIn(placed(order.spec), context);
  const properties = await loadProperties(sources, spec.model.nodes, spec.name, context.monitor);
  const { cluster, judge } = await compose({ model: spec.model, core, properties }, context.monitor);
  const initial: Int32Array[] = [];
  cluster.init((state) => initial.push(state.slice()));
  const path = from === null ? { init: initial[0], steps: [] } : beginAfter(cluster, from);
  const origin = {
    toolVersion: packageVersion(),
    spec: spec.name,
    core: named,
    bug: spec.bug,
    property: null,
    shortest: false,
    own: ownOf(sources),
  };
  return rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
}

async function beginOwn(
  { spec: { spec } }: BeginOrder,
  module: SystemModule,
  { monitor }: JobContext<never>,
): Promise<OwnTrace> {
  return blamed(module, { depth: null }, async () => {
    const own = verifiedSystem(await loadOwn(module, monitor, { mayEnd: spec.mayEnd }));
    const [state] = own.init();
    return {
      formatVersion: traceFormatVersion,
      tool: { name: 'raftcheck', version: packageVersion() },
      spec: spec.name,
      system: { name: module.name, hash: module.hash },
      properties: propertiesOf({ ...judgedOf(spec), eventually: [], leadsTo: [] }),
      ...(spec.mayEnd === null ? {} : { mayEnd: spec.mayEnd }),
      walked: true,
      property: walkedProperty,
      witnesses: [],
      shortest: false,
      steps: [jsonStep({ action: null, state })],
    };
  });
}

export interface KeepOrder extends TraceOrder {
  /** The way, which the trace need not hold. */
  readonly steps: readonly StoryStep[];
  /** The property that its last step breaks; null: none. */
  readonly broken: string | null;
}

/** The way as a trace. Throws a UserError where the core does not go it again. */
export async function keep(order: KeepOrder, { monitor }: JobContext<never>): Promise<Trace> {
  const { trace, file, core, steps, broken } = order;
  const { cluster, judge } = await composeTrace(trace, file, core, monitor);
  const recorded = steps.map(({ action, cluster }) => ({ action, fingerprint: '', state: cluster! }));
  const followed = followTrace(cluster, { ...trace, steps: recorded }, null);
  if ('divergedAt' in followed) throw notAgain(followed.divergedAt);
  const property = broken === null ? -1 : judge.properties.findIndex(({ name }) => name === broken);
  const { given: _given, counted: _counted, loop: _loop, fairness: _fairness, ...origin } = trace;
  return rebuildTrace(
    cluster,
    judge,
    followed,
    {
      ...origin,
      core: trace.core ?? null,
      toolVersion: packageVersion(),
      property: property < 0 ? null : property,
      shortest: false,
    },
    await loadFingerprint(),
  );
}

function notAgain(step: number): UserError {
  return new UserError({ message: `step ${step} cannot be taken again by this core` });
}

export interface RewalkOrder extends TraceOrder {
  readonly actions: readonly Action[];
}

/**
 * The behavior of the actions as the trace's own cluster has it: a search for something else keeps other history, so its states are not
 * those of the trace.
 */
export async function rewalk(
  { trace, file, core, actions }: RewalkOrder,
  { monitor }: JobContext<never>,
): Promise<Trace> {
  const { cluster, judge } = await composeTrace(trace, file, core, monitor);
  const { nodes, bounds } = trace.model;
  const path = beginAfter(cluster, { where: file, actions, nodes, bounds });
  const origin = {
    ...trace,
    core: trace.core ?? null,
    toolVersion: packageVersion(),
    property: null,
    shortest: false,
  };
  const { loop: _loop, fairness: _fairness, ...walked } = origin;
  return rebuildTrace(cluster, judge, path, walked, await loadFingerprint());
}

export interface KeepOwnOrder extends Omit<KeepOrder, 'trace' | 'core'> {
  readonly trace: OwnTrace;
  readonly core: null;
  readonly system: SystemModule;
}

/** The same of a system of one's own. */
export async function keepOwn(order: KeepOwnOrder, { monitor }: JobContext<never>): Promise<OwnTrace> {
  const { trace, system, steps, broken } = order;
  const { loop: _loop, fairness: _fairness, walked: _walked, ...head } = trace;
  const way = steps.map(({ words, value }, k) => ({ action: k === 0 ? null : words, state: value }));
  const kept = { ...head, shortest: false, steps: way };
  if (broken === null) {
    const { sought: _sought, ...plain } = kept;
    return { ...plain, walked: true, property: walkedProperty, witnesses: [] };
  }
  return blamed(system, { depth: null }, async () => {
    const own = await loadOwn(system, monitor, askedInTrace(trace));
    const property = saidOf(own, broken, trace.system.name, trace.sought !== undefined);
    return { ...kept, property, witnesses: [witnessOf(own, broken, ofJson(way[way.length - 1].state))] };
  });
}
