/**
 * The identity of a node: which of its fields can still influence anything under the model's options. A field that cannot
 * is given one fixed value here, each with its reason, so that states that differ in nothing that matters are one state.
 * This is the only place where anything is left out.
 *
 * A node comes here with every Ready handled. So msgs, msgsAfterAppend, readStates and stepsOnAdvance are empty, and
 * prevSoftSt and prevHardSt repeat what the raft says: they multiply nothing and are left as they are. The same goes for
 * what a change of role resets and only a leader fills (leadTransferee, readOnly), for what repeats the storage or the
 * queues of work (applying, applyingEntsSize, the storage inside the log), and for what never changes. It does not go for
 * pendingReadIndexMessages, which the library keeps over a change of role.
 */
import { Map as ImmutableMap } from 'immutable';
import type { Raft } from '../../raft/raft.ts';
import type { ReadOnly } from '../../raft/readonly.ts';
import { reset } from '../../raft/tracker/inflights.ts';
import { Progress } from '../../raft/tracker/progress.ts';
import type { ProgressMap } from '../../raft/tracker/tracker.ts';
import type { Model } from '../model.ts';
import type { Node } from './node.ts';

/** The node with every field that cannot matter at its fixed value. Idempotent. */
export type Identity = (node: Node) => Node;

export function identity(model: Model): Identity {
  const canonicalRaft = raftIdentity(model);
  return (node) => {
    if (node.rn === null) return node;
    return node.set('rn', node.rn.set('raft', canonicalRaft(node.rn.raft)));
  };
}

function raftIdentity(model: Model): (r: Raft) => Raft {
  const canonicalTimers =
    model.clock === 'untimed'
      ? untimedTimers(model.checkQuorum)
      : timedTimers(model.checkQuorum || model.bounds['max-transfers'] !== 0);
  const canonicalProgress = progressIdentity(model);
  const sizesMatter = model.maxUncommittedEntriesSize !== null;
  const changesMatter = model.bounds['max-conf-changes'] !== 0;
  return (r) => {
    const leader = r.state === 'StateLeader';
    const candidate = r.state === 'StateCandidate' || r.state === 'StatePreCandidate';
    let trk = r.trk;
    // Votes are read while polling; every change of role clears them.
    if (!candidate) trk = trk.set('votes', ImmutableMap());
    // Progress is read by leaders only, and becomeLeader resets it.
    trk = trk.set('progress', leader ? trk.progress.map(canonicalProgress) : blank(trk.progress));
    let next = canonicalTimers(r).set('trk', trk).set('readOnly', canonicalReads(r.readOnly));
    // What waits uncommitted is compared with the limit and nothing else.
    if (!sizesMatter) next = next.set('uncommittedSize', 0);
    // The question is always whether it is applied, and what is applied stays so.
    if (!changesMatter || r.pendingConfIndex <= r.raftLog.applied) next = next.set('pendingConfIndex', 0);
    return next;
  };
}

/**
 * Without a clock any timer may fire at any time, so how far it has come means nothing. One thing does: whether a follower
 * of a live leader is still inside its lease, for which the timer is either at the start or past the timeout.
 */
function untimedTimers(checkQuorum: boolean): (r: Raft) => Raft {
  return (r) => {
    const leased = checkQuorum && r.state === 'StateFollower' && r.lead !== 0;
    const expired = leased && r.electionElapsed >= r.electionTimeout;
    return r
      .set('heartbeatElapsed', 0)
      .set('electionElapsed', expired ? r.electionTimeout : 0)
      .set('randomizedElectionTimeout', r.electionTimeout);
  };
}

/**
 * By the clock, a node that is past the shortest election timeout may campaign with any tick, and its lease is over: how
 * long past, nobody asks. The timeout itself is chosen when its time comes (inputs.ts). A leader counts election timeouts
 * for what happens once in one only: the quorum check, and that a transfer is given up (`leaderCounts`).
 */
function timedTimers(leaderCounts: boolean): (r: Raft) => Raft {
  return (r) => {
    const counts = r.state !== 'StateLeader' || leaderCounts;
    return r
      .set('electionElapsed', counts ? Math.min(r.electionElapsed, r.electionTimeout) : 0)
      .set('randomizedElectionTimeout', r.electionTimeout);
  };
}

/** An echo confirms what lies beyond the reads that are confirmed already, so an older one confirms nothing any more. */
function canonicalReads(ro: ReadOnly): ReadOnly {
  if (ro.acks.every((position) => position > ro.confirmedReads)) return ro;
  return ro.set(
    'acks',
    ro.acks.filter((position) => position > ro.confirmedReads),
  );
}

const blankVoter = Progress({ next: 1 });
const blankLearner = blankVoter.set('isLearner', true);

/** At a node that is not the leader, a progress only says who is a learner. */
function blank(progress: ProgressMap): ProgressMap {
  if (progress.every((pr) => pr === blankVoter || pr === blankLearner)) return progress;
  return progress.map((pr) => (pr.isLearner ? blankLearner : blankVoter));
}

/** The different terms of entries that one leader may send where the spread of terms is bounded; null: it is not. */
function entriesWithin(maxSpread: number | null): number {
  return maxSpread === null ? Number.POSITIVE_INFINITY : maxSpread + 2;
}

function progressIdentity(model: Model): (pr: Progress) => Progress {
  const { bounds } = model;
  // recentActive is read by the quorum check and before a snapshot is sent, which needs a compacted log.
  const readsActive = model.checkQuorum || bounds['max-compactions'] !== 0;
  // What is in flight matters when the window can fill. Each log entry is in flight at most once, and the log has an empty
  // entry a term, the proposals, and each configuration change with its leaving of the joint configuration.
  const longest =
    (bounds['max-term'] ?? entriesWithin(bounds['max-spread'])) +
    (bounds['max-proposals'] ?? Number.POSITIVE_INFINITY) +
    2 * (bounds['max-conf-changes'] ?? Number.POSITIVE_INFINITY);
  const readsInflights = model.maxInflightBytes !== null || model.maxInflightMsgs <= longest;
  return (pr) => {
    const active = readsActive ? pr : pr.set('recentActive', true);
    return readsInflights ? active : active.set('inflights', reset(active.inflights));
  };
}
