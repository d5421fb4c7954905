/**
 * What may come over the network and what may not (etcd: util.go).
 */
import { LocalAppendThread, LocalApplyThread, type MessageType } from './pb.ts';

const localMsgs: ReadonlySet<MessageType> = new Set([
  'MsgHup',
  'MsgBeat',
  'MsgUnreachable',
  'MsgSnapStatus',
  'MsgCheckQuorum',
  'MsgStorageAppend',
  'MsgStorageAppendResp',
  'MsgStorageApply',
  'MsgStorageApplyResp',
]);

const responseMsgs: ReadonlySet<MessageType> = new Set([
  'MsgAppResp',
  'MsgVoteResp',
  'MsgHeartbeatResp',
  'MsgUnreachable',
  'MsgReadIndexResp',
  'MsgPreVoteResp',
  'MsgStorageAppendResp',
  'MsgStorageApplyResp',
]);

/** Made and handled on one node, by its core, its storage threads or its application (etcd: IsLocalMsg). */
export function isLocalMsg(type: MessageType): boolean {
  return localMsgs.has(type);
}

/** An answer to something this node sent (etcd: IsResponseMsg). */
export function isResponseMsg(type: MessageType): boolean {
  return responseMsgs.has(type);
}

/** One of the two storage threads (etcd: IsLocalMsgTarget). */
export function isLocalMsgTarget(id: number): boolean {
  return id === LocalAppendThread || id === LocalApplyThread;
}
