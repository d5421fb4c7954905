/** A trace repeats itself on the cluster it came from, and tells where it does not. */
import { describe, expect, it } from 'vitest';
import { electionSafety } from '../../invariants/election-safety.ts';
import type { ClusterView } from '../../src/cluster/view.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { parseTrace } from '../../src/trace/read.ts';
import { type Divergence, replayTrace } from '../../src/trace/replay.ts';
import { formatTrace, type Trace, traceLength, traceMessage } from '../../src/trace/trace.ts';
import { compose, nothingCommitted, smallModel, traceOf } from './make.ts';

const fingerprint = await loadFingerprint();
const properties = [electionSafety, nothingCommitted];
const trace = traceOf(smallModel, properties, fingerprint);

function replay(changed: Trace, model = smallModel, judged = properties) {
  const { cluster, judge } = compose(model, judged);
  return replayTrace(cluster, judge, changed, fingerprint);
}

function divergence(changed: Trace, model = smallModel, judged = properties): Divergence {
  const result = replay(changed, model, judged);
  if (result.same) throw new Error('the replay did not diverge');
  return result.divergence;
}

/** The trace with another step `number`. */
function withStep(number: number, change: Partial<Trace['steps'][number]>): Trace {
  return { ...trace, steps: trace.steps.map((step, k) => (k === number ? { ...step, ...change } : step)) };
}

function withTerm(state: ClusterView, id: number, term: number): ClusterView {
  return { ...state, nodes: state.nodes.map((node) => (node.id === id ? { ...node, term } : node)) };
}

describe('a rebuilt trace', () => {
  it('is the shortest way to break the property', () => {
    expect(trace.steps.map(({ action }) => action?.kind ?? 'start')).toEqual([
      'start',
      'timeout',
      'deliver',
      'deliver',
      'deliver',
      'deliver',
    ]);
    expect(traceLength(trace)).toBe(5);
    expect(traceMessage(trace)).toBe('n1 commits up to 1');
    expect(trace).toMatchObject({
      property: { name: 'nothing-committed' },
      properties: ['election-safety', 'nothing-committed'],
      shortest: true,
      model: smallModel,
    });
  });
  it('has the same fingerprints in every run', () => {
    expect(traceOf(smallModel, properties, fingerprint).steps).toEqual(trace.steps);
    expect(new Set(trace.steps.map((step) => step.fingerprint)).size).toBe(6);
  });
});

describe('a replay', () => {
  it('agrees with the trace that was just found', () => {
    expect(replay(trace)).toEqual({ same: true, witnesses: trace.witnesses });
  });
  it('agrees with the trace that was written and read', () => {
    expect(replay(parseTrace(formatTrace(trace), 'trace.json')).same).toBe(true);
  });
  it('stops at an action that is not enabled, and says which are', () => {
    const changed = withStep(2, { action: { kind: 'restart', node: 1 } });
    expect(divergence(changed)).toEqual({
      step: 2,
      message: 'restart n1 is not enabled',
      changes: [],
      enabled: ['timeout n1', 'timeout n2', 'deliver MsgVote n1 -> n2 term 1 (log 0@0)'],
    });
  });
  it('stops at another state, and says what differs', () => {
    const changed = withStep(3, { state: withTerm(trace.steps[3]!.state, 2, 7) });
    expect(divergence(changed)).toEqual({
      step: 3,
      message: 'deliver MsgVoteResp n2 -> n1 term 1 (granted) leads to another state',
      changes: [{ path: 'n2.term', before: 7, after: 1 }],
      enabled: [],
    });
  });
  it('stops at another initial state', () => {
    const changed = withStep(0, { state: withTerm(trace.steps[0]!.state, 1, 7) });
    expect(divergence(changed)).toMatchObject({ step: 0, message: 'the initial state is another one' });
  });
  it('stops at a fingerprint of another state', () => {
    const changed = withStep(1, { fingerprint: '0123456789abcdef' });
    expect(divergence(changed)).toMatchObject({ step: 1, changes: [] });
    expect(divergence(changed).message).toContain('fingerprint 0123456789abcdef recorded');
  });
  it('notices that other properties keep another history', () => {
    expect(divergence(trace, smallModel, [nothingCommitted])).toMatchObject({
      step: 3,
      changes: [{ path: 'ghost.leaders[1]', before: [1], after: undefined }],
    });
  });
  it('notices another model', () => {
    const { step, changes } = divergence(trace, { ...smallModel, nodes: 3 });
    expect(step).toBe(0);
    expect(changes.map((change) => change.path)).toContain('n3');
  });
  it('does not agree when the property is not broken at the end', () => {
    const early = { ...trace, steps: trace.steps.slice(0, -1) };
    expect(divergence(early)).toMatchObject({
      step: 4,
      message: 'nothing-committed is not broken at the end',
    });
  });
});
