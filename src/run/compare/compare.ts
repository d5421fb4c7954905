/**
 * Two cores compared over all that a spec reaches: the ordinary search of the pair of them (paired.ts), and what it shows of the
 * nearest difference. A job of the thread that runs the core.
 */

import { packageVersion } from '../../base/root.ts';
import { UserError } from '../../base/usererror.ts';
import type { ReductionStatus } from '../../cluster/reduce/reduce.ts';
import type { StopReason, Violation } from '../../explore/system.ts';
import type { CoreCommand } from '../../foreign/command.ts';
import { type PlainSpec, placed } from '../../spec/plain.ts';
import { loadFingerprint } from '../../trace/fingerprint.ts';
import { rebuildTrace } from '../../trace/rebuild.ts';
import type { Trace } from '../../trace/trace.ts';
import { explore } from '../explore.ts';
import type { JobContext } from '../jobs.ts';
import { introduce } from '../othercore.ts';
import type { PreparedCluster } from '../prepare.ts';
import type { Searched } from '../searched.ts';
import type { SearchProgress } from '../searchprogress.ts';
import { differencesOf, differKey } from './against.ts';
import { type Identities, identitiesOf } from './identities.ts';

export interface CompareOrder {
  readonly spec: PlainSpec;
  /** The core that is asked first; null: the built-in one. */
  readonly core: CoreCommand | null;
  readonly other: CoreCommand | null;
  /** What both are called, for people. */
  readonly names: readonly [string, string];
}

export interface Comparison {
  readonly spec: string;
  readonly cores: readonly [string, string];
  readonly verdict: 'equal' | 'different' | 'incomplete';
  /** True when every state within the bounds was explored. */
  readonly complete: boolean;
  readonly stopped: StopReason | null;
  /** Questions to both cores: pairs of a node state and an input, some twice where several workers ask. */
  readonly pairs: number;
  /** What the search has counted. */
  readonly states: { readonly distinct: number; readonly generated: number; readonly depth: number };
  /** States left unexpanded because of the depth bound. */
  readonly cutByDepth: number;
  readonly identities: Identities;
  /** Kinds of actions that one of them does not take: they are left out of both. */
  readonly leftOut: readonly string[];
  readonly reductions: readonly ReductionStatus[];
  readonly seconds: number;
  /** In what the cores differ after the behavior; empty: in nothing. */
  readonly differences: readonly string[];
  /** The shortest behavior after which they differ, its states as the first core shows them. */
  readonly trace: Trace | null;
}

function comparedByNumbers(): UserError {
  const message = 'two cores are compared by terms with their numbers';
  return new UserError({ message, where: 'terms', found: 'relative', hint: '--terms absolute --max-term 3' });
}

export async function compareCores(
  order: CompareOrder,
  context: JobContext<SearchProgress>,
): Promise<Comparison> {
  const { spec } = order.spec;
  if (spec.model.terms === 'relative') throw comparedByNumbers();
  // The search says it again when it begins: until then the cores are loaded.
  context.host.until(spec.search.timeLimit);
  // One after the other: only one is asked at a time.
  const met = [await introduce(order.core, spec.model, context.monitor)];
  met.push(await introduce(order.other, spec.model, context.monitor));
  const against = { core: order.other, names: order.names };
  // No checkpoint is kept, so nothing is written.
  const searched = await explore(placed(order.spec), { ...context, core: order.core, out: '.', against });
  const { exploration, prepared } = searched;
  const { distinct, generated, depth, complete, stopped, cutByDepth, violation } = exploration;
  const found = violation === null ? null : await foundIn(spec.name, searched, violation);
  return {
    spec: spec.name,
    cores: order.names,
    verdict: found !== null ? 'different' : complete ? 'equal' : 'incomplete',
    complete,
    stopped,
    pairs: searched.stepCalls,
    states: { distinct, generated, depth },
    cutByDepth,
    identities: identitiesOf(prepared.cluster),
    leftOut: [...new Set(met.flatMap((core) => core?.leftOut ?? []))],
    reductions: searched.reductions,
    seconds: searched.seconds,
    differences: found?.differences ?? [],
    trace: found?.trace ?? null,
  };
}

async function foundIn(
  spec: string,
  { prepared }: Searched<PreparedCluster>,
  violation: Violation,
): Promise<Pick<Comparison, 'differences'> & { readonly trace: Trace }> {
  const { cluster, judge, reduced } = prepared;
  const { property, shortest } = violation;
  const origin = { toolVersion: packageVersion(), spec, bug: null, property, shortest };
  const { path } = reduced.concrete(violation);
  const trace = rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
  const last = trace.steps.at(-1)!;
  const differences = last.state.nodes.flatMap((node) => differencesOf(node) ?? []);
  const witnesses = trace.witnesses.flatMap(({ nodes }) =>
    differences.map((message) => ({ nodes, message })),
  );
  // What differs is told by the witnesses, and is no part of a node.
  const nodes = last.state.nodes.map(({ extra: { [differKey]: _, ...extra }, ...node }) => ({
    ...node,
    extra,
  }));
  const steps = [...trace.steps.slice(0, -1), { ...last, state: { ...last.state, nodes } }];
  return { differences, trace: { ...trace, steps, witnesses } };
}
