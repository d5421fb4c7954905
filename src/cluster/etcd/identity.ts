/**
 * The identity of a node: which of its fields can still influence anything under the model's options. A field that cannot
 * is given one fixed value here, each with its reason, so that states that differ in nothing that matters are one state.
 * This is the only place where anything is left out.
 */
import { Map } from 'immutable';
import type { Raft } from '../../raft/raft.ts';
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
  const untimed = model.clock === 'untimed';
  const canonicalProgress = progressIdentity(model);
  return (r) => {
    const leader = r.state === 'StateLeader';
    const candidate = r.state === 'StateCandidate' || r.state === 'StatePreCandidate';
    let trk = r.trk;
    // Votes are read while polling; every change of role clears them.
    if (!candidate) trk = trk.set('votes', Map());
    // Progress is read by leaders only, and becomeLeader resets it.
    trk = trk.set('progress', leader ? trk.progress.map(canonicalProgress) : blank(trk.progress));
    const timed = untimed ? untimedTimers(r, model.checkQuorum) : r;
    return timed.set('trk', trk);
  };
}

/**
 * Without a clock any timer may fire at any time, so how far it has come means nothing. One thing does: whether a follower
 * of a live leader is still inside its lease, for which the timer is either at the start or past the timeout.
 */
function untimedTimers(r: Raft, checkQuorum: boolean): Raft {
  const leased = checkQuorum && r.state === 'StateFollower' && r.lead !== 0;
  const expired = leased && r.electionElapsed >= r.electionTimeout;
  return r
    .set('heartbeatElapsed', 0)
    .set('electionElapsed', expired ? r.electionTimeout : 0)
    .set('randomizedElectionTimeout', r.electionTimeout);
}

const blankVoter = Progress({ next: 1 });
const blankLearner = blankVoter.set('isLearner', true);

/** At a node that is not the leader, a progress only says who is a learner. */
function blank(progress: ProgressMap): ProgressMap {
  if (progress.every((pr) => pr === blankVoter || pr === blankLearner)) return progress;
  return progress.map((pr) => (pr.isLearner ? blankLearner : blankVoter));
}

function progressIdentity(model: Model): (pr: Progress) => Progress {
  const { bounds } = model;
  // recentActive is read by the quorum check and before a snapshot is sent, which needs a compacted log.
  const readsActive = model.checkQuorum || bounds['max-compactions'] !== 0;
  // What is in flight matters when the window can fill. Each log entry is in flight at most once, and the log has an empty
  // entry a term, the proposals, and each configuration change with its leaving of the joint configuration.
  const longest =
    (bounds['max-term'] ?? Number.POSITIVE_INFINITY) +
    (bounds['max-proposals'] ?? Number.POSITIVE_INFINITY) +
    2 * (bounds['max-conf-changes'] ?? Number.POSITIVE_INFINITY);
  const readsInflights = model.maxInflightBytes !== null || model.maxInflightMsgs <= longest;
  return (pr) => {
    const active = readsActive ? pr : pr.set('recentActive', true);
    return readsInflights ? active : active.set('inflights', reset(active.inflights));
  };
}
