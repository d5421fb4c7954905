/**
 * A finished run to build verdicts from: everything fine, every part replaceable.
 */
import type { Exploration } from '../../src/explore/system.ts';
import type { RunFacts } from '../../src/report/verdict.ts';
import { defaultModel, defaultSearch } from '../../src/spec/defaults.ts';
import type { Spec } from '../../src/spec/spec.ts';

export const exploration: Exploration = {
  distinct: 84212,
  generated: 321111,
  depth: 22,
  levels: [
    { depth: 0, distinct: 1, generated: 1 },
    { depth: 1, distinct: 3, generated: 3 },
  ],
  frontier: 0,
  complete: true,
  stopped: null,
  cutByDepth: 0,
  deadlocks: 5,
  actions: [1000, 200, 0],
  violation: null,
  storeBytes: 842120,
};

export const spec: Spec = {
  name: 'raft',
  core: null,
  system: null,
  deadlock: null,
  mayEnd: null,
  about: 'a question',
  model: defaultModel,
  invariants: null,
  allowPanics: false,
  recovers: false,
  sometimes: [],
  temporal: { eventually: null, leadsTo: null, fairness: null },
  search: defaultSearch,
  expect: {},
  expectOf: {},
  bug: null,
  catalogued: null,
};

export const facts: RunFacts = {
  spec,
  exploration,
  reductions: [
    { name: 'symmetry', on: true, about: 'n1 n2 n3 interchangeable, 6 permutations' },
    { name: 'dead-messages', on: false, about: 'over FIFO links a message holds up those behind it' },
  ],
  actionKinds: ['timeout', 'deliver MsgApp', 'deliver MsgSnap'],
  bounds: ['max-term', 'max-in-flight', 'max-proposals', 'max-crashes', 'max-heartbeats'],
  cuts: [1234, 88, 0, 0, 0],
  stepCalls: 1203,
  seconds: 3.1,
  peakRssBytes: 220_200_960,
  properties: [
    { name: 'election-safety', scope: 'node', status: 'held', evaluated: 10, relevant: 4 },
    { name: 'linearizable-reads', scope: 'cluster', status: 'held', evaluated: 10, relevant: 0 },
    { name: 'leader-elected', scope: 'sometimes', status: 'reached', evaluated: 10, relevant: 1 },
  ],
  violation: null,
  pinned: true,
};

export const violation = {
  property: 'election-safety',
  message: 'n1 leads term 2, which n3 led too',
  length: 11,
  trace: 'out/raft-election-safety-01234567.json',
};
