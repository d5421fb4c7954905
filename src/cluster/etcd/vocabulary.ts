/**
 * All that can happen in a cluster of this core, in the words of reports: what coverage is measured against.
 */
import type { MessageType } from '../../raft/pb.ts';
import { type LocalKind, localKinds } from '../action.ts';

/** The order in which they are listed, which is an older one than that of the table of actions: new ones follow. */
const listed: readonly LocalKind[] = [
  ...(['timeout', 'heartbeat', 'check-quorum', 'expire-lease', 'crash', 'restart'] as const),
  ...(['propose', 'propose-conf', 'read', 'transfer', 'forget-leader'] as const),
  ...(['compact', 'unreachable', 'snapshot-status', 'append-done', 'apply-done', 'tick'] as const),
];

/** What one node sends to another. */
const sent: readonly MessageType[] = [
  'MsgProp',
  'MsgApp',
  'MsgAppResp',
  'MsgVote',
  'MsgVoteResp',
  'MsgPreVote',
  'MsgPreVoteResp',
  'MsgSnap',
  'MsgHeartbeat',
  'MsgHeartbeatResp',
  'MsgReadIndex',
  'MsgReadIndexResp',
  'MsgTransferLeader',
  'MsgTimeoutNow',
];

/** The kinds of actions as reports count them: "timeout", "deliver MsgApp". */
export const vocabulary: readonly string[] = [
  ...new Set([...listed, ...localKinds]),
  ...sent.map((type) => `deliver ${type}`),
];
