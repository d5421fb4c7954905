/**
 * One node of the cluster behind the etcd adapter: the core, its stable storage and, with asynchronous storage, the work
 * that its storage threads have not done yet. Everything is immutable; everything here is part of what is interned.
 */
import { List } from 'immutable';
import { marshalConfChange } from '../../raft/confchange/codec.ts';
import { type Config, defaultConfig } from '../../raft/config.ts';
import { append, MemoryStorage, setHardState } from '../../raft/log/storage.ts';
import { ConfChange, ConfState, Entry, HardState, type Message, noLimit, Snapshot } from '../../raft/pb.ts';
import { newRawNode, type RawNode } from '../../raft/rawnode.ts';
import { Record } from '../../raft/record.ts';
import type { Model } from '../model.ts';
import { timersOf } from '../timers.ts';

export type NodeFields = {
  id: number;
  rn: RawNode | null;
  storage: MemoryStorage;
  appendWork: List<Message>;
  applyWork: List<Message>;
  machine: number;
  misapplied: string;
};
export const Node = Record<NodeFields>(
  {
    id: 0,
    /** The core; null between a crash and the restart. Its log reads `storage`. */
    rn: null,
    /** The stable storage, which a crash leaves. */
    storage: new MemoryStorage(),
    /** MsgStorageAppend handed out and not yet done, oldest first (asynchronous storage only). */
    appendWork: List(),
    /** MsgStorageApply handed out and not yet done, oldest first (asynchronous storage only). */
    applyWork: List(),
    /** The last index that the state machine has been given, in entries or as a snapshot: what is applied in fact. */
    machine: 0,
    /** What it was given out of order; '' while it was not. */
    misapplied: '',
  },
  'Node',
);
export type Node = Record<NodeFields> & Readonly<NodeFields>;

/**
 * A node that has never run. A member knows the first configuration; where there are others to join, it has it in its
 * log too, committed and applied, as etcd's Bootstrap leaves it. A node that is no member knows nothing at all.
 */
export function freshNode(model: Model, id: number): Node {
  const members = model.members ?? model.nodes;
  if (id > members) return start(model, Node({ id }), 0);
  const ids = List(Array.from({ length: members }, (_, i) => i + 1));
  const voters = members - model.learners;
  const confState = ConfState({ voters: ids.take(voters), learners: ids.skip(voters) });
  const storage = new MemoryStorage({ latest: Snapshot({ confState }) });
  if (members === model.nodes) return start(model, Node({ id, storage }), 0);
  return start(model, Node({ id, storage: bootstrapped(storage, members, voters) }), members);
}

const bootstrapTerm = 1;

/** The storage with one committed change a member. */
export function bootstrapped(storage: MemoryStorage, members: number, voters: number): MemoryStorage {
  const entries = Array.from({ length: members }, (_, i) => {
    const type = i < voters ? 'ConfChangeAddNode' : 'ConfChangeAddLearnerNode';
    const [entryType, data] = marshalConfChange(ConfChange({ type, nodeId: i + 1 }));
    return Entry({ term: bootstrapTerm, index: i + 1, type: entryType, data });
  });
  const hardState = HardState({ term: bootstrapTerm, commit: members });
  return append(setHardState(storage, hardState), List(entries));
}

/**
 * The node after a restart: all it knows is what its storage holds. The state machine is rebuilt from the snapshot, so
 * every committed entry after it is applied again.
 */
export function restartedNode(model: Model, node: Node): Node {
  return start(model, node, 0);
}

export function start(model: Model, node: Node, applied: number): Node {
  const rn = newRawNode({ ...config(model, node.id, node.storage), applied });
  return node.merge({ rn, machine: Math.max(applied, node.storage.firstIndex() - 1) });
}

function config(model: Model, id: number, storage: MemoryStorage): Config {
  return {
    ...defaultConfig,
    id,
    storage,
    ...timersOf(model),
    asyncStorageWrites: model.storage === 'async',
    maxSizePerMsg: model.maxSizePerMsg ?? noLimit,
    // Not 0, which would be the limit of a message: where that is 0 nothing could ever be applied.
    maxCommittedSizePerReady: model.maxCommittedSizePerReady ?? noLimit,
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
