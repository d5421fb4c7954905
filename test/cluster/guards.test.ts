/** The guards that explanations show are the guards of the search. */
import { describe, expect, it } from 'vitest';
import { guardsOf } from '../../src/cluster/guards.ts';
import { describeAction } from '../../src/trace/words.ts';
import { clusterOf, models, randomSteps } from '../trace/explain/behaviors.ts';

describe.each(models)('along random behaviors with $name', ({ model }) => {
  it('an action has all its guards ok exactly when the search would take it, and alone it leads to the same state', () => {
    const cluster = clusterOf(model);
    const wrong: string[] = [];
    let enabledOnes = 0;
    for (const { before } of randomSteps(cluster, 3, 40)) {
      const enabled = new Map<string, string>();
      cluster.next(before, (successor, kind, arg) => void enabled.set(`${kind}/${arg}`, successor.join()));
      enabledOnes += enabled.size;
      for (const offer of cluster.actionInstances(before)) {
        const name = `${offer.kind}/${offer.arg}`;
        const guards = guardsOf(cluster, before, offer.action, offer);
        if (guards.every(({ ok }) => ok) !== enabled.has(name)) {
          wrong.push(`${describeAction(offer.action)}: ${JSON.stringify(guards)}`);
        }
        const alone: string[] = [];
        cluster.take(before, offer.kind, offer.arg, (successor) => void alone.push(successor.join()));
        if (alone.join(';') !== (enabled.get(name) ?? ''))
          wrong.push(`${describeAction(offer.action)} alone`);
        enabled.delete(name);
      }
      if (enabled.size > 0) wrong.push(`offers leave out ${[...enabled.keys()].join(' ')}`);
    }
    expect([...new Set(wrong)].slice(0, 10)).toEqual([]);
    expect(enabledOnes).toBeGreaterThan(100);
  });
});

describe('a guard that says no', () => {
  it('shows what is and what would have to be', () => {
    const { model } = models[0];
    const cluster = clusterOf(model);
    const init: Int32Array[] = [];
    cluster.init((state) => init.push(state.slice()));
    const action = { kind: 'heartbeat', node: 1 } as const;
    const offer = cluster
      .actionInstances(init[0])
      .find((other) => other.action.kind === action.kind && other.action.node === 1);
    const guards = guardsOf(cluster, init[0], action, offer ?? null);
    expect(guards).toContainEqual({ name: 'role', value: 'follower', needed: 'leader', ok: false });
    const message = { type: 'MsgVote', from: 2, to: 1, term: 1 };
    expect(guardsOf(cluster, init[0], { kind: 'deliver', node: 1, message }, null)).toContainEqual({
      name: 'message',
      value: 'not in flight',
      needed: 'in flight',
      ok: false,
    });
  });
});
