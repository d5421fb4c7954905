/**
 * One spec from beginning to end: composed, searched, judged, summed up, its counterexample written to a file. What
 * `check` shows and what `bugs` counts.
 */
import { join } from 'node:path';
import type { Slice } from '../explore/slice.ts';
import type { Violation } from '../explore/system.ts';
import { type Broken, makeVerdict, type Verdict } from '../report/verdict.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { packageVersion } from '../spec/root.ts';
import type { Spec } from '../spec/spec.ts';
import { writeWhole } from '../spec/write.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { traceText } from '../trace/text.ts';
import { formatTrace, type Trace, traceLength, traceMessage } from '../trace/trace.ts';
import { explore, type Searched } from './explore.ts';
import type { ProgressTeller } from './progress.ts';
import type { Host } from './run.ts';
import { attempt, type Loser } from './terminal.ts';

/** Where a counterexample goes. */
export interface Destination {
  /** The folder for the trace and for edited copies of the core. */
  readonly out: string;
  /** Is told what cannot be written. */
  readonly terminal: Loser;
  /** Whether people are shown the counterexample on stdout anyway; otherwise one that cannot be written is told on stderr. */
  readonly told?: boolean;
}

export interface ExamineOptions extends Destination {
  /** Whether the figures that the spec pins apply. */
  readonly pinned: boolean;
  readonly host: Host;
  readonly teller: ProgressTeller;
  /** See Means in explore.ts. */
  readonly checkpointEvery?: number | null;
  readonly resume?: string | null;
  /** Only this slice of the search; absent: all of it. */
  readonly slice?: Slice;
}

export interface Examination {
  readonly verdict: Verdict;
  /** The counterexample, also written to `verdict.violation.trace` where that is not null. */
  readonly trace: Trace | null;
}

export async function examine(parsed: ParsedSpec, options: ExamineOptions): Promise<Examination> {
  const { spec } = parsed;
  const searched = await explore(parsed, options);
  const { exploration, properties } = searched;
  const { cluster } = searched.prepared;
  const trace = exploration.violation === null ? null : await traceOf(spec, searched, exploration.violation);
  const verdict = makeVerdict({
    spec,
    exploration,
    reductions: searched.standings,
    actionKinds: cluster.actionKinds,
    bounds: cluster.bounds,
    cuts: cluster.cuts,
    stepCalls: searched.stepCalls,
    seconds: searched.seconds,
    peakRssBytes: searched.peakRssBytes,
    properties,
    violation: trace === null ? null : writeTrace(trace, options),
    pinned: options.pinned,
  });
  return { verdict, trace };
}

/**
 * Where dead messages do not count, the behavior may hold more messages than the bound allows: then the trace's model has
 * the bound that it needs, and it can be repeated like any other.
 */
async function traceOf(spec: Spec, { prepared }: Searched, violation: Violation): Promise<Trace> {
  const { cluster, judge, reduced } = prepared;
  const { property, shortest } = violation;
  const { path, inFlight } = reduced.concrete(violation);
  const origin = { toolVersion: packageVersion(), spec: spec.name, bug: spec.bug, property, shortest };
  const trace = rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
  const { bounds } = trace.model;
  const needed = Math.max(bounds['max-in-flight'] ?? 0, inFlight);
  if (bounds['max-in-flight'] === null || needed === bounds['max-in-flight']) return trace;
  return { ...trace, model: { ...trace.model, bounds: { ...bounds, 'max-in-flight': needed } } };
}

/**
 * The file's name says which question and which answer: the same run writes the same file.
 */
export function writeTrace(trace: Trace, { out, terminal, told = false }: Destination): Broken {
  const end = trace.steps.at(-1)?.fingerprint.slice(0, 8);
  const file = join(out, `${trace.spec}-${trace.property.name}-${end}.json`);
  const written = attempt(terminal, () => writeWhole(file, formatTrace(trace)));
  if (!written && !told) terminal.err(traceText(trace));
  return {
    property: trace.property.name,
    message: traceMessage(trace),
    length: traceLength(trace),
    trace: written ? file : null,
  };
}
