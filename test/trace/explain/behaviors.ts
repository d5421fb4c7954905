/** Random behaviors of clusters that between them do everything: what an explanation must never contradict. */
import type { Cluster } from '../../../src/cluster/cluster.ts';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { likelihood } from '../../../src/cluster/likelihood.ts';
import type { Bounds, Model } from '../../../src/cluster/model.ts';
import type { PathStep } from '../../../src/explore/system.ts';
import { walk } from '../../../src/explore/walk.ts';
import { createJudge } from '../../../src/property/judge.ts';
import type { Property } from '../../../src/property/property.ts';
import { defaultModel } from '../../../src/spec/defaults.ts';

const far: Partial<Bounds> = {
  'max-term': 6,
  'max-in-flight': 10,
  'max-proposals': 3,
  'max-crashes': 2,
  'max-heartbeats': 12,
  'max-timeouts': 10,
};

function model(differences: Partial<Omit<Model, 'bounds'>>, bounds: Partial<Bounds> = {}): Model {
  return { ...defaultModel, ...differences, bounds: { ...defaultModel.bounds, ...far, ...bounds } };
}

export const models: readonly { readonly name: string; readonly model: Model }[] = [
  { name: 'a lossy network', model: model({}, { 'max-drops': 3, 'max-duplicates': 3 }) },
  { name: 'FIFO links', model: model({ network: 'fifo' }, { 'max-drops': 3 }) },
  { name: 'PreVote and CheckQuorum', model: model({ preVote: true, checkQuorum: true }) },
  {
    name: 'leases, transfers and reads',
    model: model(
      { checkQuorum: true, proposeAt: 'any' },
      { 'max-transfers': 3, 'max-reads': 3, 'max-forgets': 2 },
    ),
  },
  { name: 'asynchronous storage', model: model({ storage: 'async' }) },
  {
    name: 'relative terms',
    model: model({ terms: 'relative' }, { 'max-term': null, 'max-spread': 1, 'max-crashes': 2 }),
  },
  {
    name: 'compaction',
    model: model({}, { 'max-compactions': 3, 'max-unreachables': 2, 'max-crashes': 3 }),
  },
  {
    name: 'membership changes',
    model: model(
      { nodes: 4, learners: 1, confChanges: ['v4', 'r2', 'r3 v4'] },
      { 'max-conf-changes': 3, 'max-compactions': 1 },
    ),
  },
  { name: 'two nodes that tick', model: model({ nodes: 2, clock: 'ticks', checkQuorum: true }) },
  {
    name: 'three nodes that tick and hand over',
    model: model(
      { clock: 'ticks', checkQuorum: true, preVote: true },
      { 'max-transfers': 3, 'max-drift': 2 },
    ),
  },
  {
    name: 'reads under leases, and transfers that overrule these',
    model: model(
      { checkQuorum: true, readOnly: 'lease', proposeAt: 'any' },
      { 'max-reads': 4, 'max-transfers': 3, 'max-forgets': 2, 'max-expiries': 3 },
    ),
  },
  {
    name: 'leases by the clock',
    model: model(
      { clock: 'ticks', checkQuorum: true, readOnly: 'lease' },
      { 'max-reads': 3, 'max-transfers': 2, 'max-crashes': 1 },
    ),
  },
  {
    name: 'joint configurations and asynchronous storage',
    model: model(
      {
        nodes: 4,
        members: 3,
        storage: 'async',
        confChanges: ['v4 explicit', 'v4 r1 implicit', 'r2 as-v1', 'l3', 'leave'],
        stepDownOnRemoval: true,
      },
      { 'max-conf-changes': 4, 'max-reads': 2, 'max-compactions': 1, 'max-transfers': 4 },
    ),
  },
  {
    name: 'one voter that others join',
    model: model(
      {
        nodes: 3,
        members: 1,
        preVote: true,
        confChanges: ['v2', 'l3', 'r1', 'v3 r1 explicit', 'leave'],
        proposeAt: 'any',
      },
      {
        'max-conf-changes': 4,
        'max-reads': 2,
        'max-transfers': 2,
        'max-heartbeats': 40,
        'max-crashes': 4,
        'max-compactions': 2,
      },
    ),
  },
  {
    name: 'logs that may not grow and no forwarding',
    model: model(
      {
        proposeAt: 'any',
        disableProposalForwarding: true,
        maxUncommittedEntriesSize: 1,
        maxSizePerMsg: 0,
        maxInflightMsgs: 1,
      },
      { 'max-proposals': 4 },
    ),
  },
];

export function clusterOf(model: Model, properties: readonly Property[] = []): Cluster {
  return createCluster(model, createAdapter(model), createJudge(properties));
}

/** Every step of so many random behaviors. */
export function* randomSteps(
  cluster: Cluster,
  runs: number,
  depth: number,
): Generator<{ readonly before: Int32Array; readonly step: PathStep }> {
  for (let run = 0; run < runs; run++) {
    const visited: Int32Array[] = [];
    const recording = {
      width: cluster.width,
      bounds: cluster.bounds,
      cuts: cluster.cuts,
      get actionKinds() {
        return cluster.actionKinds;
      },
      init: cluster.init.bind(cluster),
      next: cluster.next.bind(cluster),
      // The last state is said to break something, so that the walk hands its path out.
      judge: (state: Int32Array) => (visited.push(state.slice()) > depth ? 0 : -1),
    };
    const options = { first: run, runs: 1, depth: depth + 1, seed: 1, weigh: likelihood };
    const walking = walk(recording, options);
    let told = walking.next(null);
    while (told.done !== true) told = walking.next(null);
    const path = told.value.violation?.path;
    if (path === undefined) continue;
    let before = path.init;
    for (const step of path.steps) {
      yield { before, step };
      before = step.state;
    }
  }
}
