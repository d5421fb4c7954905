/**
 * Taking over a snapshot in place of the log (paper, section 7).
 */
import { restoreConfState } from './conf.ts';
import * as log from './log/log.ts';
import { EntryID } from './log/types.ts';
import { type ConfState, None, type Snapshot } from './pb.ts';
import type { Raft } from './raft.ts';
import { becomeFollower } from './role.ts';

/**
 * Replaces log and configuration by the snapshot's and says whether it did. An old snapshot is ignored, and so is one
 * whose configuration does not know this node. If the log already holds the snapshot's last entry, all that is new is
 * that everything up to it is committed (etcd: raft.restore).
 */
export function restore(r: Raft, s: Snapshot): readonly [Raft, boolean] {
  if (s.index <= r.raftLog.committed) return [r, false];
  // Cannot happen, since the roles make a follower of whoever gets a MsgSnap. Were it to, a node that restored while
  // it leads would lead a log that is not its term's.
  if (r.state !== 'StateFollower') return [becomeFollower(r, r.term + 1, None), false];
  if (!isMember(s.confState, r.id)) return [r, false];
  if (log.matchTerm(r.raftLog, EntryID({ term: s.term, index: s.index }))) {
    return [r.set('raftLog', log.commitTo(r.raftLog, s.index)), false];
  }
  return [restoreConfState(r.set('raftLog', log.restore(r.raftLog, s)), s.confState), true];
}

/** A node of learnersNext is one of votersOutgoing. */
function isMember(cs: ConfState, id: number): boolean {
  return cs.voters.includes(id) || cs.learners.includes(id) || cs.votersOutgoing.includes(id);
}
