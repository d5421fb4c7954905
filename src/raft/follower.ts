/**
 * A follower's step: it takes what its leader says, passes on what clients ask of it, and campaigns when told to.
 */
import { hup } from './campaign.ts';
import { handleAppendEntries, handleHeartbeat, handleSnapshot } from './handlers.ts';
import { type Message, None } from './pb.ts';
import type { Raft, Stepped } from './raft.ts';
import { ReadState } from './readonly.ts';
import { send } from './send.ts';

/** etcd: stepFollower */
export function stepFollower(r: Raft, m: Message): Stepped {
  switch (m.type) {
    case 'MsgProp':
      return forwardProp(r, m);
    case 'MsgApp':
      return [handleAppendEntries(hearLeader(r, m), m), null];
    case 'MsgHeartbeat':
      return [handleHeartbeat(hearLeader(r, m), m), null];
    case 'MsgSnap':
      return [handleSnapshot(hearLeader(r, m), m), null];
    case 'MsgTransferLeader':
    case 'MsgReadIndex':
      return [r.lead === None ? r : send(r, m.set('to', r.lead)), null];
    case 'MsgForgetLeader':
      return [forgetLeader(r), null];
    case 'MsgTimeoutNow':
      // Never with a pre-vote: the leader has just vouched for this node, a round trip would only cost time.
      return [hup(r, 'CampaignTransfer'), null];
    case 'MsgReadIndexResp':
      return [readConfirmed(r, m), null];
    // For leaders and candidates, or late answers to what this node was.
    case 'MsgBeat':
    case 'MsgCheckQuorum':
    case 'MsgAppResp':
    case 'MsgHeartbeatResp':
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
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

function hearLeader(r: Raft, m: Message): Raft {
  return r.set('electionElapsed', 0).set('lead', m.from);
}

/** Clients may talk to any node (paper, section 8); a leader unknown or not to be bothered drops the proposal. */
function forwardProp(r: Raft, m: Message): Stepped {
  if (r.lead === None || r.disableProposalForwarding) return [r, 'ErrProposalDropped'];
  return [send(r, m.set('to', r.lead)), null];
}

/**
 * The follower may then grant votes and pre-votes in this term again: a way to be quick when the application knows that
 * the leader is gone. Not with lease reads, whose safety is that nobody forgets a leader early.
 */
function forgetLeader(r: Raft): Raft {
  return r.readOnly.option === 'ReadOnlyLeaseBased' ? r : r.set('lead', None);
}

/** The answer to a read of this node that its leader has confirmed; without exactly one entry it is none. */
function readConfirmed(r: Raft, m: Message): Raft {
  const entry = m.entries.first();
  if (entry === undefined || m.entries.size !== 1) return r;
  return r.set('readStates', r.readStates.push(ReadState({ index: m.index, requestCtx: entry.data })));
}
