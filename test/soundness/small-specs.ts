/**
 * Small models for agreement tests: small enough for an explorer that does everything the slow way.
 */
import type { Bounds, Model } from '../../src/cluster/model.ts';

const nothing: Bounds = {
  'max-term': 1,
  'max-in-flight': 2,
  'max-proposals': 0,
  'max-crashes': 0,
  'max-duplicates': 0,
  'max-drops': 0,
  'max-heartbeats': 0,
  'max-timeouts': null,
  'max-reads': 0,
  'max-conf-changes': 0,
  'max-compactions': 0,
  'max-transfers': 0,
  'max-forgets': 0,
  'max-unreachables': 0,
};

const plain: Model = {
  nodes: 2,
  members: null,
  learners: 0,
  network: 'unordered',
  storage: 'sync',
  clock: 'untimed',
  preVote: false,
  checkQuorum: false,
  readOnly: 'safe',
  proposeAt: 'leader',
  maxSizePerMsg: null,
  maxInflightMsgs: 256,
  maxInflightBytes: null,
  maxCommittedSizePerReady: null,
  maxUncommittedEntriesSize: null,
  disableProposalForwarding: false,
  disableConfChangeValidation: false,
  stepDownOnRemoval: false,
  confChanges: [],
  bounds: nothing,
};

/** A model of two silent nodes with the given differences. */
export function small(differences: Partial<Omit<Model, 'bounds'>>, bounds: Partial<Bounds>): Model {
  return { ...plain, ...differences, bounds: { ...nothing, ...bounds } };
}

export const smallSpecs: readonly { readonly name: string; readonly model: Model; readonly depth: number }[] =
  [
    { name: 'two nodes, election only', model: small({}, { 'max-term': 3, 'max-in-flight': 3 }), depth: 40 },
    { name: 'three nodes, one term', model: small({ nodes: 3 }, { 'max-in-flight': 3 }), depth: 40 },
    {
      name: 'two nodes, a proposal, a crash, a heartbeat',
      model: small({}, { 'max-term': 2, 'max-proposals': 1, 'max-crashes': 1, 'max-heartbeats': 1 }),
      depth: 14,
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
  ];
