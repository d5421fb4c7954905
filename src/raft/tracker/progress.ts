/**
 * A leader's view of one follower (etcd: tracker/progress.go): how far its log is known to match, what to send next,
 * and whether sending is throttled. The transitions are called from the leader's step; nothing here sends.
 */

import { panic } from '../panic.ts';
import { Record } from '../record.ts';
import * as inflights from './inflights.ts';

/**
 * StateProbe: the follower's last index is a guess, at most one MsgApp per heartbeat interval. StateReplicate: `next` is
 * advanced as entries are sent, without waiting. StateSnapshot: a snapshot is on its way, nothing else is sent.
 */
export type ProgressState = 'StateProbe' | 'StateReplicate' | 'StateSnapshot';

export type ProgressFields = {
  /** The highest index up to which the follower's log is known to equal the leader's. 0 <= match < next. */
  match: number;
  /** The index of the next entry to send; those in (match, next) are in flight. StateSnapshot: pendingSnapshot + 1. */
  next: number;
  /** The highest commit index in flight to the follower. Falls back on a rejection and on entering StateProbe. */
  sentCommit: number;
  state: ProgressState;
  /** StateSnapshot: the index of the snapshot sent; otherwise 0. Set to 0 by the leader when sending it failed. */
  pendingSnapshot: number;
  /** A message came from the follower since the last quorum check. Always true for the leader itself. */
  recentActive: boolean;
  /** No MsgApp until the next heartbeat response: a probe is out, or the inflights are full. */
  msgAppFlowPaused: boolean;
  /** StateReplicate: the MsgApps sent and not acknowledged; otherwise empty. */
  inflights: inflights.Inflights;
  /** The follower has no vote. */
  isLearner: boolean;
};
export const Progress = Record<ProgressFields>(
  {
    match: 0,
    next: 0,
    sentCommit: 0,
    state: 'StateProbe',
    pendingSnapshot: 0,
    recentActive: false,
    msgAppFlowPaused: false,
    inflights: inflights.Inflights(),
    isLearner: false,
  },
  'Progress',
);
export type Progress = Record<ProgressFields> & Readonly<ProgressFields>;

/** Enters `state` with nothing paused, pending or in flight. */
export function resetState(pr: Progress, state: ProgressState): Progress {
  return pr.merge({
    msgAppFlowPaused: false,
    pendingSnapshot: 0,
    state,
    inflights: inflights.reset(pr.inflights),
  });
}

/** Enters StateProbe, from just after the match or, when a snapshot was sent, from just after the snapshot. */
export function becomeProbe(pr: Progress): Progress {
  const afterSnapshot = pr.state === 'StateSnapshot' ? pr.pendingSnapshot + 1 : 0;
  const next = Math.max(pr.match + 1, afterSnapshot);
  return resetState(pr, 'StateProbe').merge({ next, sentCommit: Math.min(pr.sentCommit, next - 1) });
}

/** Enters StateReplicate, from just after the match. */
export function becomeReplicate(pr: Progress): Progress {
  return resetState(pr, 'StateReplicate').set('next', pr.match + 1);
}

/** Enters StateSnapshot: the snapshot at index `snapshoti` is being sent. */
export function becomeSnapshot(pr: Progress, snapshoti: number): Progress {
  return resetState(pr, 'StateSnapshot').merge({
    pendingSnapshot: snapshoti,
    next: snapshoti + 1,
    sentCommit: snapshoti,
  });
}

/** Notes a MsgApp sent with `entries` entries of `bytes` payload bytes from `next` on. Not for StateSnapshot. */
export function sentEntries(pr: Progress, entries: number, bytes: number): Progress {
  switch (pr.state) {
    case 'StateReplicate': {
      const sent =
        entries === 0
          ? pr
          : pr.merge({
              next: pr.next + entries,
              inflights: inflights.add(pr.inflights, pr.next + entries - 1, bytes),
            });
      // A message that fills the window is taken as a probe: the flow pauses until a response.
      return sent.set('msgAppFlowPaused', inflights.full(sent.inflights));
    }
    case 'StateProbe':
      // An empty MsgApp does not pause a probing follower, though it is a probe too: etcd keeps this for its history.
      return entries === 0 ? pr : pr.set('msgAppFlowPaused', true);
    case 'StateSnapshot':
      return panic('append-in-snapshot-state', `no append may be sent in ${pr.state}`);
  }
}

/** True when sending the commit index `index` may move the follower's commit index, which is bounded by next - 1. */
export function canBumpCommit(pr: Progress, index: number): boolean {
  return index > pr.sentCommit && pr.sentCommit < pr.next - 1;
}

/** Notes that the commit index `commit` was sent (etcd: SentCommit, whose name the field has here). */
export function sentCommitTo(pr: Progress, commit: number): Progress {
  return pr.set('sentCommit', commit);
}

/** Takes in that the follower acknowledged index `n`; false when that is no news. */
export function maybeUpdate(pr: Progress, n: number): readonly [Progress, boolean] {
  if (n <= pr.match) return [pr, false];
  // next moves with match, or match < next would break when the follower is ahead of what we thought we sent.
  return [pr.merge({ match: n, next: Math.max(pr.next, n + 1), msgAppFlowPaused: false }), true];
}

/**
 * Takes in that the follower rejected the MsgApp after index `rejected` and suggests `matchHint`; false, and nothing
 * changed, when the rejection is stale: reordered or duplicated messages bring such.
 */
export function maybeDecrTo(pr: Progress, rejected: number, matchHint: number): readonly [Progress, boolean] {
  if (pr.state === 'StateReplicate') {
    if (rejected <= pr.match) return [pr, false];
    return [lowerNext(pr, pr.match + 1), true];
  }
  // Outside StateReplicate one probe is out at a time, and it was for the entry before next.
  if (pr.next - 1 !== rejected) return [pr, false];
  const next = Math.max(Math.min(rejected, matchHint + 1), pr.match + 1);
  return [lowerNext(pr, next).set('msgAppFlowPaused', false), true];
}

/** A commit index at or after `next` may not have reached a follower that rejected, so it has to be sent again. */
function lowerNext(pr: Progress, next: number): Progress {
  return pr.merge({ next, sentCommit: Math.min(pr.sentCommit, next - 1) });
}

/** True when no entries may be sent to the follower now. */
export function isPaused(pr: Progress): boolean {
  switch (pr.state) {
    case 'StateProbe':
    case 'StateReplicate':
      return pr.msgAppFlowPaused;
    case 'StateSnapshot':
      return true;
  }
}
