/**
 * What an application says when it starts a node, and what makes that impossible.
 *
 * A plain object, since it is an input and not a state: `{ ...defaultConfig, id: 1, storage }`. `newRaft` (newraft.ts)
 * checks it and copies what the core needs into the Raft record.
 */
import { MemoryStorage, type Storage } from './log/storage.ts';
import { LocalAppendThread, LocalApplyThread, None, noLimit } from './pb.ts';
import type { ReadOnlyOption } from './readonly.ts';

export interface Config {
  /** This node. Neither None nor one of the local threads. */
  readonly id: number;
  /** Ticks without a word from a leader before an election. electionTick > heartbeatTick. */
  readonly electionTick: number;
  /** Ticks between a leader's heartbeats. heartbeatTick > 0. */
  readonly heartbeatTick: number;
  /** What is durable, configuration and hard state included. */
  readonly storage: Storage;
  /** The last index the application has applied; set at a restart only. 0: as far as the storage's snapshot reaches. */
  readonly applied: number;
  /** Storage work leaves as MsgStorageAppend and MsgStorageApply, and `advance` is not used. */
  readonly asyncStorageWrites: boolean;
  /** Encoded bytes of entries in one MsgApp; at least one entry is always sent. */
  readonly maxSizePerMsg: number;
  /** Encoded bytes of committed entries handed out and not yet applied. 0: as maxSizePerMsg. */
  readonly maxCommittedSizePerReady: number;
  /** Payload bytes of a leader's uncommitted entries before proposals are dropped. 0: no limit. */
  readonly maxUncommittedEntriesSize: number;
  /** MsgApps with entries on their way to one follower. > 0. */
  readonly maxInflightMsgs: number;
  /** Payload bytes on their way to one follower. 0: no limit; otherwise >= maxSizePerMsg. */
  readonly maxInflightBytes: number;
  /** A leader steps down after an election timeout without a quorum; votes are ignored while a leader is heard. */
  readonly checkQuorum: boolean;
  /** Ask whether an election could be won before raising the term (thesis, section 9.6). */
  readonly preVote: boolean;
  /** How a read is known to be linearizable. 'ReadOnlyLeaseBased' needs checkQuorum. */
  readonly readOnlyOption: ReadOnlyOption;
  /** A follower drops proposals instead of sending them to its leader. */
  readonly disableProposalForwarding: boolean;
  /** A leader appends every configuration change it is asked for, whatever its present configuration. */
  readonly disableConfChangeValidation: boolean;
  /** A leader that is removed or demoted becomes a follower at once. */
  readonly stepDownOnRemoval: boolean;
}

/** A ten-tick election timeout, no limits but on messages in flight, and every option off. The id is the caller's. */
export const defaultConfig: Config = {
  id: None,
  electionTick: 10,
  heartbeatTick: 1,
  storage: new MemoryStorage(),
  applied: 0,
  asyncStorageWrites: false,
  maxSizePerMsg: noLimit,
  maxCommittedSizePerReady: 0,
  maxUncommittedEntriesSize: 0,
  maxInflightMsgs: 256,
  maxInflightBytes: 0,
  checkQuorum: false,
  preVote: false,
  readOnlyOption: 'ReadOnlySafe',
  disableProposalForwarding: false,
  disableConfChangeValidation: false,
  stepDownOnRemoval: false,
};

export type ConfigError =
  | 'ErrIdNone'
  | 'ErrIdLocalTarget'
  | 'ErrHeartbeatTick'
  | 'ErrElectionTick'
  | 'ErrMaxInflightMsgs'
  | 'ErrMaxInflightBytes'
  | 'ErrLeaseWithoutCheckQuorum';

/** Why no node can be started from `c`, or null. In the order in which the library looks (etcd: Config.validate). */
export function validate(c: Config): ConfigError | null {
  if (c.id === None) return 'ErrIdNone';
  if (c.id === LocalAppendThread || c.id === LocalApplyThread) return 'ErrIdLocalTarget';
  if (c.heartbeatTick <= 0) return 'ErrHeartbeatTick';
  if (c.electionTick <= c.heartbeatTick) return 'ErrElectionTick';
  if (c.maxInflightMsgs <= 0) return 'ErrMaxInflightMsgs';
  if (c.maxInflightBytes !== 0 && c.maxInflightBytes < c.maxSizePerMsg) return 'ErrMaxInflightBytes';
  if (c.readOnlyOption === 'ReadOnlyLeaseBased' && !c.checkQuorum) return 'ErrLeaseWithoutCheckQuorum';
  return null;
}

/** `c` with each 0 that stands for another value replaced by it (etcd: the other half of Config.validate). */
export function withDefaults(c: Config): Config {
  return {
    ...c,
    maxUncommittedEntriesSize: c.maxUncommittedEntriesSize || noLimit,
    maxCommittedSizePerReady: c.maxCommittedSizePerReady || c.maxSizePerMsg,
    maxInflightBytes: c.maxInflightBytes || noLimit,
  };
}
