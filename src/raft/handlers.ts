/**
 * What a node does with a message of its leader, once its role has accepted the leader: entries, heartbeats, snapshots
 * (restore.ts does the latter's work).
 */
import * as log from './log/log.ts';
import { EntryID, LogSlice } from './log/types.ts';
import { Message, Snapshot } from './pb.ts';
import type { Raft } from './raft.ts';
import { restore } from './restore.ts';
import { send } from './send.ts';

/** Accepts the entries when the log holds what precedes them, otherwise says where to look (etcd: handleAppendEntries). */
export function handleAppendEntries(r: Raft, m: Message): Raft {
  // All that is committed matches in every leader's log; the leader is told how far that is.
  if (m.index < r.raftLog.committed) return acknowledge(r, m.from, r.raftLog.committed);
  const slice = LogSlice({
    term: m.term,
    prev: EntryID({ term: m.logTerm, index: m.index }),
    entries: m.entries,
  });
  const [raftLog, last] = log.maybeAppend(r.raftLog, slice, m.commit);
  return last === null ? rejectAppend(r, m) : acknowledge(r.set('raftLog', raftLog), m.from, last);
}

/**
 * The hint is the last position where both logs can be equal as far as this side knows: not beyond its log, and not in
 * a term above the one the leader has at the rejected position. So a leader probes at most once a term (paper, end of
 * section 5.3); appendresponse.ts does the same on the other side.
 */
function rejectAppend(r: Raft, m: Message): Raft {
  const reach = Math.min(m.index, log.lastIndex(r.raftLog));
  const [rejectHint, logTerm] = log.findConflictByTerm(r.raftLog, reach, m.logTerm);
  const response = {
    type: 'MsgAppResp',
    to: m.from,
    index: m.index,
    reject: true,
    rejectHint,
    logTerm,
  } as const;
  return send(r, Message(response));
}

/** The commit index, which the leader has bounded by what it knows of this log (etcd: raft.handleHeartbeat). */
export function handleHeartbeat(r: Raft, m: Message): Raft {
  const next = r.set('raftLog', log.commitTo(r.raftLog, m.commit));
  return send(next, Message({ type: 'MsgHeartbeatResp', to: m.from, context: m.context }));
}

/** Whether restored or ignored, the answer says from where the leader can go on (etcd: raft.handleSnapshot). */
export function handleSnapshot(r: Raft, m: Message): Raft {
  const [next, restored] = restore(r, m.snapshot ?? Snapshot());
  return acknowledge(next, m.from, restored ? log.lastIndex(next.raftLog) : next.raftLog.committed);
}

function acknowledge(r: Raft, to: number, index: number): Raft {
  return send(r, Message({ type: 'MsgAppResp', to, index }));
}
