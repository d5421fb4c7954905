/**
 * What symmetry rests on: neither the core nor the cluster nor any invariant tells nodes apart by their names. Checked on
 * random states of models that have every action and every option between them.
 */
import { describe, expect, it } from 'vitest';
import { type Cluster, createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import type { Bounds, Model } from '../../../src/cluster/model.ts';
import { groupOf } from '../../../src/cluster/permutation.ts';
import { interchangeable } from '../../../src/cluster/reduce/interchange.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { invariantNames, loadInvariants } from '../../../src/run/invariants.ts';
import { whole } from '../../long.ts';
import { small } from '../../soundness/small-specs.ts';
import { randomStates, renamerOf } from './states.ts';

const everything: Partial<Bounds> = {
  'max-term': 4,
  'max-in-flight': 12,
  'max-proposals': 3,
  'max-crashes': 2,
  'max-duplicates': 1,
  'max-drops': 1,
  'max-heartbeats': 4,
  'max-reads': 2,
  'max-compactions': 2,
  'max-transfers': 1,
  'max-forgets': 1,
  'max-unreachables': 1,
};

const models: readonly { readonly name: string; readonly model: Model }[] = [
  { name: 'all faults', model: small({ nodes: 3 }, everything) },
  { name: 'asynchronous storage', model: small({ nodes: 3, storage: 'async' }, everything) },
  {
    name: 'PreVote, CheckQuorum and lease reads',
    model: small(
      { nodes: 3, preVote: true, checkQuorum: true, readOnly: 'lease', proposeAt: 'any' },
      everything,
    ),
  },
  { name: 'FIFO links', model: small({ nodes: 3, network: 'fifo', proposeAt: 'any' }, everything) },
  {
    name: 'small messages and windows',
    model: small({ nodes: 3, maxSizePerMsg: 0, maxInflightMsgs: 1, maxCommittedSizePerReady: 1 }, everything),
  },
  { name: 'learners', model: small({ nodes: 5, learners: 2 }, everything) },
  { name: 'ticks', model: small({ nodes: 3, clock: 'ticks', checkQuorum: true }, everything) },
  {
    name: 'configuration changes of the third node',
    model: small(
      { nodes: 4, confChanges: ['r3', 'l3 implicit', 'v3 explicit', 'leave'] },
      { ...everything, 'max-conf-changes': 3 },
    ),
  },
  {
    name: 'nodes outside',
    model: small({ nodes: 4, members: 2, confChanges: ['r2'] }, { ...everything, 'max-conf-changes': 1 }),
  },
];

const properties = await loadInvariants(invariantNames());

/** Applying to the model, and no `sometimes`: those only count. */
const judged = (model: Model) =>
  createJudge(properties.filter((p) => p.scope !== 'sometimes' && p.applies?.(model) !== false));

function successors(cluster: Cluster, state: Int32Array): string[] {
  const found: string[] = [];
  cluster.next(state, (successor, kind, _arg, broken) => {
    found.push(`${cluster.actionKinds[kind]} ${broken} ${successor.join(' ')}`);
  });
  return found.sort();
}

describe.each(models)('the names of the nodes mean nothing: $name', ({ model }) => {
  const cluster = createCluster(model, createAdapter(model), judged(model));
  const group = groupOf(model.nodes, interchangeable(model).blocks).slice(1);
  const rename = renamerOf(cluster);

  it('every step of a renamed state is the step renamed, and breaks what it broke', () => {
    expect(group.length).toBeGreaterThan(0);
    let k = 0;
    for (const state of randomStates(cluster, whole ? 20 : 14, 60, 11)) {
      const perm = group[k++ % group.length];
      const expected: string[] = [];
      cluster.next(state, (successor, kind, _arg, broken) => {
        const renamed = rename(successor.slice(), perm);
        expected.push(`${cluster.actionKinds[kind]} ${broken} ${renamed.join(' ')}`);
      });
      expect(successors(cluster, rename(state, perm))).toEqual(expected.sort());
    }
    expect(k).toBeGreaterThan(50);
  });

  it('a renamed state breaks what the state breaks', () => {
    for (const state of randomStates(cluster, whole ? 10 : 4, 60, 7)) {
      for (const perm of group.slice(0, 5)) {
        expect(cluster.judge(rename(state, perm))).toBe(cluster.judge(state));
      }
    }
  });
});
