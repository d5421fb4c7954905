/**
 * One spec from beginning to end: composed, searched, judged, summed up, its counterexample written to a file. What
 * `check` shows and what `bugs` counts.
 */
import { writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { type Reduced, reduce, type Standing } from '../cluster/reduce/reduce.ts';
import { search } from '../explore/search.ts';
import { type Slice, type SliceFacts, searchSlice } from '../explore/slice.ts';
import type { Exploration, Progress, StopReason, Violation } from '../explore/system.ts';
import { type Broken, makeVerdict, type Verdict } from '../report/verdict.ts';
import type { ParsedSpec } from '../spec/parse.ts';
import { packageVersion } from '../spec/root.ts';
import type { Spec } from '../spec/spec.ts';
import { loadFingerprint } from '../trace/fingerprint.ts';
import { rebuildTrace } from '../trace/rebuild.ts';
import { formatTrace, type Trace, traceLength, traceMessage } from '../trace/trace.ts';
import { type Composition, compose } from './compose.ts';
import { chooseProperties } from './invariants.ts';
import type { ProgressTeller } from './progress.ts';
import { drive, type Host } from './run.ts';

export interface ExamineOptions {
  /** The folder for the trace and for edited copies of the core; `prepareOut` has seen it. */
  readonly out: string;
  /** Whether the figures that the spec pins apply. */
  readonly pinned: boolean;
  readonly host: Host;
  readonly teller: ProgressTeller;
  /** Only this slice of the search; absent: all of it. */
  readonly slice?: Slice;
}

export interface Examination {
  readonly verdict: Verdict;
  /** The counterexample, also written to `verdict.violation.trace`. */
  readonly trace: Trace | null;
}

/** Larger than any depth or count: what "no limit" is to the explorer. */
const unlimited = Number.MAX_SAFE_INTEGER;

export async function examine(parsed: ParsedSpec, options: ExamineOptions): Promise<Examination> {
  const { spec } = parsed;
  const searched = await explore(parsed, options);
  const { composition, exploration } = searched;
  const { cluster, judge } = composition;
  const properties = judge.report(exploration.violation?.property ?? -1);
  const trace = exploration.violation === null ? null : await traceOf(spec, searched, exploration.violation);
  const verdict = makeVerdict({
    spec,
    exploration,
    reductions: searched.standings,
    actionKinds: cluster.actionKinds,
    bounds: cluster.bounds,
    cuts: cluster.cuts,
    stepCalls: cluster.stepCalls,
    seconds: searched.seconds,
    peakRssBytes: process.resourceUsage().maxRSS * 1024,
    properties,
    violation: trace === null ? null : writeTrace(trace, options.out),
    pinned: options.pinned,
  });
  return { verdict, trace };
}

interface Searched {
  readonly composition: Composition;
  readonly reduced: Reduced;
  readonly standings: readonly Standing[];
  readonly exploration: Exploration & { readonly slice?: SliceFacts };
  readonly seconds: number;
}

/**
 * Searches, and once more without dropping messages where the core turns out to take notice of messages that come too late:
 * then it has been asked, and the first result does not hold. `refuted` is that answer.
 */
async function explore(
  parsed: ParsedSpec,
  options: ExamineOptions,
  refuted: string | null = null,
): Promise<Searched> {
  const { spec, where } = parsed;
  const { name, model, bug } = spec;
  const properties = await chooseProperties(parsed);
  const bugPlace = where(['bug', 'edit']);
  const composition = await compose({ name, model, bug, bugPlace, properties, out: options.out });
  const { cluster, judge } = composition;
  const reduced = reduce(cluster, {
    symmetry: spec.search.symmetry,
    deadMessages: spec.search.reduction && refuted === null,
    seesMessages: properties.some((property) => property.scope === 'cluster' && property.messages === true),
  });
  const { slice } = options;
  const wanted = {
    strategy: spec.search.strategy,
    depth: spec.search.depth ?? unlimited,
    pack: spec.search.pack,
    maxStates: spec.search.maxStates ?? unlimited,
  };
  const searching: Generator<Progress, Exploration & { readonly slice?: SliceFacts }, StopReason | null> =
    slice === undefined ? search(reduced.system, wanted) : searchSlice(reduced.system, wanted, slice);
  const limits = { maxMemory: spec.search.maxMemory ?? spareMemory(), timeLimit: spec.search.timeLimit };
  options.teller.begin?.({ actionKinds: () => cluster.actionKinds, properties: () => judge.report(-1) });
  const { exploration, seconds } = await drive(searching, limits, options.host, options.teller);
  const refutation = reduced.refutation();
  if (refutation !== null) return explore(parsed, options, refutation);
  const standings = reduced.standings.map((standing) =>
    standing.name === 'dead-messages' && refuted !== null
      ? { ...standing, about: `not dead in this core: ${refuted}` }
      : standing,
  );
  return { composition, reduced, standings, exploration, seconds };
}

/** Three quarters of the memory that this process may have, so that a run ends with a result and not with a kill. */
export function spareMemory(): number {
  const constrained = process.constrainedMemory();
  const all = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
  return Math.floor(0.75 * all);
}

/**
 * Where dead messages do not count, the behavior may hold more messages than the bound allows: then the trace's model has
 * the bound that it needs, and it can be repeated like any other.
 */
async function traceOf(spec: Spec, { composition, reduced }: Searched, violation: Violation): Promise<Trace> {
  const { cluster, judge } = composition;
  const { property, shortest } = violation;
  const { path, inFlight } = reduced.concrete(violation);
  const origin = { toolVersion: packageVersion(), spec: spec.name, bug: spec.bug, property, shortest };
  const trace = rebuildTrace(cluster, judge, path, origin, await loadFingerprint());
  const { bounds } = trace.model;
  const needed = Math.max(bounds['max-in-flight'] ?? 0, inFlight);
  if (bounds['max-in-flight'] === null || needed === bounds['max-in-flight']) return trace;
  return { ...trace, model: { ...trace.model, bounds: { ...bounds, 'max-in-flight': needed } } };
}

/** The file's name says which question and which answer: the same run writes the same file. */
export function writeTrace(trace: Trace, out: string): Broken {
  const end = trace.steps.at(-1)?.fingerprint.slice(0, 8);
  const file = join(out, `${trace.spec}-${trace.property.name}-${end}.json`);
  writeFileSync(file, formatTrace(trace));
  return {
    property: trace.property.name,
    message: traceMessage(trace),
    length: traceLength(trace),
    trace: file,
  };
}
