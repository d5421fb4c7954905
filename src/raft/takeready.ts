/**
 * Taking a Ready from a node: reading what there is, and noting that it was handed out (etcd: rawnode.go).
 */
import { List } from 'immutable';
import { acceptApplying, nextCommittedEnts } from './log/applying.ts';
import * as log from './log/log.ts';
import { entsSize } from './log/size.ts';
import { panic } from './panic.ts';
import { HardState, isEmptyHardState, type Message, None } from './pb.ts';
import { hardState, type Raft, softState } from './raft.ts';
import type { RawNode } from './rawnode.ts';
import { mustSync, Ready } from './ready.ts';
import {
  needStorageAppendMsg,
  needStorageAppendRespMsg,
  newStorageAppendMsg,
  newStorageAppendRespMsg,
  newStorageApplyMsg,
  newStorageApplyRespMsg,
} from './storagemessages.ts';

/**
 * Entries may be applied before they are stable here only where the application does both in one round, the writing
 * first (etcd: RawNode.applyUnstableEntries).
 */
export function applyUnstableEntries(rn: RawNode): boolean {
  return !rn.asyncStorageWrites;
}

/** etcd: SoftState.equal */
export function softStateChanged({ raft, prevSoftSt }: RawNode): boolean {
  return raft.lead !== prevSoftSt.lead || raft.state !== prevSoftSt.raftState;
}

/** Whether the hard state is another one than the last Ready told, and not empty (etcd: isHardStateEqual, IsEmptyHardState). */
export function hardStateChanged({ raft, prevHardSt }: RawNode): boolean {
  const { term, vote, commit } = prevHardSt;
  const { committed } = raft.raftLog;
  // The empty hard state says "as it was" in a Ready, so there is nothing to hand out.
  if (raft.term === 0 && raft.vote === None && committed === 0) return false;
  return raft.term !== term || raft.vote !== vote || committed !== commit;
}

/** What `ready` would hand out now; nothing is noted (etcd: RawNode.readyWithoutAccept). */
export function readyWithoutAccept(rn: RawNode): Ready {
  const r = rn.raft;
  const hard = hardStateChanged(rn) ? hardState(r) : HardState();
  const entries = log.nextUnstableEnts(r.raftLog);
  const rd = Ready({
    softState: softStateChanged(rn) ? softState(r) : null,
    hardState: hard,
    readStates: r.readStates,
    entries,
    snapshot: log.nextUnstableSnapshot(r.raftLog),
    committedEntries: nextCommittedEnts(r.raftLog, applyUnstableEntries(rn)),
    mustSync: mustSync(r, rn.prevHardSt, entries.size),
  });
  return rd.set('messages', rn.asyncStorageWrites ? asyncMessages(r, rd) : syncMessages(r));
}

/** All of them follow on the writing, so the ones that must may leave with the others. Those to itself: `advance`. */
function syncMessages(r: Raft): List<Message> {
  return r.msgs.concat(r.msgsAfterAppend.filter((m) => m.to !== r.id));
}

function asyncMessages(r: Raft, rd: Ready): List<Message> {
  const local: Message[] = [];
  if (needStorageAppendMsg(r, rd)) local.push(newStorageAppendMsg(r, rd));
  if (!rd.committedEntries.isEmpty()) local.push(newStorageApplyMsg(r, rd.committedEntries));
  return r.msgs.concat(local);
}

/** Notes that `rd`, just read from this very node, was handed out (etcd: RawNode.acceptReady). */
export function acceptReady(rn: RawNode, rd: Ready): RawNode {
  return rn
    .set('stepsOnAdvance', rn.asyncStorageWrites ? rn.stepsOnAdvance : stepsOnAdvance(rn, rd))
    .set('raft', acceptedByRaft(rn, rd))
    .set('prevSoftSt', rd.softState ?? rn.prevSoftSt)
    .set('prevHardSt', isEmptyHardState(rd.hardState) ? rn.prevHardSt : rd.hardState);
}

/** With synchronous storage: what the storage threads would answer. */
function stepsOnAdvance(rn: RawNode, rd: Ready): List<Message> {
  const r = rn.raft;
  if (!rn.stepsOnAdvance.isEmpty()) panic('ready-without-advance', `two accepted in a row at node ${r.id}`);
  const answers: Message[] = [];
  if (needStorageAppendRespMsg(r, rd)) answers.push(newStorageAppendRespMsg(r, rd));
  if (!rd.committedEntries.isEmpty()) answers.push(newStorageApplyRespMsg(r, rd.committedEntries));
  return r.msgsAfterAppend.filter((m) => m.to === r.id).concat(answers);
}

function acceptedByRaft(rn: RawNode, rd: Ready): Raft {
  const raftLog = log.acceptUnstable(rn.raft.raftLog);
  const last = rd.committedEntries.last();
  const applying =
    last === undefined
      ? raftLog
      : acceptApplying(raftLog, last.index, entsSize(rd.committedEntries), applyUnstableEntries(rn));
  return rn.raft
    .set('msgs', List())
    .set('msgsAfterAppend', List())
    .set('readStates', List())
    .set('raftLog', applying);
}
