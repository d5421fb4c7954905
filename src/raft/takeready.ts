/**
 * Taking a Ready from a node: reading what there is, and noting that it was handed out (etcd: rawnode.go).
 */
import { List } from 'immutable';
import { acceptApplying, nextCommittedEnts } from './log/applying.ts';
import * as log from './log/log.ts';
import { entsSize } from './log/size.ts';
import { panic } from './panic.ts';
import { HardState, isEmptyHardState, type Message } from './pb.ts';
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

/** What `ready` would hand out now; nothing is noted (etcd: RawNode.readyWithoutAccept). */
export function readyWithoutAccept(rn: RawNode): Ready {
  const r = rn.raft;
  const soft = softState(r);
  const hard = hardState(r);
  const entries = log.nextUnstableEnts(r.raftLog);
  const rd = Ready({
    softState: soft.equals(rn.prevSoftSt) ? null : soft,
    hardState: hard.equals(rn.prevHardSt) ? HardState() : hard,
    readStates: r.readStates,
    entries,
    snapshot: log.nextUnstableSnapshot(r.raftLog),
    committedEntries: nextCommittedEnts(r.raftLog, applyUnstableEntries(rn)),
    mustSync: mustSync(hard, rn.prevHardSt, entries.size),
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
  return rn.merge({
    raft: acceptedByRaft(rn, rd),
    prevSoftSt: rd.softState ?? rn.prevSoftSt,
    prevHardSt: isEmptyHardState(rd.hardState) ? rn.prevHardSt : rd.hardState,
    stepsOnAdvance: rn.asyncStorageWrites ? rn.stepsOnAdvance : stepsOnAdvance(rn, rd),
  });
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
  return rn.raft.merge({ msgs: List(), msgsAfterAppend: List(), readStates: List(), raftLog: applying });
}
