/**
 * A candidate's step, for both kinds: it counts answers of its own kind, and gives way to a leader of its term.
 */
import { campaign, poll } from './campaign.ts';
import { handleAppendEntries, handleHeartbeat, handleSnapshot } from './handlers.ts';
import { type Message, None } from './pb.ts';
import type { Raft, Stepped } from './raft.ts';
import { bcastAppend } from './replicate.ts';
import { becomeFollower, becomeLeader } from './role.ts';

/** etcd: stepCandidate */
export function stepCandidate(r: Raft, m: Message): Stepped {
  switch (m.type) {
    case 'MsgProp':
      return [r, 'ErrProposalDropped'];
    case 'MsgApp':
      return [handleAppendEntries(giveWay(r, m), m), null];
    case 'MsgHeartbeat':
      return [handleHeartbeat(giveWay(r, m), m), null];
    case 'MsgSnap':
      return [handleSnapshot(giveWay(r, m), m), null];
    // A candidate still receives answers to the pre-vote that came before, which are votes for nothing.
    case 'MsgPreVoteResp':
      return [r.state === 'StatePreCandidate' ? countVote(r, m) : r, null];
    case 'MsgVoteResp':
      return [r.state === 'StateCandidate' ? countVote(r, m) : r, null];
    // It knows no leader to pass things on to, and whoever tells it to campaign comes late.
    case 'MsgTimeoutNow':
    case 'MsgTransferLeader':
    case 'MsgForgetLeader':
    case 'MsgReadIndex':
    case 'MsgReadIndexResp':
    case 'MsgBeat':
    case 'MsgCheckQuorum':
    case 'MsgAppResp':
    case 'MsgHeartbeatResp':
    case 'MsgSnapStatus':
    case 'MsgUnreachable':
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

/** Whoever leads this term has won it (paper, section 5.2). m.term == r.term, since step has judged it. */
function giveWay(r: Raft, m: Message): Raft {
  return becomeFollower(r, m.term, m.from);
}

function countVote(r: Raft, m: Message): Raft {
  const [counted, result] = poll(r, m.from, !m.reject);
  switch (result) {
    case 'VoteWon':
      if (r.state === 'StatePreCandidate') return campaign(counted, 'CampaignElection');
      return bcastAppend(becomeLeader(counted));
    case 'VoteLost':
      // A pre-vote's answer carries a term that is not ours; we stay in our own.
      return becomeFollower(counted, counted.term, None);
    case 'VotePending':
      return counted;
  }
}
