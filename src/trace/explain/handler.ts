/**
 * Which function of the core handles an action: for whoever goes on reading there.
 */
import type { Role } from '../../cluster/view.ts';
import type { Moment } from './moment.ts';

/** `src/raft/step.ts stepVote`, or '' where the core has no part. */
export type Handler = string;

export function handlerOf({ action, before }: Moment): Handler {
  switch (action.kind) {
    case 'deliver':
      return ofMessage(action.message.type, before.role);
    case 'timeout':
      return 'src/raft/campaign.ts hup';
    case 'heartbeat':
      return 'src/raft/replicate.ts bcastHeartbeat';
    case 'check-quorum':
      return 'src/raft/leader.ts stepCheckQuorum';
    case 'tick':
      return 'src/raft/tick.ts tick';
    case 'propose':
    case 'propose-conf':
      return before.role === 'leader' ? 'src/raft/propose.ts stepProp' : 'src/raft/follower.ts forwardProp';
    case 'read':
      return before.role === 'leader'
        ? 'src/raft/readindex.ts stepReadIndex'
        : 'src/raft/follower.ts stepFollower';
    case 'transfer':
      return 'src/raft/transfer.ts stepTransferLeader';
    case 'forget-leader':
      return 'src/raft/follower.ts forgetLeader';
    case 'unreachable':
      return 'src/raft/leader.ts stepUnreachable';
    case 'snapshot-status':
      return 'src/raft/leader.ts stepSnapStatus';
    case 'restart':
      return 'src/raft/newraft.ts newRaft';
    case 'append-done':
      return 'src/raft/step.ts stepStorageAppendResp';
    case 'apply-done':
      return 'src/raft/step.ts stepStorageApplyResp';
    case 'expire-lease':
    case 'drop':
    case 'duplicate':
    case 'crash':
    case 'compact':
      return '';
  }
}

/** By role: what is not for this role is passed over, or passed on, by the role's own step. */
function ofMessage(type: string, role: Role): Handler {
  const leads = role === 'leader';
  switch (type) {
    case 'MsgVote':
    case 'MsgPreVote':
      return 'src/raft/step.ts stepVote';
    case 'MsgVoteResp':
    case 'MsgPreVoteResp':
      return role.endsWith('candidate') ? 'src/raft/candidate.ts countVote' : ofRole(role);
    case 'MsgApp':
      return leads ? ofRole(role) : 'src/raft/handlers.ts handleAppendEntries';
    case 'MsgHeartbeat':
      return leads ? ofRole(role) : 'src/raft/handlers.ts handleHeartbeat';
    case 'MsgSnap':
      return leads ? ofRole(role) : 'src/raft/handlers.ts handleSnapshot';
    case 'MsgAppResp':
      return leads ? 'src/raft/appendresponse.ts stepAppResp' : ofRole(role);
    case 'MsgHeartbeatResp':
      return leads ? 'src/raft/leader.ts stepHeartbeatResp' : ofRole(role);
    case 'MsgTransferLeader':
      return leads ? 'src/raft/transfer.ts stepTransferLeader' : ofRole(role);
    case 'MsgProp':
      return leads ? 'src/raft/propose.ts stepProp' : ofRole(role);
    case 'MsgReadIndex':
      return leads ? 'src/raft/readindex.ts stepReadIndex' : ofRole(role);
    default:
      return ofRole(role);
  }
}

function ofRole(role: Role): Handler {
  switch (role) {
    case 'follower':
      return 'src/raft/follower.ts stepFollower';
    case 'candidate':
    case 'pre-candidate':
      return 'src/raft/candidate.ts stepCandidate';
    case 'leader':
      return 'src/raft/leader.ts stepLeader';
  }
}
