/** The reports of all shards of a gate, put together into one: each entry is in one of them. */
import { gaps, makeCoverage } from './coverage.ts';
import { type Gate, type GateEntry, makeGate, type PlannedEntry } from './gate.ts';

/** All of one gate: the same version, plan and number of shards, no shard twice. What is missing is incomplete. */
export function mergeGates(
  gates: readonly Gate[],
  vocabulary: readonly string[],
  requireCoverage: boolean,
): Gate {
  const [first] = gates;
  if (first === undefined) throw new Error('there is nothing to merge');
  const run = gates.flatMap(({ entries }) => entries);
  const entries = first.plan.map(
    (planned) => run.find(({ file }) => file === planned.file) ?? missing(planned),
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
