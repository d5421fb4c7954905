/**
 * One node of the cluster behind the etcd adapter: the core, its stable storage and, with asynchronous storage, the work
 * that its storage threads have not done yet. Everything is immutable; everything here is part of what is interned.
 */
import { List, Record } from 'immutable';
import { type Config, defaultConfig } from '../../raft/config.ts';
import { MemoryStorage } from '../../raft/log/storage.ts';
import { ConfState, type Message, noLimit, Snapshot } from '../../raft/pb.ts';
import { newRawNode, type RawNode } from '../../raft/rawnode.ts';
import type { Model } from '../model.ts';

export type NodeFields = {
  id: number;
  rn: RawNode | null;
  storage: MemoryStorage;
  appendWork: List<Message>;
  applyWork: List<Message>;
  panic: string;
};
export const Node = Record<NodeFields>(
  {
    id: 0,
    /** The core; null between a crash and the restart. Its log reads `storage`. */
    rn: null,
    /** What a crash leaves. */
    storage: new MemoryStorage(),
    /** MsgStorageAppend handed out and not yet done, oldest first (asynchronous storage only). */
    appendWork: List(),
    /** MsgStorageApply handed out and not yet done, oldest first (asynchronous storage only). */
    applyWork: List(),
    /** What the core panicked with; '' while it has not. `rn` is then the state before the fatal step. */
    panic: '',
  },
  'Node',
);
export type Node = Record<NodeFields> & Readonly<NodeFields>;

// Timers are set by hand in the untimed model, so these only need heartbeatTick > 1 and electionTick > heartbeatTick:
// then one tick can fire the election timer or the heartbeat timer without the other.
const heartbeatTick = 2;
const electionTick = 4;

/** A node that has never run, in a cluster whose members everyone knows. */
export function freshNode(model: Model, id: number): Node {
  const members = List(Array.from({ length: model.nodes }, (_, i) => i + 1));
  const voters = model.nodes - model.learners;
  const confState = ConfState({ voters: members.take(voters), learners: members.skip(voters) });
  const storage = new MemoryStorage({ latest: Snapshot({ confState }) });
  return startNode(model, Node({ id, storage }));
}

/** The node after a restart: all it knows is what its storage holds. */
export function startNode(model: Model, node: Node): Node {
  return node.set('rn', newRawNode(config(model, node.id, node.storage)));
}

function config(model: Model, id: number, storage: MemoryStorage): Config {
  return {
    ...defaultConfig,
    id,
    storage,
    heartbeatTick,
    electionTick,
    asyncStorageWrites: model.storage === 'async',
    maxSizePerMsg: model.maxSizePerMsg ?? noLimit,
    maxCommittedSizePerReady: model.maxCommittedSizePerReady ?? 0,
    maxUncommittedEntriesSize: model.maxUncommittedEntriesSize ?? 0,
    maxInflightMsgs: model.maxInflightMsgs,
    maxInflightBytes: model.maxInflightBytes ?? 0,
    checkQuorum: model.checkQuorum,
    preVote: model.preVote,
    readOnlyOption: model.readOnly === 'lease' ? 'ReadOnlyLeaseBased' : 'ReadOnlySafe',
    disableProposalForwarding: model.disableProposalForwarding,
    disableConfChangeValidation: model.disableConfChangeValidation,
    stepDownOnRemoval: model.stepDownOnRemoval,
  };
}
