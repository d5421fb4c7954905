/**
 * The moves between the roles, each of which starts a clean page (`reset`).
 *
 *     follower -> pre-candidate -> candidate -> leader;  from everywhere back to follower
 *
 * Who may move and when is decided elsewhere (campaign.ts, step.ts); what is impossible panics here.
 */
import { List } from 'immutable';
import { appendEntry } from './append.ts';
import * as log from './log/log.ts';
import { panic } from './panic.ts';
import { Entry, None } from './pb.ts';
import { type Raft, withProgress } from './raft.ts';
import { ReadOnly } from './readonly.ts';
import { newInflights } from './tracker/inflights.ts';
import { becomeReplicate, Progress } from './tracker/progress.ts';
import { resetVotes } from './tracker/tracker.ts';

const emptyEntry = List([Entry()]);

/** etcd: raft.becomeFollower */
export function becomeFollower(r: Raft, term: number, lead: number): Raft {
  return reset(r, term).set('lead', lead).set('state', 'StateFollower');
}

/** Raises the term and votes for itself (paper, section 5.2; etcd: raft.becomeCandidate). */
export function becomeCandidate(r: Raft): Raft {
  if (r.state === 'StateLeader') panic('leader-to-candidate', `node ${r.id} at term ${r.term}`);
  return reset(r, r.term + 1).merge({ vote: r.id, state: 'StateCandidate' });
}

/**
 * Only asks who would vote for it: the term, the vote and the timers stay as they are, so that a node that cannot win
 * disturbs nobody (thesis, section 9.6; etcd: raft.becomePreCandidate).
 */
export function becomePreCandidate(r: Raft): Raft {
  if (r.state === 'StateLeader') panic('leader-to-pre-candidate', `node ${r.id} at term ${r.term}`);
  return r.set('trk', resetVotes(r.trk)).set('lead', None).set('state', 'StatePreCandidate');
}

/**
 * Takes over and appends an empty entry, the first of its term: with it, all that came before can be committed (paper,
 * section 8; etcd: raft.becomeLeader).
 */
export function becomeLeader(r: Raft): Raft {
  if (r.state === 'StateFollower') panic('follower-to-leader', `node ${r.id} at term ${r.term}`);
  const clean = reset(r, r.term);
  const self = clean.trk.progress.get(r.id) ?? panic('no-progress', `leader ${r.id} does not track itself`);
  const leading = withProgress(clean, r.id, becomeReplicate(self).set('recentActive', true)).merge({
    lead: r.id,
    state: 'StateLeader',
    // The tail may hold an unapplied configuration change. Rather than look for it, act as if the last entry were one.
    pendingConfIndex: log.lastIndex(r.raftLog),
  });
  const [started, accepted] = appendEntry(leading, emptyEntry);
  // It has no payload, so that no size limit can refuse it.
  if (!accepted) panic('empty-entry-dropped', `node ${r.id} at term ${r.term}`);
  return started;
}

/** Forgets everything that belonged to the last role; at a new term also the vote (etcd: raft.reset). */
function reset(r: Raft, term: number): Raft {
  return r.merge({
    term,
    vote: r.term === term ? r.vote : None,
    lead: None,
    electionElapsed: 0,
    heartbeatElapsed: 0,
    randomizedElectionTimeout: r.electionTimeout + r.timeoutJitter,
    leadTransferee: None,
    trk: resetVotes(r.trk).set('progress', resetProgress(r)),
    pendingConfIndex: 0,
    uncommittedSize: 0,
    readOnly: ReadOnly({ option: r.readOnly.option }),
  });
}

/** Nothing is known of any node's log but one's own; who is a learner stays. */
function resetProgress(r: Raft): Raft['trk']['progress'] {
  const last = log.lastIndex(r.raftLog);
  const inflights = newInflights(r.trk.maxInflight, r.trk.maxInflightBytes);
  return r.trk.progress.map((pr, id) =>
    Progress({ match: id === r.id ? last : 0, next: last + 1, inflights, isLearner: pr.isLearner }),
  );
}
