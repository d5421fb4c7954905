/**
 * What holds when neither flag nor variable nor spec says anything. Plain data: the help text reads it too, and must
 * not pay for the spec reader.
 */
import type { Model } from '../cluster/model.ts';
import type { SearchSettings } from './spec.ts';

/** Small enough that each kind of fault has to be asked for. */
export const defaultModel: Model = {
  nodes: 3,
  members: null,
  learners: 0,
  network: 'unordered',
  storage: 'sync',
  clock: 'untimed',
  preVote: false,
  checkQuorum: false,
  readOnly: 'safe',
  proposeAt: 'leader',
  acknowledged: 'committed',
  maxSizePerMsg: null,
  maxInflightMsgs: 256,
  maxInflightBytes: null,
  maxCommittedSizePerReady: null,
  maxUncommittedEntriesSize: null,
  disableProposalForwarding: false,
  disableConfChangeValidation: false,
  stepDownOnRemoval: false,
  confChanges: [],
  bounds: {
    'max-term': 2,
    'max-in-flight': 4,
    'max-proposals': 1,
    'max-crashes': 0,
    'max-duplicates': 0,
    'max-drops': 0,
    'max-heartbeats': null,
    'max-timeouts': null,
    'max-reads': 0,
    'max-conf-changes': 0,
    'max-compactions': 0,
    'max-transfers': 0,
    'max-forgets': 0,
    'max-unreachables': 0,
    'max-expiries': null,
    'max-drift': null,
  },
};

export const defaultSearch: SearchSettings = {
  strategy: 'bfs',
  depth: null,
  pack: true,
  symmetry: true,
  deadMessages: true,
  deadHistory: true,
  workers: null,
  maxStates: null,
  maxMemory: null,
  timeLimit: null,
};

/** Threads of one search: more than any machine has, and few enough for what each has to keep of its own. */
export const mostWorkers = 1024;

/** The spec that is checked when none is named. */
export const defaultSpec = 'raft';
