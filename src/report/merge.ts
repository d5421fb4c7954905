/**
 * The reports of all shards of a gate, put together into one. Whole entries are taken as they are; slices of one spec are
 * one entry again: something is broken where a slice broke it, and the shortest behavior is the shortest of any slice;
 * a state is reached where a slice reached it; every state was seen where every slice was run to its end.
 *
 * Counts of slices are added up. Each slice answers for its part, but a state that two slices reach is counted twice: the
 * sums are upper limits, `slices` says so, and pinned counts are not compared with them.
 */
import type { PropertyReport } from '../property/property.ts';
import { decisiveValues } from '../spec/settings.ts';
import { gaps, makeCoverage } from './coverage.ts';
import { type Gate, type GateEntry, judgeEntry, makeGate, type PlannedEntry } from './gate.ts';
import type { Verdict } from './verdict.ts';

/** All of one gate: the same version, plan and number of shards, no shard twice. What is missing is incomplete. */
export function mergeGates(
  gates: readonly Gate[],
  vocabulary: readonly string[],
  requireCoverage: boolean,
): Gate {
  const [first] = gates;
  if (first === undefined) throw new Error('there is nothing to merge');
  const entries = first.plan.map((planned) =>
    mergeEntry(
      planned,
      gates.flatMap(({ entries: own }) => own.filter(({ file }) => file === planned.file)),
    ),
  );
  // Branches of the core are counted by each process for itself: nobody can say which of them are the same.
  const coverage = makeCoverage(entries, vocabulary, null);
  return makeGate({
    tool: first.tool,
    profile: first.profile,
    shard: null,
    plan: first.plan,
    interrupted: gates.some(({ interrupted }) => interrupted),
    seconds: Math.max(...gates.map(({ seconds }) => seconds)),
    entries,
    coverage,
    uncovered: requireCoverage ? gaps(coverage) : [],
  });
}

function mergeEntry(planned: PlannedEntry, parts: readonly GateEntry[]): GateEntry {
  const [first] = parts;
  if (first === undefined) return missing(planned);
  if (planned.slices === 1) return first;
  const failed = parts.find(({ outcome }) => outcome === 'failed');
  if (failed !== undefined) return failed;
  const run = parts.flatMap((part) => (part.verdict === null ? [] : [{ ...part, verdict: part.verdict }]));
  if (run.length === 0) return first;
  const violated = run.filter(({ verdict }) => verdict.violation !== null).sort(byLength)[0];
  const holes = [
    ...absent(
      planned,
      run.map(({ verdict }) => verdict),
    ),
    ...unfinished(run),
  ];
  const verdict = mergeVerdicts(
    run.map(({ verdict }) => verdict),
    violated?.verdict ?? null,
    holes.length > 0,
  );
  const judged = judgeEntry(first.kind, first.expect, verdict);
  return {
    ...first,
    ...judged,
    problems: judged.outcome === 'incomplete' ? holes : judged.problems,
    verdict,
    counterexample: violated?.counterexample ?? null,
  };
}

function missing({ name, file }: PlannedEntry): GateEntry {
  return {
    name,
    kind: 'spec',
    file,
    expect: {},
    outcome: 'incomplete',
    problems: ['not run: the report of its shard is missing'],
    verdict: null,
    counterexample: null,
    updated: [],
  };
}

type Run = GateEntry & { readonly verdict: Verdict };

function byLength(a: Run, b: Run): number {
  return (a.verdict.violation?.length ?? 0) - (b.verdict.violation?.length ?? 0);
}

/** Slices that nobody has run, and slices of different searches: then the union is not the whole. */
function absent({ slices }: PlannedEntry, verdicts: readonly Verdict[]): string[] {
  const present = new Set(verdicts.map(({ slice }) => slice?.index));
  const gone = Array.from({ length: slices }, (_, index) => index).filter((index) => !present.has(index));
  const digests = new Set(verdicts.map(({ slice }) => `${slice?.count} ${slice?.depth} ${slice?.digest}`));
  const asked = new Set(verdicts.filter(({ unreturned }) => unreturned === undefined).map(askedFor));
  return [
    ...gone.map((index) => `slice ${index + 1} of ${slices} is missing`),
    ...(digests.size > 1
      ? ['its slices have not dealt the same frontier, so together they are not the whole search']
      : []),
    ...(asked.size > 1
      ? [
          'its slices were asked for different things (model, search or properties), so together they answer none',
        ]
      : []),
  ];
}

/** What slices of one search have in common before it has begun. */
function askedFor({ model, properties, panicsAllowed, edited, core }: Verdict): string {
  const { search, ...cluster } = model;
  const judged = properties.map(({ name, scope }) => [name, scope]);
  return JSON.stringify([cluster, decisiveValues(search), judged, panicsAllowed, edited, core]);
}

function unfinished(run: readonly Run[]): string[] {
  return run.flatMap(({ verdict }) =>
    verdict.stopped === undefined
      ? []
      : [`slice ${(verdict.slice?.index ?? 0) + 1} was stopped by ${verdict.stopped}`],
  );
}

/** `shortest`: the verdict with the shortest violation, or null. */
function mergeVerdicts(verdicts: readonly Verdict[], shortest: Verdict | null, holes: boolean): Verdict {
  const { slice: _, stopped: __, unmet: ___, ...first } = verdicts[0];
  const sum = (of: (verdict: Verdict) => number): number =>
    verdicts.reduce((total, one) => total + of(one), 0);
  const most = (of: (verdict: Verdict) => number): number => Math.max(...verdicts.map(of));
  const properties = mergeProperties(verdicts);
  const unreached = properties
    .filter(({ status }) => status === 'unreached')
    .map(({ name }) => `${name} was never reached`);
  const violation = shortest?.violation ?? null;
  const stopped = verdicts.find((verdict) => verdict.stopped !== undefined)?.stopped;
  const [distinct, seconds] = [sum(({ states }) => states.distinct), most((verdict) => verdict.seconds)];
  const vacuous = unreached.length > 0 && violation === null && !holes;
  return {
    ...first,
    verdict: violation !== null ? 'violation' : holes ? 'incomplete' : vacuous ? 'vacuous' : 'ok',
    complete: !holes && verdicts.every(({ complete }) => complete),
    states: {
      distinct,
      generated: sum(({ states }) => states.generated),
      depth: most(({ states }) => states.depth),
      frontier: sum(({ states }) => states.frontier),
    },
    levels: mergeLevels(verdicts),
    stepCalls: sum(({ stepCalls }) => stepCalls),
    seconds,
    distinctPerSecond: seconds > 0 ? Math.round(distinct / seconds) : 0,
    peakRssBytes: most(({ peakRssBytes }) => peakRssBytes),
    bytesPerState: most(({ bytesPerState }) => bytesPerState),
    actions: mergeCounts(verdicts.map(({ actions }) => actions)),
    cutBy: mergeCounts(verdicts.map(({ cutBy }) => cutBy)),
    properties,
    violation,
    ...(stopped === undefined ? {} : { stopped }),
    slices: verdicts.length,
    ...(vacuous ? { unmet: unreached } : {}),
  };
}

function mergeCounts(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of counts)
    for (const [name, times] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + times;
  return sums;
}

function mergeLevels(verdicts: readonly Verdict[]): Verdict['levels'] {
  const deepest = Math.max(...verdicts.map(({ levels }) => levels.length));
  return Array.from({ length: deepest }, (_, depth) => {
    const at = verdicts.flatMap(({ levels }) => levels[depth] ?? []);
    return {
      depth,
      distinct: at.reduce((sum, { distinct }) => sum + distinct, 0),
      generated: at.reduce((sum, { generated }) => sum + generated, 0),
    };
  });
}

/** In the order of how much they say: what one slice broke or reached is broken or reached. */
const standings: readonly PropertyReport['status'][] = ['broken', 'reached', 'held', 'unreached'];

function mergeProperties(verdicts: readonly Verdict[]): PropertyReport[] {
  return verdicts[0].properties.map((property) => {
    const all = verdicts.flatMap(({ properties }) => properties.filter(({ name }) => name === property.name));
    return {
      ...property,
      status: standings.find((standing) => all.some(({ status }) => status === standing)) ?? property.status,
      evaluated: all.reduce((sum, { evaluated }) => sum + evaluated, 0),
      relevant: all.reduce((sum, { relevant }) => sum + relevant, 0),
    };
  });
}
