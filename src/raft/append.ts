/**
 * A leader's own log: what it appends, how much of it may wait uncommitted, and when it commits.
 */
import type { List } from 'immutable';
import * as log from './log/log.ts';
import { payloadsSize } from './log/size.ts';
import { EntryID } from './log/types.ts';
import { type Entry, Message } from './pb.ts';
import type { Raft } from './raft.ts';
import { send } from './send.ts';
import { committed } from './tracker/tracker.ts';

/**
 * Appends `entries` at the end of the log in the present term, or refuses them all when too much waits already
 * (etcd: raft.appendEntry).
 *
 * A leader sends itself no MsgApp, but it acknowledges its own log like any follower: by a MsgAppResp that leaves when
 * the entries are durable. So it never counts an entry it could still lose (thesis, section 10.2.1).
 */
export function appendEntry(r: Raft, entries: List<Entry>): readonly [Raft, boolean] {
  const size = payloadsSize(entries);
  if (exceedsUncommittedSize(r, size)) return [r, false];
  const first = log.lastIndex(r.raftLog) + 1;
  const placed = entries.map((entry, i) => entry.set('term', r.term).set('index', first + i));
  const [raftLog, index] = log.append(r.raftLog, placed);
  const appended = r.set('uncommittedSize', r.uncommittedSize + size).set('raftLog', raftLog);
  return [send(appended, Message({ type: 'MsgAppResp', to: r.id, index })), true];
}

/**
 * Nothing waiting: any size may enter, or a large entry never could. No payload: never refused, since a new leader's
 * first entry and the leaving of a joint configuration must always succeed (etcd: raft.increaseUncommittedSize).
 */
function exceedsUncommittedSize(r: Raft, size: number): boolean {
  return r.uncommittedSize > 0 && size > 0 && r.uncommittedSize + size > r.maxUncommittedSize;
}

/**
 * Accounts for entries that need not be counted any longer. The count forgets what earlier leaders appended, so the
 * difference may fall below 0 (etcd: raft.reduceUncommittedSize).
 */
export function reduceUncommittedSize(r: Raft, size: number): Raft {
  return r.set('uncommittedSize', Math.max(0, r.uncommittedSize - size));
}

/**
 * Moves a leader's commit index to what a quorum has, and says whether it moved. Only an entry of the present term is
 * committed by counting; those before it follow with it (paper, section 5.4.2; etcd: raft.maybeCommit).
 */
export function maybeCommit(r: Raft): readonly [Raft, boolean] {
  const [raftLog, moved] = log.maybeCommit(r.raftLog, EntryID({ term: r.term, index: committed(r.trk) }));
  return [r.set('raftLog', raftLog), moved];
}
