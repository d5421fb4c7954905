/**
 * Which function of the core handles a message.
 */
import type { Role } from '../../cluster/view.ts';

/** `src/raft/step.ts stepVote`, or '' where the core has no part. */
export type Handler = string;

/** By role: what is not for this role is passed over, or passed on, by the role's own step. */
export function handlerOfMessage(type: string, role: Role): Handler {
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
