/**
 * What follows when the application has applied something: the log's applied index moves, and a leader whose joint
 * configuration is in use proposes to leave it.
 */
import { List } from 'immutable';
import { appliedTo as logAppliedTo } from './log/applying.ts';
import { stableSnapTo } from './log/log.ts';
import { Entry, Message, type Snapshot } from './pb.ts';
import { stepProp } from './propose.ts';
import type { Raft } from './raft.ts';

/** An empty ConfChangeV2: no data, so that no size limit refuses it. */
const leaveJoint = Message({ type: 'MsgProp', entries: List([Entry({ type: 'EntryConfChangeV2' })]) });

/**
 * Everything up to `index` is applied; `size` bytes of it had been handed out (etcd: raft.appliedTo).
 *
 * During a leadership transfer the proposal to leave is dropped; it is made again with the next entry that is applied.
 */
export function appliedTo(r: Raft, index: number, size: number): Raft {
  const applied = Math.max(index, r.raftLog.applied);
  const next = r.set('raftLog', logAppliedTo(r.raftLog, applied, size));
  const leaves = r.trk.config.autoLeave && applied >= r.pendingConfIndex && r.state === 'StateLeader';
  return leaves ? stepProp(next, leaveJoint)[0] : next;
}

/** The snapshot is stored and applied (etcd: raft.appliedSnap). */
export function appliedSnap(r: Raft, snapshot: Snapshot): Raft {
  const stored = r.set('raftLog', stableSnapTo(r.raftLog, snapshot.index));
  return appliedTo(stored, snapshot.index, 0);
}
