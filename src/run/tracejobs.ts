/**
 * What commands ask of the core that a trace is of: jobs of the thread that runs it.
 */

import { resolve } from 'node:path';
import { didYouMean } from '../base/suggest.ts';
import { UserError } from '../base/usererror.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { driversEnded, endDrivers } from '../foreign/process.ts';
import { isCommand, type OtherCore } from '../spec/othercore.ts';
import { type Branch, type Brancher, clusterBrancher } from '../trace/branches.ts';
import {
  type ActionExplained,
  explainActions,
  explainState,
  nameableActions,
} from '../trace/explain/choose.ts';
import { etcdNdjson } from '../trace/export/etcd-ndjson.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { followTrace } from '../trace/follow.ts';
import { modulesOf } from '../trace/own.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { type Replay, replayTrace } from '../trace/replay.ts';
import { shrinkPath } from '../trace/shrink.ts';
import type { StoryStep } from '../trace/story.ts';
import { type Trace, traceLength } from '../trace/trace.ts';
import { loadTraced } from './compose.ts';
import { composeTrace } from './composetrace.ts';
import type { JobContext } from './jobs.ts';
import { coreOfTrace, introduce } from './othercore.ts';
import { hashNow } from './ownmodule.ts';

export interface TraceOrder {
  readonly trace: Trace;
  /** What errors call it. */
  readonly file: string;
  /** The core that the trace is of; null: the core as it is. */
  readonly core: OtherCore | null;
}

/** What another core calls itself, and how the states of the trace are told: null where that core is not the trace's. */
async function meet({ trace, file, core }: TraceOrder, { monitor, remark }: JobContext<never>) {
  for (const { module, hash } of modulesOf(trace)) {
    if (hashNow(resolve(module), file) !== hash)
      remark(`${module} is not what it was when the trace was found: its properties may say something else`);
  }
  const named = coreOfTrace(await introduce(core, trace.model, monitor), core);
  const [own, other] = [trace.core, named].map((one) =>
    one == null ? 'builtin' : `${one.name} ${one.version}`,
  );
  const hasChanged = trace.core?.hash !== undefined && trace.core.hash !== named?.hash;
  if (own !== other) remark(`the trace is of the core ${own}, and is repeated on ${other}`);
  else if (hasChanged) remark(`the core ${own} has changed since the trace was found`);
  return { named, fingerprint: own === other && !hasChanged ? await loadFingerprint() : null };
}

export async function replay(order: TraceOrder, context: JobContext<never>): Promise<Replay> {
  const { trace, file, core } = order;
  const { fingerprint } = await meet(order, context);
  const { cluster, judge } = await composeTrace(trace, file, core, context.monitor);
  return replayTrace(cluster, judge, trace, fingerprint);
}

/** Throws a UserError for a behavior that never ends. */
export function refuseLasso({ loop, walked }: Pick<Trace, 'loop' | 'walked'>, where: string): void {
  if (walked === true) {
    const message = 'a behavior that was walked by hand is not shrunk: nothing is broken at its end';
    throw new UserError({ message, where });
  }
  if (loop === undefined) return;
  const message = 'a behavior that never ends is not shrunk: the way to its loop is a shortest one already';
  throw new UserError({ message, where });
}

/** A shorter trace, and what making it took. */
export interface Shrunken {
  readonly shorter: Trace;
  /** See Shrunk in trace/shrink.ts. */
  readonly minimal: 1 | 2;
  readonly attempts: number;
  readonly taken: number;
}

/** Null: it is no longer the behavior that was recorded. */
export async function shrink(
  order: TraceOrder,
  context: JobContext<never>,
): Promise<Shrunken | { readonly divergedAt: number }> {
  const { trace, file, core } = order;
  refuseLasso(trace, file);
  const { named, fingerprint } = await meet(order, context);
  const { cluster, judge } = await composeTrace(trace, file, core, context.monitor);
  const followed = followTrace(cluster, trace, fingerprint);
  if ('divergedAt' in followed) return followed;
  const property = judge.properties.findIndex(({ name }) => name === trace.property.name);
  if (property < 0)
    throw new UserError({ message: `${trace.property.name} is not among its properties`, where: file });
  const { path, minimal, attempts, taken } = shrinkPath(cluster, judge, followed, property);
  // What was known of the whole behavior is not known of a shorter one.
  const known = path.steps.length === traceLength(trace) ? {} : { shortest: false, counted: 0, given: 0 };
  const origin = { ...trace, core: named, toolVersion: trace.tool.version, property, ...known };
  const shorter = rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
  if (shorter.witnesses.length === 0) return { divergedAt: trace.steps.length - 1 };
  return { shorter, minimal, attempts, taken };
}

export interface ActionOrder extends TraceOrder {
  /** The step after which the action is asked for. */
  readonly number: number;
  /** The words of an action, or their beginning. */
  readonly wanted: string;
}

/** Null when the trace cannot be followed to the step. */
export async function explain(
  order: ActionOrder,
  context: JobContext<never>,
): Promise<readonly ActionExplained[] | null> {
  const { trace, file, core, number, wanted } = order;
  const { fingerprint } = await meet(order, context);
  const { cluster } = await composeTrace(trace, file, core, context.monitor);
  const followed = followTrace(cluster, trace, fingerprint, number);
  if ('divergedAt' in followed) return null;
  const state = followed.steps.at(-1)?.state ?? followed.init;
  const actions = explainActions(cluster, trace, state, wanted);
  if (actions.length > 0) return actions;
  throw new UserError({
    message: `there is no action '${wanted}'`,
    where: '--action',
    expected: 'the words of an action as traces have them, or their beginning, such as "timeout n1"',
    hint: didYouMean(wanted, nameableActions(cluster, trace, state, wanted)),
  });
}

export interface BranchOrder extends TraceOrder {
  /** A behavior of the core, which the trace need not hold. */
  readonly steps: readonly StoryStep[];
}

/** Seconds for what somebody waits for in front of a screen: a step that takes longer is told. */
const whileWaitedFor = 2;

/** What could come after the steps; a string says why that is not known. */
export function branch(order: BranchOrder, context: JobContext<never>): Promise<readonly Branch[] | string> {
  return onTheWay(order, context, ({ brancher }) => brancher(order.steps));
}

interface Walked {
  readonly cluster: Cluster;
  readonly brancher: Brancher;
}

/** What was composed last, of what, and how often drivers had been ended then: whoever walks asks step after step. */
let kept: { readonly key: string; readonly walked: Walked; readonly drivers: number } | null = null;

/** Asks what was composed for this walk, which then waits for the next question. */
async function onTheWay<Answer>(
  order: TraceOrder,
  { monitor, host, keepDrivers }: JobContext<never>,
  ask: (walked: Walked) => Answer,
): Promise<Answer> {
  const isElsewhere = order.core !== null && isCommand(order.core);
  // How long another process takes to begin is bounded by its own deadline.
  if (!isElsewhere) host.until(whileWaitedFor);
  try {
    const walked = await walkedBy(order, monitor);
    if (isElsewhere) host.until(whileWaitedFor);
    const answer = ask(walked);
    keepDrivers();
    return answer;
  } catch (error) {
    kept = null;
    throw error;
  }
}

async function walkedBy(order: TraceOrder, monitor: JobContext<never>['monitor']): Promise<Walked> {
  const { trace, file, core } = order;
  const key = JSON.stringify([{ ...trace, steps: [] }, file, core]);
  if (kept?.key === key && kept.drivers === driversEnded()) return kept.walked;
  kept = null;
  await endDrivers();
  const walked = await composeWalk(order, monitor);
  kept = { key, walked, drivers: driversEnded() };
  return walked;
}

async function composeWalk(
  { trace, file, core }: TraceOrder,
  monitor: JobContext<never>['monitor'],
): Promise<Walked> {
  const { cluster, judge } = await composeTrace(trace, file, core, monitor);
  return { cluster, brancher: clusterBrancher(cluster, judge, trace.sought) };
}

/** Every action of the model after the steps, with its guards. */
export function guards(
  order: BranchOrder,
  context: JobContext<never>,
): Promise<readonly ActionExplained[] | string> {
  const { trace, steps } = order;
  return onTheWay(order, context, ({ cluster }) => {
    const recorded = steps.map(({ action, cluster }) => ({ action, fingerprint: '', state: cluster! }));
    const followed = followTrace(cluster, { ...trace, steps: recorded }, null);
    if ('divergedAt' in followed) return `step ${followed.divergedAt} cannot be taken again by this core`;
    return explainState(cluster, followed.steps.at(-1)?.state ?? followed.init);
  });
}

/** The events of inner steps, one a line. */
export async function traceEvents(
  { trace, core }: TraceOrder,
  { monitor }: JobContext<never>,
): Promise<string> {
  monitor.other('load');
  const { TracedNode } = await loadTraced(core).finally(() => monitor.done());
  return etcdNdjson(trace, TracedNode, monitor);
}
