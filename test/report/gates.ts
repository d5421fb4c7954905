/**
 * Gates to build reports from: a spec that held, a bug that was found, a spec that broke, and what else can become of one.
 */
import { makeCoverage } from '../../src/report/coverage.ts';
import { type Gate, type GateEntry, makeGate } from '../../src/report/gate.ts';
import { makeVerdict } from '../../src/report/verdict.ts';
import { facts, violation } from './facts.ts';

export const held: GateEntry = {
  name: 'raft',
  kind: 'spec',
  file: 'specs/raft.yaml',
  expect: { verdict: 'ok', distinct: 84212 },
  outcome: 'held',
  problems: [],
  verdict: makeVerdict(facts),
  counterexample: null,
  updated: [],
};

const brokenVerdict = makeVerdict({
  ...facts,
  violation,
  properties: facts.properties.map((property) =>
    property.name === violation.property ? { ...property, status: 'broken' } : property,
  ),
});

export const broken: GateEntry = {
  ...held,
  name: 'prevote',
  file: 'specs/prevote.yaml',
  outcome: 'broken',
  problems: ['election-safety is broken in 11 steps: n1 leads term 2, which n3 led too'],
  verdict: brokenVerdict,
  counterexample: {
    sentence: 'At most one node leads a term <ever> & "always".',
    source: 'Raft, section 5.2',
    place: { file: 'invariants/election-safety.ts', line: 7 },
    steps: ['timeout n1', 'deliver MsgVote n1 -> n2 term 1 (log 0@0)'],
    tables: [],
    mermaid: 'sequenceDiagram\n  participant n1\n  participant n2',
    replay: 'raftcheck replay out/raft-election-safety-01234567.json',
  },
};

export const found: GateEntry = {
  ...broken,
  name: 'double-vote',
  kind: 'bug',
  file: 'specs/bugs/double-vote.yaml',
  expect: { verdict: 'violation', property: 'election-safety', length: 11 },
  outcome: 'found',
  problems: [],
};

export const missed: GateEntry = {
  ...held,
  name: 'lost-vote',
  kind: 'bug',
  file: 'specs/bugs/lost-vote.yaml',
  outcome: 'missed',
  problems: ['nothing was broken, and something should be'],
};

export const notRun: GateEntry = {
  ...held,
  name: 'joint',
  file: 'specs/joint.yaml',
  outcome: 'incomplete',
  problems: ['not run: the budget was spent'],
  verdict: null,
};

export const failed: GateEntry = {
  ...notRun,
  name: 'fifo',
  outcome: 'failed',
  problems: ['stale edit of src/raft/step.ts'],
};

export function gateOf(...entries: GateEntry[]): Gate {
  const coverage = makeCoverage(entries, ['timeout', 'deliver MsgApp', 'deliver MsgSnap', 'tick'], null);
  return makeGate({
    tool: { name: 'raftcheck', version: '1.2.3' },
    profile: null,
    shard: null,
    plan: entries.map(({ name, file }) => ({ name, file })),
    interrupted: false,
    seconds: 61.5,
    entries,
    coverage,
    uncovered: [],
  });
}
