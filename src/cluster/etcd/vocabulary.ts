/**
 * All that can happen in a cluster of this core, in the words of reports: what coverage is measured against.
 */
import type { MessageType } from '../../raft/pb.ts';
import type { ActionKind } from '../action.ts';

/** Actions that need no message. */
const local: Readonly<Record<Exclude<ActionKind, 'deliver' | 'drop' | 'duplicate'>, true>> = {
  timeout: true,
  heartbeat: true,
  'check-quorum': true,
  'expire-lease': true,
  crash: true,
  restart: true,
  propose: true,
  'propose-conf': true,
  read: true,
  transfer: true,
  'forget-leader': true,
  compact: true,
  unreachable: true,
  'snapshot-status': true,
  'append-done': true,
  'apply-done': true,
  tick: true,
};

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

/** As reports count them: "timeout", "deliver MsgApp". */
export const vocabulary: readonly string[] = [
  ...Object.keys(local),
  ...sent.map((type) => `deliver ${type}`),
];
