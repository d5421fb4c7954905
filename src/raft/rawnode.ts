/**
 * The node as a program or a model drives it: everything that may happen to it (etcd: rawnode.go). What it wants done
 * because of it is in its Ready (takeready.ts).
 *
 * The round: `tick`, `step`, `propose` and the like, until `hasReady`; then `ready`, whose batch is handled as ready.ts
 * says; then, with synchronous storage, `withStorage` and `advance`. With asynchronous storage the answers of the storage
 * threads come back through `step`, after `withStorage`. Every function is pure: the record first, the next record back.
 */
import { List } from 'immutable';
import { applyConfChange as applyToRaft } from './conf.ts';
import { asV2, type ConfChangeI, marshalConfChange } from './confchange/codec.ts';
import type { Config } from './config.ts';
import { hasNextCommittedEnts } from './log/applying.ts';
import { hasNextUnstableEnts, hasNextUnstableSnapshot } from './log/log.ts';
import type { Storage } from './log/storage.ts';
import { isLocalMsg, isLocalMsgTarget, isResponseMsg } from './msgtypes.ts';
import { newRaft } from './newraft.ts';
import { panic } from './panic.ts';
import { type ConfState, Entry, HardState, Message } from './pb.ts';
import { hardState, Raft, SoftState, type StepError, softState, withJitter } from './raft.ts';
import type { Ready } from './ready.ts';
import { Record } from './record.ts';
import { type BasicStatus, getBasicStatus, getStatus, type Status } from './status.ts';
import { step as stepRaft } from './step.ts';
import {
  acceptReady,
  applyUnstableEntries,
  hardStateChanged,
  readyWithoutAccept,
  softStateChanged,
} from './takeready.ts';
import { tick as tickRaft } from './tick.ts';

export type RawNodeFields = {
  raft: Raft;
  asyncStorageWrites: boolean;
  prevSoftSt: SoftState;
  prevHardSt: HardState;
  stepsOnAdvance: List<Message>;
};
export const RawNode = Record<RawNodeFields>(
  {
    raft: Raft(),
    /** Never changes. */
    asyncStorageWrites: false,
    /** As the last accepted Ready told it; the next one tells what differs. */
    prevSoftSt: SoftState(),
    /** Likewise. */
    prevHardSt: HardState(),
    /** With synchronous storage, the answers to what the last Ready asked for. Empty unless one waits for `advance`. */
    stepsOnAdvance: List(),
  },
  'RawNode',
);
export type RawNode = Record<RawNodeFields> & Readonly<RawNodeFields>;

/** The node after an input, and why the input was not taken, if it was not. */
export type NodeStepped = readonly [RawNode, StepError | null];

export type SnapshotStatus = 'SnapshotFinish' | 'SnapshotFailure';

/** A node from what its config's storage holds; panics as newRaft does (etcd: NewRawNode). */
export function newRawNode(config: Config, timeoutJitter = 0): RawNode {
  const raft = newRaft(config, timeoutJitter);
  return RawNode({
    raft,
    asyncStorageWrites: config.asyncStorageWrites,
    prevSoftSt: softState(raft),
    prevHardSt: hardState(raft),
  });
}

/** Lets one tick pass; with a `jitter`, election timeouts drawn from now on use it (etcd: RawNode.Tick). */
export function tick(rn: RawNode, jitter: number = rn.raft.timeoutJitter): RawNode {
  return rn.set('raft', tickRaft(withJitter(rn.raft, jitter)));
}

/** What the next election timeout adds to its minimum: 0 <= jitter < electionTimeout, or a panic. */
export function withTimeoutJitter(rn: RawNode, jitter: number): RawNode {
  return rn.set('raft', withJitter(rn.raft, jitter));
}

/** Time passes, but neither heartbeat nor election comes of it: for groups known to be idle (etcd: RawNode.TickQuiesced). */
export function tickQuiesced(rn: RawNode): RawNode {
  return rn.set('raft', rn.raft.set('electionElapsed', rn.raft.electionElapsed + 1));
}

/** Campaigns at once, if the node may (etcd: RawNode.Campaign). */
export function campaign(rn: RawNode): NodeStepped {
  return toRaft(rn, Message({ type: 'MsgHup' }));
}

/** Proposes one entry; 'ErrProposalDropped' when it is certain that nothing comes of it (etcd: RawNode.Propose). */
export function propose(rn: RawNode, data: string): NodeStepped {
  return toRaft(rn, Message({ type: 'MsgProp', from: rn.raft.id, entries: List([Entry({ data })]) }));
}

/** Proposes a configuration change; the log gets an empty entry where it may not be now (etcd: RawNode.ProposeConfChange). */
export function proposeConfChange(rn: RawNode, cc: ConfChangeI): NodeStepped {
  const [type, data] = marshalConfChange(cc);
  return toRaft(rn, Message({ type: 'MsgProp', entries: List([Entry({ type, data })]) }));
}

/**
 * To be called for every configuration change among the committed entries, unless the application refuses it. The result
 * is to be stored with the next snapshot (etcd: RawNode.ApplyConfChange).
 */
export function applyConfChange(rn: RawNode, cc: ConfChangeI): readonly [RawNode, ConfState] {
  const [raft, confState] = applyToRaft(rn.raft, asV2(cc));
  return [rn.set('raft', raft), confState];
}

/**
 * A message from the network or from a storage thread. 'ErrStepLocalMsg': of a type that no other node may send.
 * 'ErrStepPeerNotFound': an answer from a node that the configuration does not know (etcd: RawNode.Step).
 */
export function step(rn: RawNode, m: Message): NodeStepped {
  if (!isLocalMsgTarget(m.from)) {
    if (isLocalMsg(m.type)) return [rn, 'ErrStepLocalMsg'];
    if (isResponseMsg(m.type) && !rn.raft.trk.progress.has(m.from)) return [rn, 'ErrStepPeerNotFound'];
  }
  return toRaft(rn, m);
}

/** The last MsgApp to the node is probably lost (etcd: RawNode.ReportUnreachable). */
export function reportUnreachable(rn: RawNode, id: number): RawNode {
  return toRaft(rn, Message({ type: 'MsgUnreachable', from: id }))[0];
}

/** What became of a MsgSnap; every one must be reported (etcd: RawNode.ReportSnapshot). */
export function reportSnapshot(rn: RawNode, id: number, status: SnapshotStatus): RawNode {
  const reject = status === 'SnapshotFailure';
  return toRaft(rn, Message({ type: 'MsgSnapStatus', from: id, reject }))[0];
}

/** Asks that `transferee` lead; there is no promise (etcd: RawNode.TransferLeader). */
export function transferLeader(rn: RawNode, transferee: number): RawNode {
  return toRaft(rn, Message({ type: 'MsgTransferLeader', from: transferee }))[0];
}

/** A follower forgets its leader, and may so vote for another one (etcd: RawNode.ForgetLeader). */
export function forgetLeader(rn: RawNode): NodeStepped {
  return toRaft(rn, Message({ type: 'MsgForgetLeader' }));
}

/** Asks for a linearizable read; a ReadState with the same context may come of it (etcd: RawNode.ReadIndex). */
export function readIndex(rn: RawNode, requestCtx: string): NodeStepped {
  return toRaft(rn, Message({ type: 'MsgReadIndex', entries: List([Entry({ data: requestCtx })]) }));
}

/** Whether `ready` would hand out anything (etcd: RawNode.HasReady). */
export function hasReady(rn: RawNode): boolean {
  const r = rn.raft;
  return (
    softStateChanged(rn) ||
    hardStateChanged(rn) ||
    hasNextUnstableSnapshot(r.raftLog) ||
    !r.msgs.isEmpty() ||
    !r.msgsAfterAppend.isEmpty() ||
    hasNextUnstableEnts(r.raftLog) ||
    hasNextCommittedEnts(r.raftLog, applyUnstableEntries(rn)) ||
    !r.readStates.isEmpty()
  );
}

/**
 * Hands out what there is to do. With synchronous storage it must be done, and `advance` called, before the next one
 * (etcd: RawNode.Ready).
 */
export function ready(rn: RawNode): readonly [RawNode, Ready] {
  const rd = readyWithoutAccept(rn);
  return [acceptReady(rn, rd), rd];
}

/** Gives the node its storage as it is after a write. What it then holds must be what the node asked for, or newer. */
export function withStorage(rn: RawNode, storage: Storage): RawNode {
  return rn.set('raft', rn.raft.set('raftLog', rn.raft.raftLog.set('storage', storage)));
}

/** What the last Ready asked for is done. Only with synchronous storage (etcd: RawNode.Advance). */
export function advance(rn: RawNode): RawNode {
  if (rn.asyncStorageWrites) panic('advance-with-async-storage', `at node ${rn.raft.id}`);
  const raft = rn.stepsOnAdvance.reduce((r, m) => stepRaft(r, m)[0], rn.raft);
  return rn.set('raft', raft).set('stepsOnAdvance', List());
}

/** etcd: RawNode.Status */
export function status(rn: RawNode): Status {
  return getStatus(rn.raft);
}

/** etcd: RawNode.BasicStatus */
export function basicStatus(rn: RawNode): BasicStatus {
  return getBasicStatus(rn.raft);
}

function toRaft(rn: RawNode, m: Message): NodeStepped {
  const [raft, error] = stepRaft(rn.raft, m);
  return [rn.set('raft', raft), error];
}
