/**
 * A leader's MsgAppResp, its own included: where a follower's log ends or differs, what is committed by it, and what to
 * send next.
 */

import { maybeCommit } from './append.ts';
import * as log from './log/log.ts';
import type { Message } from './pb.ts';
import { type Raft, withProgress } from './raft.ts';
import { releasePendingReadIndexMessages } from './readindex.ts';
import { bcastAppend, maybeSendAppend, sendAppend, sendTimeoutNow } from './replicate.ts';
import { freeLE } from './tracker/inflights.ts';
import {
  becomeProbe,
  becomeReplicate,
  canBumpCommit,
  maybeDecrTo,
  maybeUpdate,
  type Progress,
} from './tracker/progress.ts';

/** etcd: the case in stepLeader */
export function stepAppResp(r: Raft, pr: Progress, m: Message): Raft {
  const active = pr.set('recentActive', true);
  return m.reject ? stepRejection(r, active, m) : stepAcknowledgement(r, active, m);
}

/** Looks further down for the point where the logs meet (paper, section 5.3). */
function stepRejection(r: Raft, pr: Progress, m: Message): Raft {
  const [lowered, genuine] = maybeDecrTo(pr, m.index, nextProbe(r, m));
  if (!genuine) return withProgress(r, m.from, pr);
  const probing = lowered.state === 'StateReplicate' ? becomeProbe(lowered) : lowered;
  return sendAppend(withProgress(r, m.from, probing), m.from);
}

/**
 * Where to probe next. The follower has term `logTerm` at `rejectHint`. Terms only grow along a log, so nothing of it
 * before has a higher one: wherever this leader's log up to there has a higher term, the logs cannot match.
 *
 *     index     1 2 3 4 5 6 7 8 9
 *     leader    1 3 3 3 5 5 5 5 5     a probe at 9 is rejected with hint 6, term 2;
 *     follower  1 1 1 1 2 2           the next is at 1, not at 6
 *
 * So a leader probes at most once for each term in its log. A follower does likewise (handlers.ts), for the case that
 * the higher terms are in its own tail.
 */
function nextProbe(r: Raft, m: Message): number {
  if (m.logTerm === 0) return m.rejectHint;
  return log.findConflictByTerm(r.raftLog, m.rejectHint, m.logTerm)[0];
}

function stepAcknowledgement(r: Raft, pr: Progress, m: Message): Raft {
  const [updated, advanced] = maybeUpdate(pr, m.index);
  // An answer that is no news can still end a probe: after a MsgUnreachable the match may already be right. It cannot
  // end a snapshot, for it says that the entry after the match is missing.
  const endsProbe = pr.state === 'StateProbe' && pr.match === m.index;
  if (!advanced && !endsProbe) return withProgress(r, m.from, pr);
  const resumed = resume(r, updated, m.index);
  const committed = commitAndSend(withProgress(r, m.from, resumed), resumed, m.from);
  const filled = m.from === r.id ? committed : sendAll(committed, m.from);
  const caughtUp = m.from === r.leadTransferee && updated.match === log.lastIndex(r.raftLog);
  return caughtUp ? sendTimeoutNow(filled, m.from) : filled;
}

/** The progress in the state in which entries flow, if they can. */
function resume(r: Raft, pr: Progress, acked: number): Progress {
  switch (pr.state) {
    case 'StateProbe':
      return becomeReplicate(pr);
    case 'StateReplicate':
      return pr.set('inflights', freeLE(pr.inflights, acked));
    case 'StateSnapshot':
      // Whatever snapshot the follower got, and from whom: if its log now reaches ours, entries can follow. By way of
      // a probe, which takes the snapshot into account.
      return pr.match + 1 >= log.firstIndex(r.raftLog) ? becomeReplicate(becomeProbe(pr)) : pr;
  }
}

/** Commits what the acknowledgement allows and tells everyone, or tells the sender what it may not know yet. */
function commitAndSend(r: Raft, pr: Progress, from: number): Raft {
  const [next, moved] = maybeCommit(r);
  if (moved) return bcastAppend(releasePendingReadIndexMessages(next));
  // Not needed, since heartbeats tell the commit index too, but sooner.
  if (from !== r.id && canBumpCommit(pr, next.raftLog.committed)) return sendAppend(next, from);
  return next;
}

/** Fills the window: one acknowledgement may have freed several places. */
function sendAll(r: Raft, to: number): Raft {
  let [next, sent] = maybeSendAppend(r, to, false);
  while (sent) [next, sent] = maybeSendAppend(next, to, false);
  return next;
}
