/** Deadlock of a cluster: where nothing happens any more, whatever the bounds, and where that may be. */
import { describe, expect, it } from 'vitest';
import { deadlock } from '../../invariants/deadlock.ts';
import type { Adapter } from '../../src/cluster/adapter.ts';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { createJudge } from '../../src/property/judge.ts';
import type { Property } from '../../src/property/property.ts';
import { composeTrace } from '../../src/run/composetrace.ts';
import { deadlockWhere } from '../../src/spec/wanted.ts';
import { loadFingerprint } from '../../src/trace/fingerprint.ts';
import { ownOf } from '../../src/trace/own.ts';
import { parseAnyTrace } from '../../src/trace/read.ts';
import { formatTrace, type Trace } from '../../src/trace/trace.ts';
import { levelsOf } from '../soundness/levels.ts';
import { small } from '../soundness/small-specs.ts';
import { explore, nothingCommitted, smallModel, traceOf } from '../trace/make.ts';

const bounds = {
  'max-term': 2,
  'max-in-flight': 3,
  'max-timeouts': 2,
  'max-heartbeats': 1,
  'max-crashes': 1,
  'max-drops': 1,
};
const model = small({ nodes: 2 }, bounds);

/** Nobody campaigns who has been in a term: where both have, and neither leads, nobody ever will. */
function onceOnly<S, M>(adapter: Adapter<S, M>): Adapter<S, M> {
  return {
    ...adapter,
    step: (state, input) =>
      input.kind === 'timeout' && adapter.view(state).term > 0 ? null : adapter.step(state, input),
  };
}

function composed(property: Property, adapter = onceOnly(createAdapter(model))) {
  const judge = createJudge([property]);
  return { judge, cluster: createCluster(model, adapter, judge) };
}

const where = (mayEnd: string): Property => deadlockWhere(deadlock, mayEnd, model.nodes, () => 'here');

/** As its definition has it: no step, and nothing forbidden but what is done to nodes. */
function isStuck(cluster: Cluster, state: Int32Array): boolean {
  let goesOn = false;
  cluster.next(state, () => {
    goesOn = true;
  });
  cluster.forbidden(state, (kind) => {
    if (!/^(crash|compact)/.test(cluster.actionKinds[kind])) goesOn = true;
  });
  return !goesOn;
}

describe('a deadlock', () => {
  it('is a state that has no step and would have none without bounds but a crash or the like, of all that are reached', () => {
    const { cluster } = composed(deadlock);
    const states = levelsOf(cluster, 30).flatMap((level) => [...level.values()]);
    const stuck = states.filter((state) => cluster.isStuck(state));
    expect(stuck.length).toBeGreaterThan(2);
    expect(stuck.length).toBeLessThan(states.length / 2);
    expect(states.filter((state) => isStuck(cluster, state))).toEqual(stuck);
    expect(stuck.every((state) => cluster.isStuckIn(cluster.view(state)))).toBe(true);
  });

  it('is found by a shortest behavior, and told with what each node is', () => {
    const { cluster, judge } = composed(deadlock);
    const { violation } = explore(cluster);
    const end = violation!.path.steps.at(-1)!.state;
    const [witness, ...others] = judge.explain(violation!.property, { last: null, after: cluster.view(end) });
    expect(others).toEqual([]);
    expect(witness.message).toMatch(
      /^nothing happens any more, .*: n1 (candidate|follower), n2 (candidate|follower)$/,
    );
    const before = levelsOf(cluster, violation!.path.steps.length - 1).flatMap((level) => [
      ...level.values(),
    ]);
    expect(before.filter((state) => cluster.isStuck(state))).toEqual([]);
  });

  it('is none where a state may end: the same states are searched as without it', () => {
    const all = explore(composed(where('true')).cluster);
    expect(all).toMatchObject({
      violation: null,
      complete: true,
      distinct: explore(createCluster(model, onceOnly(createAdapter(model)), createJudge([]))).distinct,
    });
    expect(explore(composed(where('some n: n.term > 1')).cluster).violation).not.toBeNull();
  });

  it('is none of a cluster that campaigns as often as it likes', () => {
    const { cluster, judge } = composed(deadlock, createAdapter(model));
    expect(explore(cluster)).toMatchObject({ violation: null, complete: true });
    const [report] = judge.report(-1);
    expect(report).toMatchObject({ status: 'held', scope: 'deadlock' });
    expect(report.relevant).toBeGreaterThan(0);
  });

  it('is the same one in a trace, with the states that may end', async () => {
    const own = ownOf([{ name: 'deadlock', mayEnd: 'n1.term > 1' }])!;
    const made = traceOf(smallModel, [nothingCommitted], await loadFingerprint());
    const text = formatTrace({ ...made, properties: ['deadlock'], own });
    const trace = parseAnyTrace(text, 'a.json') as Trace;
    expect(trace.own).toEqual({ deadlock: { mayEnd: 'n1.term > 1' } });
    const { judge } = await composeTrace(trace, 'a.json', null);
    expect(judge.properties[0].sentence).toContain('but where n1.term > 1');
    const stolen = { ...trace, own: { deadlock: { holds: 'n1.up', goal: false } } };
    await expect(composeTrace(stolen, 'a.json', null)).rejects.toThrow("'deadlock' comes with raftcheck");
  });

  it('is not asked where a timer is left out, which would fire', () => {
    expect(deadlock.applies?.(model)).toBe(true);
    expect(deadlock.applies?.(small({ nodes: 2 }, { ...bounds, 'max-heartbeats': 0 }))).toBe(false);
  });
});
