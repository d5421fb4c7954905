/**
 * A leader's step. Some messages concern the leader alone; all others come from, or are about, a node that it tracks,
 * and of one it does not track it hears nothing.
 *
 * The longer stories have files of their own: propose.ts, readindex.ts, appendresponse.ts, transfer.ts.
 */
import { stepAppResp } from './appendresponse.ts';
import * as log from './log/log.ts';
import { type Message, None } from './pb.ts';
import { stepProp } from './propose.ts';
import { type Raft, type Stepped, withProgress } from './raft.ts';
import { confirmReads, stepReadIndex } from './readindex.ts';
import { bcastHeartbeat, sendAppend } from './replicate.ts';
import { becomeFollower } from './role.ts';
import { becomeProbe, type Progress } from './tracker/progress.ts';
import { quorumActive } from './tracker/tracker.ts';
import { stepTransferLeader } from './transfer.ts';

/** etcd: stepLeader */
export function stepLeader(r: Raft, m: Message): Stepped {
  switch (m.type) {
    case 'MsgBeat':
      return [bcastHeartbeat(r), null];
    case 'MsgCheckQuorum':
      return [stepCheckQuorum(r), null];
    case 'MsgProp':
      return stepProp(r, m);
    case 'MsgReadIndex':
      return [stepReadIndex(r, m), null];
    case 'MsgAppResp':
      return [ofTracked(stepAppResp, r, m), null];
    case 'MsgHeartbeatResp':
      return [ofTracked(stepHeartbeatResp, r, m), null];
    case 'MsgSnapStatus':
      return [ofTracked(stepSnapStatus, r, m), null];
    case 'MsgUnreachable':
      return [ofTracked(stepUnreachable, r, m), null];
    case 'MsgTransferLeader':
      return [ofTracked(stepTransferLeader, r, m), null];
    // A term has one leader, so nobody else's entries come in it; and votes that come now are not needed any more.
    case 'MsgApp':
    case 'MsgHeartbeat':
    case 'MsgSnap':
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
    case 'MsgTimeoutNow':
    case 'MsgForgetLeader':
    case 'MsgReadIndexResp':
    case 'MsgStorageAppend':
    case 'MsgStorageApply':
    // step.ts handles these for every role.
    case 'MsgHup':
    case 'MsgVote':
    case 'MsgPreVote':
    case 'MsgStorageAppendResp':
    case 'MsgStorageApplyResp':
      return [r, null];
  }
}

/** Steps a message from, or about, a node that this leader tracks; without effect for another one. */
function ofTracked(stepIt: (r: Raft, pr: Progress, m: Message) => Raft, r: Raft, m: Message): Raft {
  const pr = r.trk.progress.get(m.from);
  return pr === undefined ? r : stepIt(r, pr, m);
}

/** Steps down when no quorum was heard since the last check, and starts to listen anew (thesis, section 6.2). */
function stepCheckQuorum(r: Raft): Raft {
  const next = quorumActive(r.trk) ? r : becomeFollower(r, r.term, None);
  const silent = next.trk.progress.map((pr, id) => (id === r.id ? pr : pr.set('recentActive', false)));
  return next.set('trk', next.trk.set('progress', silent));
}

/**
 * The node lives: one more MsgApp may go out, though its window be full. Without one, a window whose messages were all
 * lost would stay full, and a probing node that has everything would never be asked.
 */
function stepHeartbeatResp(r: Raft, pr: Progress, m: Message): Raft {
  const next = withProgress(r, m.from, pr.set('recentActive', true).set('msgAppFlowPaused', false));
  const behind = pr.match < log.lastIndex(r.raftLog) || pr.state === 'StateProbe';
  return confirmReads(behind ? sendAppend(next, m.from) : next, m.from, m.context);
}

/** What was sent ahead is probably lost. */
function stepUnreachable(r: Raft, pr: Progress, m: Message): Raft {
  return pr.state === 'StateReplicate' ? withProgress(r, m.from, becomeProbe(pr)) : r;
}

/**
 * What became of a snapshot. After success wait for the node's own answer; after failure wait for a heartbeat. A failed
 * one is forgotten before the probe starts, or the probe would start after it.
 */
function stepSnapStatus(r: Raft, pr: Progress, m: Message): Raft {
  if (pr.state !== 'StateSnapshot') return r;
  const sent = m.reject ? pr.set('pendingSnapshot', 0) : pr;
  return withProgress(r, m.from, becomeProbe(sent).set('msgAppFlowPaused', true));
}
