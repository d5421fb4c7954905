/**
 * What commands ask of the system of one's own that a trace is of: jobs of the thread that runs it.
 */
import { UserError } from '../base/usererror.ts';
import { verifiedSystem } from '../system/contract.ts';
import type { OwnSystem } from '../system/exported.ts';
import type { SystemModule } from '../system/module.ts';
import { monitoredSystem } from '../system/subject.ts';
import type { Branch } from '../trace/branches.ts';
import { jsonStep, witnessOf } from '../trace/own/rebuild.ts';
import { replayOwn } from '../trace/own/replay.ts';
import { shrinkOwn } from '../trace/own/shrink.ts';
import { ownBranches } from '../trace/own/story.ts';
import type { OwnTrace } from '../trace/own/trace.ts';
import { ofJson } from '../trace/own/value.ts';
import type { Replay } from '../trace/replay.ts';
import type { StoryStep } from '../trace/story.ts';
import type { JobContext } from './jobs.ts';
import { blamed, loadOwn } from './ownsystem.ts';
import { askedInTrace } from './sought.ts';
import { refuseLasso } from './tracejobs.ts';

export interface OwnTraceOrder {
  readonly trace: OwnTrace;
  /** What errors call it. */
  readonly file: string;
  readonly core: null;
  readonly system: SystemModule;
}

/** Does what needs the system of the trace; that its module has changed since is said. */
function withSystem<Made>(
  { trace, system }: OwnTraceOrder,
  { monitor, remark }: JobContext<never>,
  work: (own: OwnSystem, witnessed: OwnSystem) => Made,
): Promise<Made> {
  return blamed(system, { depth: null }, async () => {
    const witnessed = await loadOwn(system, monitor, askedInTrace(trace));
    const own = verifiedSystem(monitoredSystem(witnessed, monitor));
    if (system.hash !== trace.system.hash)
      remark(`the module of ${trace.system.name} has changed since the trace was written`);
    const { invariants = [], sometimes = [], eventually = [], leadsTo = [] } = own;
    const known = [...invariants, ...sometimes, ...eventually, ...leadsTo].map(({ name }) => name);
    const gone = trace.properties.find((name) => name !== 'deadlock' && !known.includes(name));
    if (gone === undefined) return work(own, witnessed);
    throw new UserError({
      message: `the system has no property named '${gone}'`,
      where: system.where,
      found: known.join(', ') || 'none',
      expected: `what was judged when the trace was written: ${trace.properties.join(', ')}`,
    });
  });
}

export function replay(order: OwnTraceOrder, context: JobContext<never>): Promise<Replay> {
  return withSystem(order, context, (own, witnessed) => replayOwn(own, witnessed, order.trace));
}

/** A shorter trace, and what making it took. */
export interface OwnShrunken {
  readonly shorter: OwnTrace;
  readonly minimal: 1 | 2;
  readonly attempts: number;
  readonly taken: number;
}

export function shrink(
  order: OwnTraceOrder,
  context: JobContext<never>,
): Promise<OwnShrunken | { readonly divergedAt: number }> {
  refuseLasso(order.trace, order.file);
  return withSystem(order, context, (own, witnessed) => {
    const replayed = replayOwn(own, witnessed, order.trace);
    return replayed.same ? shorterOwn(own, witnessed, order.trace) : { divergedAt: replayed.divergence.step };
  });
}

/** The trace made shorter; it has been found with the system just now. */
export async function shrunkOwn(trace: OwnTrace, module: SystemModule): Promise<OwnShrunken> {
  const witnessed = await loadOwn(module, null, askedInTrace(trace));
  return shorterOwn(verifiedSystem(witnessed), witnessed, trace);
}

function shorterOwn(own: OwnSystem, witnessed: OwnSystem, trace: OwnTrace): OwnShrunken {
  const { name } = trace.property;
  const behavior = trace.steps.map(({ action, state }) => ({ action, state: ofJson(state) }));
  const { behavior: shorter, ...shrunk } = shrinkOwn(own, name, behavior);
  const witnesses = [witnessOf(witnessed, name, shorter[shorter.length - 1].state)];
  const shortest = trace.shortest && shorter.length === behavior.length;
  return { ...shrunk, shorter: { ...trace, witnesses, shortest, steps: shorter.map(jsonStep) } };
}

export interface OwnBranchOrder extends OwnTraceOrder {
  /** A behavior of the system, which the trace need not hold. */
  readonly steps: readonly StoryStep[];
}

/** Seconds for what somebody waits for in front of a screen. */
const whileWaitedFor = 2;

/** What could come after the steps; a string says why that is not known. */
export function branch(
  order: OwnBranchOrder,
  context: JobContext<never>,
): Promise<readonly Branch[] | string> {
  context.host.until(whileWaitedFor);
  return withSystem(order, context, (own, witnessed) =>
    ownBranches(own, witnessed, order.trace, order.steps),
  );
}
