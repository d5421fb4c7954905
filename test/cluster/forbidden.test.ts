/** The steps that bounds forbid are told one by one: what fairness counts as enabled, wherever it leads. */
import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { createJudge } from '../../src/property/judge.ts';
import { parseSpec } from '../../src/spec/parse.ts';

function clusterOf(bounds: string): Cluster {
  const { model } = parseSpec(`about: x\nmodel: { nodes: 2 }\nbounds: { ${bounds} }`, 'x.yaml').spec;
  return createCluster(model, createAdapter(model), createJudge([]));
}

/** Every state within the bounds. */
function reached(cluster: Cluster): Int32Array[] {
  const found = new Map<string, Int32Array>();
  const add = (state: Int32Array): void => {
    if (!found.has(state.join())) found.set(state.join(), state.slice());
  };
  cluster.init(add);
  // A map goes on with what is added meanwhile.
  for (const state of found.values()) cluster.next(state, add);
  return [...found.values()];
}

const unbounded = 0x7fffffff;

/** By what tells actions apart. */
function stepsOf(cluster: Cluster, state: Int32Array) {
  const taken = new Set<string>();
  const roomy = new Set<string>();
  const forbidden = new Set<string>();
  cluster.next(state, (_, kind, arg) => taken.add(`${kind} ${arg}`));
  cluster.nextWithin(state, unbounded, (_, kind, arg) => roomy.add(`${kind} ${arg}`));
  const isBounded = cluster.forbidden(state, (kind, arg) => forbidden.add(`${kind} ${arg}`));
  return { taken, roomy, forbidden, isBounded };
}

describe('what bounds forbid', () => {
  it('is all that room for more messages would allow, and is never what is taken', () => {
    const cluster = clusterOf(
      'max-term: 2, max-in-flight: 2, max-proposals: 1, max-heartbeats: 1, max-timeouts: 2, max-crashes: 0',
    );
    const cuts = cluster.cuts.slice();
    let waiting = 0;
    for (const state of reached(cluster)) {
      const { taken, roomy, forbidden, isBounded } = stepsOf(cluster, state);
      const held = [...roomy].filter((step) => !taken.has(step));
      waiting += held.length;
      expect(held.filter((step) => !forbidden.has(step))).toEqual([]);
      expect([...forbidden].filter((step) => taken.has(step))).toEqual([]);
      if (held.length > 0) expect(isBounded).toBe(true);
    }
    expect(waiting).toBeGreaterThan(100);
    expect(cluster.cuts.some((cut, k) => cut > cuts[k])).toBe(true);
  });

  it('is counted no further by whoever asks, and is a bound of the cluster only by term and by room', () => {
    const cluster = clusterOf(
      'max-term: 9, max-in-flight: 9, max-proposals: 0, max-heartbeats: 0, max-timeouts: 1, max-crashes: 0',
    );
    for (const state of reached(cluster)) {
      const before = cluster.cuts.slice();
      const { forbidden, isBounded } = stepsOf(cluster, state);
      const after = cluster.cuts.slice();
      cluster.cuts.set(before);
      cluster.next(state, () => {});
      expect(after).toEqual(cluster.cuts);
      const kinds = [...forbidden].map((step) => cluster.action(...parts(step)).kind);
      expect([new Set(kinds).size <= 1, kinds.every((kind) => kind === 'timeout')]).toEqual([true, true]);
      expect(isBounded).toBe(false);
    }
  });
});

function parts(step: string): [kind: number, arg: number] {
  const [kind, arg] = step.split(' ').map(Number);
  return [kind, arg];
}
