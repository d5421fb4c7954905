/**
 * The core's error constants as sentences, in the words that etcd prints for the same errors.
 * Above the modules that return them; nothing in the core depends on it.
 */
import type { ConfigError } from '../config.ts';
import type { StorageError } from '../log/storage.ts';
import type { StepError } from '../raft.ts';

export type RaftError = StepError | StorageError | ConfigError;

const sentences: Readonly<Record<RaftError, string>> = {
  ErrStepLocalMsg: 'raft: cannot step raft local message',
  ErrStepPeerNotFound: 'raft: cannot step as peer not found',
  ErrProposalDropped: 'raft proposal dropped',
  ErrCompacted: 'requested index is unavailable due to compaction',
  ErrSnapOutOfDate: 'requested index is older than the existing snapshot',
  ErrUnavailable: 'requested entry at index is unavailable',
  ErrSnapshotTemporarilyUnavailable: 'snapshot is temporarily unavailable',
  ErrIdNone: 'cannot use none as id',
  ErrIdLocalTarget: 'cannot use local target as id',
  ErrHeartbeatTick: 'heartbeat tick must be greater than 0',
  ErrElectionTick: 'election tick must be greater than heartbeat tick',
  ErrMaxInflightMsgs: 'max inflight messages must be greater than 0',
  ErrMaxInflightBytes: 'max inflight bytes must be >= max message size',
  ErrLeaseWithoutCheckQuorum: 'CheckQuorum must be enabled when ReadOnlyOption is ReadOnlyLeaseBased',
};

/** What went wrong, as a sentence for a person or a transcript. */
export function describeError(error: RaftError): string {
  return sentences[error];
}
