/**
 * How a node asks to lead: whether it may, whom it asks, and how the answers are counted.
 */
import * as log from './log/log.ts';
import { panic } from './panic.ts';
import { Message, type MessageType } from './pb.ts';
import * as joint from './quorum/joint.ts';
import { sortedIds } from './quorum/majority.ts';
import type { VoteResult } from './quorum/quorum.ts';
import type { Raft } from './raft.ts';
import { becomeCandidate, becomePreCandidate } from './role.ts';
import { send } from './send.ts';
import { recordVote, tallyVotes } from './tracker/tracker.ts';

/**
 * 'CampaignPreElection': the question before the election. 'CampaignElection': the election. 'CampaignTransfer': an
 * election that the old leader asked for; the word travels as the MsgVote's context and overrules leases.
 */
export type CampaignType = 'CampaignPreElection' | 'CampaignElection' | 'CampaignTransfer';
export const campaignTransfer: CampaignType = 'CampaignTransfer';

/** Campaigns if this node may: it does not lead, can be elected, and knows the newest configuration (etcd: raft.hup). */
export function hup(r: Raft, type: CampaignType): Raft {
  if (r.state === 'StateLeader' || !promotable(r) || hasUnappliedConfChanges(r)) return r;
  return campaign(r, type);
}

/** A voter that is not waiting for a snapshot, as far as it knows (etcd: raft.promotable). */
export function promotable(r: Raft): boolean {
  const pr = r.trk.progress.get(r.id);
  return pr !== undefined && !pr.isLearner && !log.hasNextOrInProgressSnapshot(r.raftLog);
}

/**
 * A committed configuration change not yet applied: campaigning under the old configuration, a node could win with a
 * majority that is none any more (etcd: raft.hasUnappliedConfChanges).
 */
function hasUnappliedConfChanges(r: Raft): boolean {
  const { applied, committed, maxApplyingEntsSize } = r.raftLog;
  let found = false;
  const error = log.scan(r.raftLog, applied + 1, committed + 1, maxApplyingEntsSize, (entries) => {
    found = entries.some((entry) => entry.type !== 'EntryNormal');
    return !found;
  });
  // The application compacted the log beyond what it said it had applied.
  if (error !== null) panic('unapplied-unreadable', `reading (${applied}, ${committed}] gave ${error}`);
  return found;
}

/**
 * Becomes a candidate of some kind and asks every voter of both halves, in the order of their ids (paper, section 5.2;
 * etcd: raft.campaign). Its own vote it sends to itself, so that it counts only when it is durable.
 */
export function campaign(r: Raft, type: CampaignType): Raft {
  const pre = type === 'CampaignPreElection';
  let next = pre ? becomePreCandidate(r) : becomeCandidate(r);
  // A pre-vote asks about the term that the election would have.
  const term = pre ? next.term + 1 : next.term;
  const last = log.lastEntryID(next.raftLog);
  const request = Message({
    type: pre ? 'MsgPreVote' : 'MsgVote',
    term,
    index: last.index,
    logTerm: last.term,
    context: type === campaignTransfer ? type : '',
  });
  const own = Message({ type: voteRespMsgType(request.type), term });
  for (const id of sortedIds(joint.ids(next.trk.config.voters))) {
    next = send(next, (id === r.id ? own : request).set('to', id));
  }
  return next;
}

/** Notes a vote and says how the election stands (etcd: raft.poll). */
export function poll(r: Raft, id: number, granted: boolean): readonly [Raft, VoteResult] {
  const trk = recordVote(r.trk, id, granted);
  return [r.set('trk', trk), tallyVotes(trk).result];
}

/** etcd: voteRespMsgType */
export function voteRespMsgType(request: MessageType): MessageType {
  return request === 'MsgPreVote' ? 'MsgPreVoteResp' : 'MsgVoteResp';
}
