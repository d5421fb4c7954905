/**
 * The reductions lose nothing: what each rests on is checked on random states of many models, and with each on and off the
 * searches of small specs agree.
 */
import { describe, expect, it } from 'vitest';
import { invariantNames, loadInvariants } from '../../src/cli/invariants.ts';
import { type Cluster, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { likelihood } from '../../src/cluster/likelihood.ts';
import type { Bounds, Model } from '../../src/cluster/model.ts';
import { interchangeable } from '../../src/cluster/reduce/interchange.ts';
import { groupOf, type Permutation } from '../../src/cluster/reduce/permutation.ts';
import type { TransitionSystem } from '../../src/explore/system.ts';
import { walk } from '../../src/explore/walk.ts';
import { createJudge } from '../../src/property/judge.ts';
import { small } from './small-specs.ts';

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

/** Every `stride`-th state from which random walks asked for the next. */
function randomStates(cluster: Cluster, runs: number, depth: number, stride: number): Int32Array[] {
  const states: Int32Array[] = [];
  let met = 0;
  const watched: TransitionSystem = {
    width: cluster.width,
    actionKinds: cluster.actionKinds,
    bounds: cluster.bounds,
    cuts: cluster.cuts,
    init: (emit) => cluster.init(emit),
    next: (state, emit) => {
      if (met++ % stride === 0) states.push(state.slice());
      cluster.next(state, emit);
    },
    judge: () => -1,
  };
  const slices = walk(watched, { first: 0, runs, depth, seed: 7, weigh: likelihood, full: () => false });
  while (!slices.next(null).done);
  return states;
}

function renameState(cluster: Cluster, state: Int32Array, perm: Permutation): Int32Array {
  const n = cluster.nodes;
  const { renameNode, renameMessage, renameEnvironment, messages, inbox } = cluster.reductions;
  const out = new Int32Array(state.length);
  for (let i = 0; i < n; i++) {
    const to = perm[i + 1]! - 1;
    out[to] = renameNode(state[i]!, perm);
    out[n + to] = inbox([...messages(state[n + i]!)].map((message) => renameMessage(message, perm)));
  }
  out[2 * n] = renameEnvironment(state[2 * n]!, perm);
  return out;
}

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

  it('every step of a renamed state is the step renamed, and breaks what it broke', () => {
    expect(group.length).toBeGreaterThan(0);
    let k = 0;
    for (const state of randomStates(cluster, 20, 60, 11)) {
      const perm = group[k++ % group.length]!;
      const expected: string[] = [];
      cluster.next(state, (successor, kind, _arg, broken) => {
        const renamed = renameState(cluster, successor.slice(), perm);
        expected.push(`${cluster.actionKinds[kind]} ${broken} ${renamed.join(' ')}`);
      });
      expect(successors(cluster, renameState(cluster, state, perm))).toEqual(expected.sort());
    }
    expect(k).toBeGreaterThan(50);
  });

  it('a renamed state breaks what the state breaks', () => {
    for (const state of randomStates(cluster, 10, 60, 7)) {
      for (const perm of group.slice(0, 5)) {
        expect(cluster.judge(renameState(cluster, state, perm))).toBe(cluster.judge(state));
      }
    }
  });
});
