/**
 * What a leader sends to bring the other nodes' logs up to its own: entries, a snapshot where the entries are gone,
 * heartbeats, and the word to campaign. How much and how often, each node's Progress decides.
 */
import { List } from 'immutable';
import * as log from './log/log.ts';
import { payloadsSize } from './log/size.ts';
import { panic } from './panic.ts';
import { type Entry, isEmptySnap, Message } from './pb.ts';
import { type Raft, withProgress } from './raft.ts';
import { heartbeatCtx } from './readonly.ts';
import { send } from './send.ts';
import { full } from './tracker/inflights.ts';
import { becomeSnapshot, isPaused, type Progress, sentCommitTo, sentEntries } from './tracker/progress.ts';
import { visitIds } from './tracker/tracker.ts';

/** Sends a MsgApp, empty when there is nothing new, unless the node is paused (etcd: raft.sendAppend). */
export function sendAppend(r: Raft, to: number): Raft {
  return maybeSendAppend(r, to, true)[0];
}

/**
 * Sends the entries from `next` on, as many as one message may hold, and says whether a message went out. Without
 * `sendIfEmpty` only entries are worth one: an empty MsgApp tells the commit index and finds out where a log ends
 * (paper, section 5.3; etcd: raft.maybeSendAppend).
 */
export function maybeSendAppend(r: Raft, to: number, sendIfEmpty: boolean): readonly [Raft, boolean] {
  const pr = progressOf(r, to);
  if (isPaused(pr)) return [r, false];

  const prevIndex = pr.next - 1;
  const prevTerm = log.term(r.raftLog, prevIndex);
  // Compacted away below next: only a snapshot can help this follower.
  if (typeof prevTerm === 'string') return maybeSendSnapshot(r, to, pr);

  // With a full window only empty messages go out. If all that is in flight was lost, nothing but a response to an
  // empty one can free the window.
  const open = pr.state !== 'StateReplicate' || !full(pr.inflights);
  const entries = open ? log.entries(r.raftLog, pr.next, r.maxMsgSize) : List<Entry>();
  if (typeof entries === 'string') return sendIfEmpty ? maybeSendSnapshot(r, to, pr) : [r, false];
  if (entries.isEmpty() && !sendIfEmpty) return [r, false];

  const commit = r.raftLog.committed;
  const app = Message({ type: 'MsgApp', to, index: prevIndex, logTerm: prevTerm, entries, commit });
  const sent = sentCommitTo(sentEntries(pr, entries.size, payloadsSize(entries)), commit);
  return [withProgress(send(r, app), to, sent), true];
}

/**
 * Sends the storage's snapshot and says whether it did. Not to a node that has been silent: a snapshot is expensive, and
 * one word from the node is enough to try again (etcd: raft.maybeSendSnapshot).
 */
function maybeSendSnapshot(r: Raft, to: number, pr: Progress): readonly [Raft, boolean] {
  if (!pr.recentActive) return [r, false];
  const snapshot = log.snapshot(r.raftLog);
  if (snapshot === 'ErrSnapshotTemporarilyUnavailable') return [r, false];
  if (isEmptySnap(snapshot)) panic('empty-snapshot', `node ${to} needs one at node ${r.id}`);
  const paused = withProgress(r, to, becomeSnapshot(pr, snapshot.index));
  return [send(paused, Message({ type: 'MsgSnap', to, snapshot })), true];
}

/** etcd: raft.bcastAppend */
export function bcastAppend(r: Raft): Raft {
  return toOthers(r, sendAppend);
}

/** Heartbeats to all, carrying the position of the newest read that waits (etcd: raft.bcastHeartbeat). */
export function bcastHeartbeat(r: Raft): Raft {
  const ctx = heartbeatCtx(r.readOnly);
  return toOthers(r, (next, to) => sendHeartbeat(next, to, ctx));
}

/**
 * A heartbeat never tells a follower to commit beyond its match: what it holds there may not be what was committed
 * (etcd: raft.sendHeartbeat).
 */
function sendHeartbeat(r: Raft, to: number, context: string): Raft {
  const pr = progressOf(r, to);
  const commit = Math.min(pr.match, r.raftLog.committed);
  const sent = send(r, Message({ type: 'MsgHeartbeat', to, commit, context }));
  return withProgress(sent, to, sentCommitTo(pr, commit));
}

/** "Campaign now": the last step of a leadership transfer (thesis, section 3.10; etcd: raft.sendTimeoutNow). */
export function sendTimeoutNow(r: Raft, to: number): Raft {
  return send(r, Message({ type: 'MsgTimeoutNow', to }));
}

/** Sends to every node but this one, in the order of their ids. */
export function toOthers(r: Raft, sendTo: (r: Raft, to: number) => Raft): Raft {
  let next = r;
  for (const id of visitIds(r.trk)) {
    if (id !== r.id) next = sendTo(next, id);
  }
  return next;
}

function progressOf(r: Raft, id: number): Progress {
  return r.trk.progress.get(id) ?? panic('no-progress', `node ${r.id} does not track node ${id}`);
}
