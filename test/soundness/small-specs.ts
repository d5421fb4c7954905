/**
 * Small models for agreement tests: small enough for an explorer that does everything the slow way.
 */
import type { Bounds, Model } from '../../src/cluster/model.ts';
import { defaultModel } from '../../src/spec/defaults.ts';

const nothing: Bounds = {
  ...defaultModel.bounds,
  'max-term': 1,
  'max-in-flight': 2,
  'max-proposals': 0,
  'max-heartbeats': 0,
};

const plain: Model = { ...defaultModel, nodes: 2, bounds: nothing };

/** A model of two silent nodes with the given differences. */
export function small(differences: Partial<Omit<Model, 'bounds'>>, bounds: Partial<Bounds>): Model {
  return { ...plain, ...differences, bounds: { ...nothing, ...bounds } };
}

export interface SmallSpec {
  readonly name: string;
  readonly model: Model;
  readonly depth: number;
  /** How deep where there is little time; `depth` where that takes little anyway. */
  readonly near?: number;
}

/** The same specs to their whole depths, or no deeper than a few thousand states. */
export function reaching(specs: readonly SmallSpec[], whole: boolean): readonly SmallSpec[] {
  return specs.map(({ near, ...spec }) => {
    const depth = whole ? spec.depth : (near ?? spec.depth);
    return { ...spec, depth };
  });
}

export const smallSpecs: readonly SmallSpec[] = [
  { name: 'two nodes, election only', model: small({}, { 'max-term': 3, 'max-in-flight': 3 }), depth: 40 },
  { name: 'three nodes, one term', model: small({ nodes: 3 }, { 'max-in-flight': 3 }), depth: 40 },
  {
    name: 'two nodes, a proposal, a crash, a heartbeat',
    model: small({}, { 'max-term': 2, 'max-proposals': 1, 'max-crashes': 1, 'max-heartbeats': 1 }),
    depth: 14,
    near: 11,
  },
  {
    name: 'two nodes, duplicates and drops',
    model: small({}, { 'max-term': 2, 'max-proposals': 1, 'max-duplicates': 1, 'max-drops': 1 }),
    depth: 12,
  },
  {
    name: 'three nodes over FIFO links, with a drop',
    model: small({ nodes: 3, network: 'fifo' }, { 'max-term': 2, 'max-in-flight': 3, 'max-drops': 1 }),
    depth: 8,
  },
  {
    name: 'three nodes, PreVote and CheckQuorum',
    model: small({ nodes: 3, preVote: true, checkQuorum: true }, { 'max-term': 2, 'max-in-flight': 3 }),
    depth: 9,
  },
  {
    name: 'three nodes, small messages, two proposals',
    model: small(
      { nodes: 3, maxSizePerMsg: 0, maxInflightMsgs: 1 },
      { 'max-in-flight': 3, 'max-proposals': 2 },
    ),
    depth: 10,
  },
  {
    name: 'two nodes, reads at both',
    model: small({}, { 'max-in-flight': 3, 'max-reads': 2 }),
    depth: 16,
  },
  {
    name: 'one node that reads alone',
    model: small({ nodes: 1 }, { 'max-proposals': 1, 'max-reads': 2, 'max-crashes': 1 }),
    depth: 40,
  },
  {
    name: 'two nodes that hand over',
    model: small({ proposeAt: 'any' }, { 'max-term': 3, 'max-proposals': 1, 'max-transfers': 2 }),
    depth: 11,
  },
  {
    name: 'two nodes, a proposal that is passed on and doubled',
    model: small(
      { proposeAt: 'any' },
      { 'max-in-flight': 3, 'max-proposals': 1, 'max-duplicates': 1, 'max-heartbeats': 1 },
    ),
    depth: 16,
    near: 11,
  },
  {
    name: 'two nodes whose clients are told of writes where they asked, with a crash',
    model: small(
      { proposeAt: 'any', acknowledged: 'applied' },
      { 'max-in-flight': 3, 'max-proposals': 2, 'max-reads': 1, 'max-timeouts': 1, 'max-crashes': 1 },
    ),
    depth: 14,
    near: 10,
  },
  {
    name: 'two nodes that apply and store apart, whose clients are told when both are done',
    model: small(
      { storage: 'async', acknowledged: 'applied' },
      { 'max-proposals': 1, 'max-reads': 1, 'max-timeouts': 1, 'max-heartbeats': 0 },
    ),
    depth: 40,
    near: 14,
  },
  {
    name: 'three nodes with leases that forget their leader',
    model: small({ nodes: 3, checkQuorum: true }, { 'max-term': 2, 'max-in-flight': 3, 'max-forgets': 1 }),
    depth: 8,
  },
  {
    name: 'a learner that needs a snapshot, and what is reported of it',
    model: small(
      { learners: 1 },
      {
        'max-in-flight': 3,
        'max-proposals': 1,
        'max-compactions': 1,
        'max-unreachables': 1,
        'max-heartbeats': 1,
      },
    ),
    depth: 10,
  },
  {
    name: 'two nodes and a learner that is promoted',
    model: small(
      { nodes: 3, learners: 1, confChanges: ['v3', 'v3 l2'] },
      { 'max-in-flight': 3, 'max-conf-changes': 1 },
    ),
    depth: 15,
  },
  {
    name: 'a node joins and the first one leaves',
    model: small(
      { nodes: 2, members: 1, confChanges: ['v2', 'r1 as-v1'] },
      { 'max-term': 3, 'max-conf-changes': 2, 'max-heartbeats': 1 },
    ),
    depth: 24,
  },
  {
    name: 'a joint configuration, left in every way',
    model: small(
      { nodes: 3, members: 2, confChanges: ['v3 r2', 'v3 implicit', 'v3 explicit', 'leave'] },
      { 'max-term': 2, 'max-in-flight': 3, 'max-conf-changes': 2 },
    ),
    depth: 13,
  },
  {
    name: 'asynchronous storage, with a crash',
    model: small({ storage: 'async' }, { 'max-term': 2, 'max-proposals': 1, 'max-crashes': 1 }),
    depth: 10,
    near: 9,
  },
  {
    name: 'asynchronous storage, a snapshot for a learner, small batches',
    model: small(
      { learners: 1, storage: 'async', maxCommittedSizePerReady: 1, maxSizePerMsg: 0 },
      { 'max-in-flight': 3, 'max-proposals': 2, 'max-compactions': 1, 'max-unreachables': 1 },
    ),
    depth: 12,
    near: 11,
  },
  {
    name: 'asynchronous storage, while a member is removed',
    model: small(
      { nodes: 3, storage: 'async', confChanges: ['r3'] },
      { 'max-in-flight': 2, 'max-conf-changes': 1 },
    ),
    depth: 13,
  },
  {
    name: 'two nodes and a learner by the clock',
    model: small({ nodes: 3, learners: 1, clock: 'ticks' }, { 'max-in-flight': 2 }),
    depth: 11,
  },
  {
    name: 'two nodes and a learner, a crash, clocks that drift by a tick',
    model: small(
      { nodes: 3, learners: 1, clock: 'ticks', checkQuorum: true },
      { 'max-in-flight': 2, 'max-drift': 1, 'max-crashes': 1 },
    ),
    depth: 13,
    near: 12,
  },
  {
    name: 'two nodes with perfect clocks, losses and a transfer',
    model: small(
      { clock: 'ticks', checkQuorum: true },
      { 'max-in-flight': 2, 'max-drift': 0, 'max-drops': 1, 'max-transfers': 1, 'max-term': 2 },
    ),
    depth: 18,
    near: 13,
  },
];

/** Models whose bound for messages in flight forbids nothing within their depth. */
export const roomySpecs: readonly SmallSpec[] = [
  {
    name: 'two nodes, a crash, a heartbeat, all the room',
    model: small({}, { 'max-term': 2, 'max-in-flight': 50, 'max-crashes': 1, 'max-heartbeats': 1 }),
    depth: 14,
    near: 10,
  },
  {
    name: 'two nodes, two proposals, heartbeats and a report, all the room',
    model: small(
      {},
      {
        'max-in-flight': 50,
        'max-proposals': 2,
        'max-heartbeats': 2,
        'max-unreachables': 1,
        'max-timeouts': 1,
      },
    ),
    depth: 16,
    near: 11,
  },
  {
    name: 'two nodes, two proposals, a heartbeat and a read, all the room',
    model: small(
      {},
      { 'max-in-flight': 50, 'max-proposals': 2, 'max-heartbeats': 1, 'max-reads': 1, 'max-timeouts': 1 },
    ),
    depth: 16,
    near: 10,
  },
  {
    name: 'three nodes, two candidates, all the room',
    model: small({ nodes: 3 }, { 'max-term': 2, 'max-in-flight': 50, 'max-timeouts': 2 }),
    depth: 9,
    near: 7,
  },
  {
    name: 'two nodes, three terms, a duplicate and a drop, all the room',
    model: small(
      {},
      {
        'max-term': 3,
        'max-in-flight': 50,
        'max-duplicates': 1,
        'max-drops': 1,
        'max-timeouts': 3,
      },
    ),
    depth: 11,
    near: 8,
  },
  {
    name: 'two nodes, PreVote and CheckQuorum, all the room',
    model: small(
      { preVote: true, checkQuorum: true },
      { 'max-term': 3, 'max-in-flight': 50, 'max-timeouts': 4, 'max-heartbeats': 1 },
    ),
    depth: 10,
  },
  {
    name: 'two nodes, asynchronous storage and a crash, all the room',
    model: small(
      { storage: 'async' },
      { 'max-term': 2, 'max-in-flight': 50, 'max-timeouts': 2, 'max-crashes': 1 },
    ),
    depth: 40,
    near: 16,
  },
  {
    name: 'two nodes, a snapshot, all the room',
    model: small(
      {},
      {
        'max-term': 2,
        'max-in-flight': 50,
        'max-timeouts': 2,
        'max-compactions': 1,
        'max-proposals': 1,
      },
    ),
    depth: 15,
  },
  {
    name: 'two nodes that hand over and read, all the room',
    model: small(
      { proposeAt: 'any' },
      {
        'max-term': 3,
        'max-in-flight': 50,
        'max-timeouts': 1,
        'max-transfers': 1,
        'max-reads': 1,
      },
    ),
    depth: 40,
  },
  {
    name: 'two voters and two learners, all the room',
    model: small({ nodes: 4, learners: 2 }, { 'max-term': 2, 'max-in-flight': 50, 'max-timeouts': 2 }),
    depth: 11,
  },
];
