/**
 * How the core asks for durability: messages to the two local storage threads, and their answers (etcd: rawnode.go).
 *
 * With asynchronous storage these messages travel: MsgStorageAppend to the append thread, MsgStorageApply to the apply
 * thread, each with the responses that may go out once its work is done. With synchronous storage only the answers to
 * this node exist, and `advance` steps them.
 *
 * When are entries stable? A write may still be on its way that overwrites them. Say the entries 5..6 are written at term
 * 2, overwritten by others at term 3, and then come again, as they were, from a leader of term 4: when the first write
 * completes, storage and unstable log agree, and yet the write of term 3 has still to come. So an answer counts only if
 * the term has not changed since it was made: within one term a log is only appended to.
 *
 * An answer that came too late must not be missed for ever, however. So every answer, whatever it was for, attests
 * the whole unstable log as it was at the time; and since a new term is a change of the hard state, there is a write,
 * and with it an answer, in the new term.
 */
import { List } from 'immutable';
import * as log from './log/log.ts';
import {
  type Entry,
  isEmptyHardState,
  isEmptySnap,
  LocalAppendThread,
  LocalApplyThread,
  Message,
} from './pb.ts';
import type { Raft } from './raft.ts';
import type { Ready } from './ready.ts';

/** Something is to be written, or some message waits for what is being written (etcd: needStorageAppendMsg). */
export function needStorageAppendMsg(r: Raft, rd: Ready): boolean {
  return (
    !rd.entries.isEmpty() ||
    !isEmptyHardState(rd.hardState) ||
    !isEmptySnap(rd.snapshot) ||
    !r.msgsAfterAppend.isEmpty()
  );
}

/**
 * What to write, and what may be sent when it is durable. The hard state's fields are set only when it changed; term 0
 * says that it did not (etcd: newStorageAppendMsg).
 *
 * The answer about stability comes last. A leader's own MsgAppResp before it then finds the terms of its entries in the
 * unstable log, without reading storage.
 */
export function newStorageAppendMsg(r: Raft, rd: Ready): Message {
  const { term, vote, commit } = rd.hardState;
  const last = needStorageAppendRespMsg(r, rd) ? List([newStorageAppendRespMsg(r, rd)]) : List<Message>();
  return Message({
    type: 'MsgStorageAppend',
    to: LocalAppendThread,
    from: r.id,
    entries: rd.entries,
    term,
    vote,
    commit,
    snapshot: isEmptySnap(rd.snapshot) ? null : rd.snapshot,
    responses: r.msgsAfterAppend.concat(last),
  });
}

/** Entries are unstable, new or not, or a snapshot is (etcd: needStorageAppendRespMsg). */
export function needStorageAppendRespMsg(r: Raft, rd: Ready): boolean {
  return log.hasNextOrInProgressUnstableEnts(r.raftLog) || !isEmptySnap(rd.snapshot);
}

/** "Everything unstable up to (index, logTerm), and the snapshot, is durable", valid in `term` (etcd: newStorageAppendRespMsg). */
export function newStorageAppendRespMsg(r: Raft, rd: Ready): Message {
  const unstable = log.hasNextOrInProgressUnstableEnts(r.raftLog);
  const last = unstable ? log.lastEntryID(r.raftLog) : null;
  return Message({
    type: 'MsgStorageAppendResp',
    to: r.id,
    from: LocalAppendThread,
    term: r.term,
    index: last?.index ?? 0,
    logTerm: last?.term ?? 0,
    snapshot: isEmptySnap(rd.snapshot) ? null : rd.snapshot,
  });
}

/** What to apply. What is committed is so in every term: no term (etcd: newStorageApplyMsg). */
export function newStorageApplyMsg(r: Raft, entries: List<Entry>): Message {
  const responses = List([newStorageApplyRespMsg(r, entries)]);
  return Message({ type: 'MsgStorageApply', to: LocalApplyThread, from: r.id, entries, responses });
}

/** "These are applied" (etcd: newStorageApplyRespMsg). */
export function newStorageApplyRespMsg(r: Raft, entries: List<Entry>): Message {
  return Message({ type: 'MsgStorageApplyResp', to: r.id, from: LocalApplyThread, entries });
}
