/**
 * Where every message enters: first its term is judged, then what any role handles alike, then the role has its say.
 *
 * Everything above calls `step` and nothing below it does, so one call is one message.
 */

import { reduceUncommittedSize } from './append.ts';
import { appliedSnap, appliedTo } from './applied.ts';
import { campaignTransfer, hup, voteRespMsgType } from './campaign.ts';
import { stepCandidate } from './candidate.ts';
import { stepFollower } from './follower.ts';
import { stepLeader } from './leader.ts';
import * as log from './log/log.ts';
import { entsSize, payloadsSize } from './log/size.ts';
import { EntryID } from './log/types.ts';
import { Message, None } from './pb.ts';
import type { Raft, Stepped } from './raft.ts';
import { becomeFollower } from './role.ts';
import { send } from './send.ts';

/** The node after `m`, and why it was not taken, if it was not (etcd: raft.Step). A message of term 0 is local. */
export function step(r: Raft, m: Message): Stepped {
  if (m.term === 0 || m.term === r.term) return stepCurrentTerm(r, m);
  if (m.term < r.term) return [stepLowerTerm(r, m), null];
  if (leaseForbids(r, m)) return [r, null];
  return stepCurrentTerm(meetHigherTerm(r, m), m);
}

/**
 * With a quorum check, a node that has heard its leader within the minimum election timeout ignores requests for votes,
 * unless the leader itself asked for the election (paper, end of section 6; thesis, section 4.2.3).
 */
function leaseForbids(r: Raft, m: Message): boolean {
  if (m.type !== 'MsgVote' && m.type !== 'MsgPreVote') return false;
  const inLease = r.checkQuorum && r.lead !== None && r.electionElapsed < r.electionTimeout;
  return inLease && m.context !== campaignTransfer;
}

/** A higher term makes a follower of everyone (paper, section 5.1), except where it is a term that nobody has yet. */
function meetHigherTerm(r: Raft, m: Message): Raft {
  if (m.type === 'MsgPreVote') return r;
  // A granted pre-vote speaks of the term that was asked about. A refusal carries the voter's own: that one counts.
  if (m.type === 'MsgPreVoteResp' && !m.reject) return r;
  const fromLeader = m.type === 'MsgApp' || m.type === 'MsgHeartbeat' || m.type === 'MsgSnap';
  return becomeFollower(r, m.term, fromLeader ? m.from : None);
}

/** What is late is ignored (paper, section 5.1), with three exceptions. */
function stepLowerTerm(r: Raft, m: Message): Raft {
  // A leader of an old term must learn of ours. Votes do not carry it where leases and pre-votes keep terms from
  // spreading: without this answer, a node whose term ran ahead in a partition could never join again.
  if ((r.checkQuorum || r.preVote) && (m.type === 'MsgHeartbeat' || m.type === 'MsgApp')) {
    return send(r, Message({ type: 'MsgAppResp', to: m.from }));
  }
  // Nodes with and without pre-vote may meet, one with the higher term, the other with the longer log. Silence would
  // leave both without a leader.
  if (m.type === 'MsgPreVote') {
    return send(r, Message({ type: 'MsgPreVoteResp', to: m.from, term: r.term, reject: true }));
  }
  // Entries that were written in an older term may be overwritten by a write still on its way, so they are not taken
  // for stable (storagemessages.ts). A snapshot is: it holds what is committed, whatever the term.
  if (m.type === 'MsgStorageAppendResp' && m.snapshot !== null) return appliedSnap(r, m.snapshot);
  return r;
}

function stepCurrentTerm(r: Raft, m: Message): Stepped {
  switch (m.type) {
    case 'MsgHup':
      return [hup(r, r.preVote ? 'CampaignPreElection' : 'CampaignElection'), null];
    case 'MsgStorageAppendResp':
      return [stepStorageAppendResp(r, m), null];
    case 'MsgStorageApplyResp':
      return [stepStorageApplyResp(r, m), null];
    case 'MsgVote':
    case 'MsgPreVote':
      return [stepVote(r, m), null];
    default:
      return stepRole(r, m);
  }
}

function stepRole(r: Raft, m: Message): Stepped {
  switch (r.state) {
    case 'StateFollower':
      return stepFollower(r, m);
    case 'StateCandidate':
    case 'StatePreCandidate':
      return stepCandidate(r, m);
    case 'StateLeader':
      return stepLeader(r, m);
  }
}

/** The append thread has made durable what the message names. */
function stepStorageAppendResp(r: Raft, m: Message): Raft {
  const id = EntryID({ term: m.logTerm, index: m.index });
  const stable = m.index === 0 ? r : r.set('raftLog', log.stableTo(r.raftLog, id));
  return m.snapshot === null ? stable : appliedSnap(stable, m.snapshot);
}

/** The apply thread, or the application, has applied the message's entries. */
function stepStorageApplyResp(r: Raft, m: Message): Raft {
  const last = m.entries.last();
  if (last === undefined) return r;
  return reduceUncommittedSize(appliedTo(r, last.index, entsSize(m.entries)), payloadsSize(m.entries));
}

/**
 * Grants a vote, at most one in a term and only to a log no older than its own (paper, sections 5.2 and 5.4.1). A
 * pre-vote grants nothing and is not recorded.
 *
 * A learner votes too: it may have been made a voter and not know it yet, and without its vote nobody could be elected
 * who would tell it.
 */
function stepVote(r: Raft, m: Message): Raft {
  const canVote =
    r.vote === m.from || (r.vote === None && r.lead === None) || (m.type === 'MsgPreVote' && m.term > r.term);
  const type = voteRespMsgType(m.type);
  const candidate = EntryID({ term: m.logTerm, index: m.index });
  if (!canVote || !log.isUpToDate(r.raftLog, candidate)) {
    return send(r, Message({ type, to: m.from, term: r.term, reject: true }));
  }
  // The candidate's term, not ours: they differ for a pre-vote, and the candidate ignores what comes from an older one.
  const granted = send(r, Message({ type, to: m.from, term: m.term }));
  return m.type === 'MsgVote' ? granted.set('electionElapsed', 0).set('vote', m.from) : granted;
}
