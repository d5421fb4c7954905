/**
 * The state of one node: the record that every function of the core takes first and gives back.
 *
 * Fields are etcd's (`struct raft`), without its function pointers (`tick` and `step` follow from `state`), its logger and
 * its random source. `newRaft` (newraft.ts) makes the first record; role.ts moves it between the roles.
 */
import { List } from 'immutable';
import { RaftLog } from './log/log.ts';
import { panic } from './panic.ts';
import { HardState, type Message, None, noLimit } from './pb.ts';
import { ReadOnly, type ReadState } from './readonly.ts';
import { Record } from './record.ts';
import type { Progress } from './tracker/progress.ts';
import { ProgressTracker } from './tracker/tracker.ts';

export type StateType = 'StateFollower' | 'StateCandidate' | 'StateLeader' | 'StatePreCandidate';

/** Why a message was not taken. The record returned with it may differ all the same (a leader's pendingConfIndex). */
export type StepError = 'ErrStepLocalMsg' | 'ErrStepPeerNotFound' | 'ErrProposalDropped';

export type RaftFields = {
  id: number;
  term: number;
  vote: number;
  state: StateType;
  lead: number;
  isLearner: boolean;
  raftLog: RaftLog;
  trk: ProgressTracker;
  msgs: List<Message>;
  msgsAfterAppend: List<Message>;
  readStates: List<ReadState>;
  readOnly: ReadOnly;
  pendingReadIndexMessages: List<Message>;
  leadTransferee: number;
  pendingConfIndex: number;
  uncommittedSize: number;
  electionElapsed: number;
  heartbeatElapsed: number;
  randomizedElectionTimeout: number;
  timeoutJitter: number;
  electionTimeout: number;
  heartbeatTimeout: number;
  maxMsgSize: number;
  maxUncommittedSize: number;
  checkQuorum: boolean;
  preVote: boolean;
  disableProposalForwarding: boolean;
  disableConfChangeValidation: boolean;
  stepDownOnRemoval: boolean;
};

export const Raft = Record<RaftFields>(
  {
    /** Never changes. id != None. */
    id: None,
    /** Never decreases. >= the term of every entry in the log. */
    term: 0,
    /** Whom this node voted for in `term`; once set, it stays until the term changes. */
    vote: None,
    state: 'StateFollower',
    /** The leader of `term`, if this node has heard of it. state == 'StateLeader' => lead == id. */
    lead: None,
    /** Whether the configuration in use has this node as a learner. */
    isLearner: false,
    raftLog: RaftLog(),
    /** The configuration in use, and, at a leader, how far each node in it has got. */
    trk: ProgressTracker(),
    /** To be sent at once. Every one has to != id. */
    msgs: List(),
    /**
     * To be sent when all that is unstable now is durable: MsgAppResp, MsgVoteResp and MsgPreVoteResp, since an
     * acknowledgement or a vote that a crash could take back would break Raft. May be addressed to this node itself.
     */
    msgsAfterAppend: List(),
    /** Reads of this node that have been confirmed and not yet handed out. */
    readStates: List(),
    /** At a leader, the reads that wait for a quorum. */
    readOnly: ReadOnly(),
    /** At a leader, the MsgReadIndex that came before its first commit in `term`. */
    pendingReadIndexMessages: List(),
    /** Whom the leader is handing over to (thesis, section 3.10); no proposal is taken meanwhile. */
    leadTransferee: None,
    /** At a leader: no configuration change is unapplied beyond this index, so a new one waits for applied >= it. */
    pendingConfIndex: 0,
    /** At a leader: an estimate, never too high, of the payload bytes not yet committed. */
    uncommittedSize: 0,
    /** Ticks since the last election timeout, or, at a follower, since the leader was last heard. */
    electionElapsed: 0,
    /** Ticks since the last heartbeat; only a leader counts them. */
    heartbeatElapsed: 0,
    /** electionTimeout <= randomizedElectionTimeout < 2 * electionTimeout; drawn anew by `reset`. */
    randomizedElectionTimeout: 0,
    /** The input that stands for chance: what the next draw adds to electionTimeout. 0 <= timeoutJitter < electionTimeout. */
    timeoutJitter: 0,
    // From here on, what the Config says (config.ts); none of it changes.
    electionTimeout: 0,
    heartbeatTimeout: 0,
    maxMsgSize: noLimit,
    maxUncommittedSize: noLimit,
    checkQuorum: false,
    preVote: false,
    disableProposalForwarding: false,
    disableConfChangeValidation: false,
    stepDownOnRemoval: false,
  },
  'Raft',
);
export type Raft = Record<RaftFields> & Readonly<RaftFields>;

export type Stepped = readonly [Raft, StepError | null];

export type SoftStateFields = { lead: number; raftState: StateType };
/** What may be lost in a crash: for the application to know, never to store. */
export const SoftState = Record<SoftStateFields>({ lead: None, raftState: 'StateFollower' }, 'SoftState');
export type SoftState = Record<SoftStateFields> & Readonly<SoftStateFields>;

/** etcd: raft.softState */
export function softState(r: Raft): SoftState {
  return SoftState({ lead: r.lead, raftState: r.state });
}

/** etcd: raft.hardState */
export function hardState(r: Raft): HardState {
  return HardState({ term: r.term, vote: r.vote, commit: r.raftLog.committed });
}

/** `r` with `pr` as what is known of `id`. */
export function withProgress(r: Raft, id: number, pr: Progress): Raft {
  return r.set('trk', r.trk.set('progress', r.trk.progress.set(id, pr)));
}

/** `r` with another jitter for the election timeouts to come; panics unless 0 <= jitter < electionTimeout. */
export function withJitter(r: Raft, jitter: number): Raft {
  if (jitter < 0 || jitter >= r.electionTimeout) {
    panic('timeout-jitter-out-of-range', `${jitter} is not in [0, ${r.electionTimeout})`);
  }
  return r.set('timeoutJitter', jitter);
}
