/**
 * Linearizable reads at a leader (thesis, section 6.4): when a read is accepted, what it waits for, and its answer, which
 * is the commit index of the moment it was accepted.
 */
import { List } from 'immutable';
import * as log from './log/log.ts';
import { panic } from './panic.ts';
import { Message, None } from './pb.ts';
import type { Raft } from './raft.ts';
import { addRequest, heartbeatCtx, maybeAdvance, ReadState, recvAck } from './readonly.ts';
import { bcastHeartbeat } from './replicate.ts';
import { send } from './send.ts';
import { isSingleton } from './tracker/tracker.ts';

/** A leader's MsgReadIndex (etcd: the case in stepLeader). */
export function stepReadIndex(r: Raft, m: Message): Raft {
  // Nobody else could have been elected.
  if (isSingleton(r.trk)) return responseToReadIndexReq(r, m, r.raftLog.committed);
  // Before its first commit a leader cannot know how far its predecessors got.
  if (!committedEntryInCurrentTerm(r)) {
    return r.set('pendingReadIndexMessages', r.pendingReadIndexMessages.push(m));
  }
  return sendMsgReadIndexResponse(r, m);
}

/** Takes in the reads that waited for the first commit of the term (etcd: releasePendingReadIndexMessages). */
export function releasePendingReadIndexMessages(r: Raft): Raft {
  const waiting = r.pendingReadIndexMessages;
  if (waiting.isEmpty() || !committedEntryInCurrentTerm(r)) return r;
  return waiting.reduce(sendMsgReadIndexResponse, r.set('pendingReadIndexMessages', List()));
}

/** Notes what a follower echoed, and answers every read that this confirms (etcd: in stepLeader, MsgHeartbeatResp). */
export function confirmReads(r: Raft, from: number, ctx: string): Raft {
  if (r.readOnly.option !== 'ReadOnlySafe' || ctx === '') return r;
  const [readOnly, confirmed] = maybeAdvance(recvAck(r.readOnly, from, ctx), r.trk.config.voters);
  return confirmed.reduce(
    (next, read) => responseToReadIndexReq(next, read.req, read.index),
    r.set('readOnly', readOnly),
  );
}

/** Answers at once under a lease, otherwise asks a quorum, itself included (etcd: sendMsgReadIndexResponse). */
function sendMsgReadIndexResponse(r: Raft, m: Message): Raft {
  const commit = r.raftLog.committed;
  switch (r.readOnly.option) {
    case 'ReadOnlySafe': {
      const waiting = addRequest(r.readOnly, commit, m);
      return bcastHeartbeat(r.set('readOnly', recvAck(waiting, r.id, heartbeatCtx(waiting))));
    }
    case 'ReadOnlyLeaseBased':
      return responseToReadIndexReq(r, m, commit);
  }
}

/** To whoever asked: a read state for this node, a message for another one (etcd: raft.responseToReadIndexReq). */
function responseToReadIndexReq(r: Raft, req: Message, index: number): Raft {
  if (req.from !== None && req.from !== r.id) {
    return send(r, Message({ type: 'MsgReadIndexResp', to: req.from, index, entries: req.entries }));
  }
  const entry = req.entries.first() ?? panic('read-without-entry', `MsgReadIndex at node ${r.id}`);
  return r.set('readStates', r.readStates.push(ReadState({ index, requestCtx: entry.data })));
}

/** A leader's term is never 0, so that an unreadable term matches no leader's (etcd: raft.committedEntryInCurrentTerm). */
function committedEntryInCurrentTerm(r: Raft): boolean {
  return log.zeroTermOnOutOfBounds(log.term(r.raftLog, r.raftLog.committed)) === r.term;
}
