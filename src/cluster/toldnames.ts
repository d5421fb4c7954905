/** The words of etcd's state tracing (etcd: state_trace.go), and of what stands in their place where only steps are told. */

export const eventNames = [
  ...(['InitState', 'BecomeCandidate', 'BecomeFollower', 'BecomeLeader', 'Commit', 'Replicate'] as const),
  ...(['ChangeConf', 'ApplyConfChange', 'Ready', 'SendAppendEntriesRequest'] as const),
  ...(['ReceiveAppendEntriesRequest', 'SendAppendEntriesResponse'] as const),
  ...(['ReceiveAppendEntriesResponse', 'SendRequestVoteRequest', 'ReceiveRequestVoteRequest'] as const),
  ...(['SendRequestVoteResponse', 'ReceiveRequestVoteResponse'] as const),
] as const;

/** A node sends, is given a message, is asked to append: whatever the message's type, and whatever else it appends. */
export const stepNames = ['Send', 'Receive', 'Propose'] as const;

export const tracedMessages = [
  ...(['MsgApp', 'MsgAppResp', 'MsgHeartbeat', 'MsgHeartbeatResp', 'MsgSnap', 'MsgVote'] as const),
  'MsgVoteResp',
] as const;

export const roleNames = ['StateFollower', 'StatePreCandidate', 'StateCandidate', 'StateLeader'] as const;

export const changeNames = ['AddNewServer', 'RemoveServer', 'AddLearner'] as const;
