/** Long behaviors become short ones that still break the property, and of which nothing can be missed. */
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { likelihood } from '../../src/cluster/likelihood.ts';
import type { Model } from '../../src/cluster/model.ts';
import type { Path, PathStep } from '../../src/explore/system.ts';
import { walk } from '../../src/explore/walk.ts';
import type { Judge } from '../../src/property/judge.ts';
import type { NodeProperty } from '../../src/property/property.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { followTrace } from '../../src/trace/follow.ts';
import { rebuildTrace } from '../../src/trace/rebuild.ts';
import { shrinkPath } from '../../src/trace/shrink.ts';
import { describeAction } from '../../src/trace/words.ts';
import { compose, nothingCommitted, smallModel, traceOf } from './make.ts';

const fingerprint = await loadFingerprint();

const far: Model = {
  ...defaultModel,
  bounds: {
    ...defaultModel.bounds,
    ...{ 'max-term': 12, 'max-in-flight': 8, 'max-proposals': 6, 'max-crashes': 6 },
  },
};

/** Not a property of Raft: a random behavior takes long to break it. */
const fewCommitted: NodeProperty = {
  name: 'few-committed',
  sentence: 'No more than five entries of one term are ever committed.',
  source: 'this test',
  scope: 'node',
  check: ({ id, log, commit }) =>
    log.filter(({ index, term }) => index <= commit && term === log[commit - 1]?.term).length > 5
      ? { broken: `n${id} commits up to ${commit}` }
      : 'held',
};

function randomPath(cluster: Cluster, seed: number, depth: number, weigh = likelihood): Path {
  const options = { first: 0, runs: 1000, depth, seed, weigh };
  const walking = walk(cluster, options);
  for (;;) {
    const told = walking.next(null);
    if (told.done !== true) continue;
    if (told.value.violation === null) throw new Error('no property was broken');
    return told.value.violation.path;
  }
}

/** The slow way: whether the property breaks along these actions, where one that is not enabled is left out. */
function breaks(cluster: Cluster, judge: Judge, init: Int32Array, steps: readonly PathStep[]): boolean {
  let state = init;
  for (const { kind, arg } of steps) {
    const next: Int32Array[] = [];
    cluster.next(state, (successor, k, a) => {
      if (k === kind && a === arg) next.push(successor.slice());
    });
    if (next.length === 0) continue;
    state = next[0];
    if (judge.state(cluster, state) >= 0) return true;
  }
  return false;
}

describe('shrinking', () => {
  it.each([1, 2, 3])('leaves of a random behavior what cannot be missed (seed %i)', (seed) => {
    const { cluster, judge } = compose(far, [fewCommitted]);
    const found = randomPath(cluster, seed, 3000);
    const { path, minimal } = shrinkPath(cluster, judge, found, 0);
    expect(path.steps.length).toBeLessThan(found.steps.length);
    expect(breaks(cluster, judge, path.init, path.steps)).toBe(true);
    expect(breaks(cluster, judge, path.init, path.steps.slice(0, -1))).toBe(false);
    const needless = path.steps.filter((step) =>
      breaks(
        cluster,
        judge,
        path.init,
        path.steps.filter((other) => other !== step),
      ),
    );
    expect(needless).toEqual([]);
    expect(minimal).toBe(2);
  });

  it('takes a behavior of a thousand actions apart in fewer steps than a small search', () => {
    const { cluster, judge } = compose(far, [fewCommitted]);
    const beating = (kind: string) => (/heartbeat/i.test(kind) ? 256 : likelihood(kind) / 32);
    const found = randomPath(cluster, 11, 4000, beating);
    expect(found.steps.length).toBeGreaterThan(1000);
    const { path, taken } = shrinkPath(cluster, judge, found, 0);
    expect(path.steps.length).toBeLessThan(30);
    expect(taken).toBeLessThan(100_000);
  });

  it('does without an election that came to nothing, though all later terms change', () => {
    const { cluster, judge } = compose(smallModel, [nothingCommitted]);
    const shortest = traceOf(smallModel, [nothingCommitted], fingerprint);
    const wasteful = take(cluster, [
      'timeout n2',
      'timeout n1',
      'timeout n1',
      'deliver MsgVote n1 -> n2 term 2 (log 0@0)',
      'deliver MsgVoteResp n2 -> n1 term 2 (granted)',
      'deliver MsgApp n1 -> n2 term 2 (after 0@0, entries 1@2, commit 0)',
      'deliver MsgAppResp n2 -> n1 term 2 (has 1)',
    ]);
    const { path } = shrinkPath(cluster, judge, wasteful, 0);
    expect(path.steps.length).toBe(shortest.steps.length - 1);
    expect(cluster.view(path.steps.at(-1)!.state).nodes.map(({ term }) => term)).toEqual([1, 1]);
  });

  it('puts together what happens at one node', () => {
    const { cluster, judge } = compose({ ...smallModel, nodes: 3 }, [nothingCommitted]);
    const path = take(cluster, [
      'timeout n3',
      'deliver MsgVote n3 -> n1 term 1 (log 0@0)',
      'deliver MsgVote n3 -> n2 term 1 (log 0@0)',
      'deliver MsgVoteResp n1 -> n3 term 1 (granted)',
      'deliver MsgApp n3 -> n1 term 1 (after 0@0, entries 1@1, commit 0)',
      'deliver MsgVoteResp n2 -> n3 term 1 (granted)',
      'deliver MsgAppResp n1 -> n3 term 1 (has 1)',
    ]);
    const { path: shrunk } = shrinkPath(cluster, judge, path, 0);
    const nodes = shrunk.steps.map(({ kind, arg }) => cluster.action(kind, arg).node);
    expect(nodes).toEqual([3, 1, 3, 1, 3]);
  });

  it('leaves a shortest behavior as it is', () => {
    const { cluster, judge } = compose(smallModel, [nothingCommitted]);
    const trace = traceOf(smallModel, [nothingCommitted], fingerprint);
    const followed = followTrace(cluster, trace, fingerprint);
    if ('divergedAt' in followed) throw new Error('the trace diverged');
    const { path } = shrinkPath(cluster, judge, followed, 0);
    const origin = { toolVersion: '0.0.0', spec: 'small', bug: null, property: 0, shortest: true };
    expect(rebuildTrace(cluster, judge, path, origin, fingerprint).steps).toEqual(trace.steps);
  });
});

describe('following a trace', () => {
  it('tells the first step that does not happen as recorded', () => {
    const trace = traceOf(smallModel, [nothingCommitted], fingerprint);
    const { cluster } = compose(smallModel, [nothingCommitted]);
    const steps = trace.steps.map((step, k) => (k === 3 ? { ...step, fingerprint: '0'.repeat(16) } : step));
    expect(followTrace(cluster, { ...trace, steps }, fingerprint)).toEqual({ divergedAt: 3 });
    expect(followTrace(cluster, { ...trace, steps }, fingerprint, 2)).toMatchObject({ steps: { length: 2 } });
  });
});

/** The behavior that these actions make, in words; each must be enabled. */
function take(cluster: Cluster, words: readonly string[]): Path {
  const initial: Int32Array[] = [];
  cluster.init((state) => initial.push(state.slice()));
  const steps: PathStep[] = [];
  for (const word of words) {
    const state = steps.at(-1)?.state ?? initial[0];
    const found: PathStep[] = [];
    cluster.next(state, (successor, kind, arg) => {
      if (describeAction(cluster.action(kind, arg)) === word)
        found.push({ kind, arg, state: successor.slice() });
    });
    if (found.length === 0) throw new Error(`${word} is not enabled`);
    steps.push(found[0]);
  }
  return { init: initial[0], steps };
}
