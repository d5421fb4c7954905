/**
 * One spec from beginning to end: composed, searched, judged, summed up. What `check` shows and what `bugs` counts.
 */

import { totalmem } from 'node:os';
import { constrainedMemory } from 'node:process';
import { search } from '../explore/search.ts';
import type { Path, Violation } from '../explore/system.ts';
import { type Broken, makeVerdict, type Verdict } from '../report/verdict.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { type Composition, compose } from './compose.ts';
import type { ProgressTeller } from './progress.ts';
import { drive, type Host } from './run.ts';

export interface ExamineOptions {
  /** The folder for the trace and for edited copies of the core. */
  readonly out: string;
  /** Whether the figures that the spec pins apply. */
  readonly pinned: boolean;
  readonly host: Host;
  readonly teller: ProgressTeller;
}

/** Larger than any depth or count: what "no limit" is to the explorer. */
const unlimited = Number.MAX_SAFE_INTEGER;

export async function examine(parsed: ParsedSpec, options: ExamineOptions): Promise<Verdict> {
  const { spec } = parsed;
  const composition = await compose(parsed, options.out);
  const { cluster, judge } = composition;
  const searching = search(cluster, {
    strategy: spec.search.strategy,
    depth: spec.search.depth ?? unlimited,
    pack: spec.search.pack,
    maxStates: spec.search.maxStates ?? unlimited,
  });
  const limits = { maxMemory: spec.search.maxMemory ?? spareMemory(), timeLimit: spec.search.timeLimit };
  const { exploration, seconds } = await drive(searching, limits, options.host, options.teller);
  return makeVerdict({
    spec,
    exploration,
    actionKinds: cluster.actionKinds,
    bounds: cluster.bounds,
    cuts: cluster.cuts,
    stepCalls: cluster.stepCalls,
    seconds,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    properties: judge.report(exploration.violation?.property ?? -1),
    violation: exploration.violation === null ? null : broken(composition, exploration.violation),
    pinned: options.pinned,
  });
}

/** Three quarters of the memory that this process may have, so that a run ends with a result and not with a kill. */
function spareMemory(): number {
  const constrained = constrainedMemory();
  const all = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(0.75 * all);
}

function broken({ cluster, judge }: Composition, { property, path }: Violation): Broken {
  const witnesses = judge.explain(property, lastStep(cluster, path));
  return {
    property: judge.properties[property].name,
    message: witnesses.map((witness) => witness.message).join('; '),
    length: path.steps.length,
    trace: '',
  };
}

function lastStep(cluster: Composition['cluster'], { init, steps }: Path) {
  const last = steps.at(-1);
  if (last === undefined) return { last: null, after: cluster.view(init) };
  const before = cluster.view(steps.at(-2)?.state ?? init);
  return { last: { before, action: cluster.action(last.kind, last.arg) }, after: cluster.view(last.state) };
}
