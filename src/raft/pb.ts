/**
 * The records that travel and that are stored: etcd's raftpb, as immutable records.
 *
 * Indices and terms are safe integers; 0 stands for "none", as in etcd. Bytes are strings with one
 * character (0..255) a byte, so that equality is value equality; '' stands for nil.
 * Bottom of the core.
 */

import { List } from 'immutable';
import { Record } from './record.ts';

/** No node. */
export const None = 0;
/** The target of messages to the local append thread (asynchronous storage writes). */
export const LocalAppendThread = Number.MAX_SAFE_INTEGER;
/** The target of messages to the local apply thread (asynchronous storage writes). */
export const LocalApplyThread = Number.MAX_SAFE_INTEGER - 1;
/** "No limit" for sizes in bytes. */
export const noLimit = Number.MAX_SAFE_INTEGER;

/** In the order of their numbers on the wire: the position is the protobuf enum value. */
export const messageTypes = [
  'MsgHup',
  'MsgBeat',
  'MsgProp',
  'MsgApp',
  'MsgAppResp',
  'MsgVote',
  'MsgVoteResp',
  'MsgSnap',
  'MsgHeartbeat',
  'MsgHeartbeatResp',
  'MsgUnreachable',
  'MsgSnapStatus',
  'MsgCheckQuorum',
  'MsgTransferLeader',
  'MsgTimeoutNow',
  'MsgReadIndex',
  'MsgReadIndexResp',
  'MsgPreVote',
  'MsgPreVoteResp',
  'MsgStorageAppend',
  'MsgStorageAppendResp',
  'MsgStorageApply',
  'MsgStorageApplyResp',
  'MsgForgetLeader',
] as const;
export type MessageType = (typeof messageTypes)[number];

export const entryTypes = ['EntryNormal', 'EntryConfChange', 'EntryConfChangeV2'] as const;
export type EntryType = (typeof entryTypes)[number];

export type EntryFields = {
  term: number;
  index: number;
  type: EntryType;
  data: string;
  /**
   * For the size alone: the type is written though it is EntryNormal, in protobuf 2 bytes that other normal entries do
   * not have. So it is with the empty entry that a leader puts in place of a configuration change it refuses.
   */
  typeIsSet: boolean;
};
/** One slot of the log. 0 < index; term >= the term of the entry before it. */
export const Entry = Record<EntryFields>(
  { term: 0, index: 0, type: 'EntryNormal', data: '', typeIsSet: false },
  'Entry',
);
export type Entry = Record<EntryFields> & Readonly<EntryFields>;

export type ConfStateFields = {
  voters: List<number>;
  learners: List<number>;
  votersOutgoing: List<number>;
  learnersNext: List<number>;
  autoLeave: boolean;
};
/** A configuration as it is stored in a snapshot. votersOutgoing is empty unless the configuration is joint. */
export const ConfState = Record<ConfStateFields>(
  { voters: List(), learners: List(), votersOutgoing: List(), learnersNext: List(), autoLeave: false },
  'ConfState',
);
export type ConfState = Record<ConfStateFields> & Readonly<ConfStateFields>;

export type SnapshotFields = { data: string; index: number; term: number; confState: ConfState };
/** A state machine snapshot with its metadata (flattened). index == 0: the empty snapshot. */
export const Snapshot = Record<SnapshotFields>(
  { data: '', index: 0, term: 0, confState: ConfState() },
  'Snapshot',
);
export type Snapshot = Record<SnapshotFields> & Readonly<SnapshotFields>;

export type HardStateFields = { term: number; vote: number; commit: number };
/** What must be durable before any message that depends on it is sent. All zero: the empty hard state. */
export const HardState = Record<HardStateFields>({ term: 0, vote: None, commit: 0 }, 'HardState');
export type HardState = Record<HardStateFields> & Readonly<HardStateFields>;

export type MessageFields = {
  type: MessageType;
  to: number;
  from: number;
  term: number;
  logTerm: number;
  index: number;
  entries: List<Entry>;
  commit: number;
  vote: number;
  snapshot: Snapshot | null;
  reject: boolean;
  rejectHint: number;
  context: string;
  responses: List<Message>;
};
/** One message. Which fields mean something depends on the type; all others keep their default. */
export const Message = Record<MessageFields>(
  {
    type: 'MsgHup',
    to: None,
    from: None,
    term: 0,
    logTerm: 0,
    index: 0,
    entries: List(),
    commit: 0,
    vote: None,
    snapshot: null,
    reject: false,
    rejectHint: 0,
    context: '',
    responses: List(),
  },
  'Message',
);
export type Message = Record<MessageFields> & Readonly<MessageFields>;

export const confChangeTypes = [
  'ConfChangeAddNode',
  'ConfChangeRemoveNode',
  'ConfChangeUpdateNode',
  'ConfChangeAddLearnerNode',
] as const;
export type ConfChangeType = (typeof confChangeTypes)[number];

export const confChangeTransitions = [
  'ConfChangeTransitionAuto',
  'ConfChangeTransitionJointImplicit',
  'ConfChangeTransitionJointExplicit',
] as const;
export type ConfChangeTransition = (typeof confChangeTransitions)[number];

export type ConfChangeFields = { id: number; type: ConfChangeType; nodeId: number; context: string };
/** The first version of a configuration change: one node at a time. */
export const ConfChange = Record<ConfChangeFields>(
  { id: 0, type: 'ConfChangeAddNode', nodeId: None, context: '' },
  'ConfChange',
);
export type ConfChange = Record<ConfChangeFields> & Readonly<ConfChangeFields>;

export type ConfChangeSingleFields = { type: ConfChangeType; nodeId: number };
export const ConfChangeSingle = Record<ConfChangeSingleFields>(
  { type: 'ConfChangeAddNode', nodeId: None },
  'ConfChangeSingle',
);
export type ConfChangeSingle = Record<ConfChangeSingleFields> & Readonly<ConfChangeSingleFields>;

export type ConfChangeV2Fields = {
  transition: ConfChangeTransition;
  changes: List<ConfChangeSingle>;
  context: string;
};
/** The second version: any number of nodes. No changes at all: leave the joint configuration. */
export const ConfChangeV2 = Record<ConfChangeV2Fields>(
  { transition: 'ConfChangeTransitionAuto', changes: List(), context: '' },
  'ConfChangeV2',
);
export type ConfChangeV2 = Record<ConfChangeV2Fields> & Readonly<ConfChangeV2Fields>;

/** True when nothing in it has been set. */
export function isEmptyHardState(hs: HardState): boolean {
  return hs.term === 0 && hs.vote === None && hs.commit === 0;
}

/** True for null and for the snapshot of index 0. */
export function isEmptySnap(snapshot: Snapshot | null): boolean {
  return snapshot === null || snapshot.index === 0;
}
