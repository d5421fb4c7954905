/**
 * The active configuration and what a leader knows of every node in it, plus the votes a candidate has collected
 * (etcd: tracker/tracker.go). The configuration itself is changed by confchange/ only.
 */
import { Map as ImmutableMap, Set as ImmutableSet, List } from 'immutable';
import { ConfState } from '../pb.ts';
import * as joint from '../quorum/joint.ts';
import { sortedIds } from '../quorum/majority.ts';
import type { VoteResult } from '../quorum/quorum.ts';
import { Record } from '../record.ts';
import type { Progress } from './progress.ts';

export type TrackerConfigFields = {
  /** Who votes. The outgoing half is empty unless the configuration is joint. */
  voters: joint.JointConfig;
  /** The configuration is joint and the leader leaves it by itself; false: the application proposes to leave. */
  autoLeave: boolean;
  /** Who receives the log without a vote. Shares no id with either half of the voters. */
  learners: ImmutableSet<number>;
  /** Outgoing voters that become learners when the joint configuration is left: until then they are voters. */
  learnersNext: ImmutableSet<number>;
};
export const TrackerConfig = Record<TrackerConfigFields>(
  { voters: joint.JointConfig(), autoLeave: false, learners: ImmutableSet(), learnersNext: ImmutableSet() },
  'TrackerConfig',
);
export type TrackerConfig = Record<TrackerConfigFields> & Readonly<TrackerConfigFields>;

/** By node id: every voter of either half and every learner. */
export type ProgressMap = ImmutableMap<number, Progress>;

export type ProgressTrackerFields = {
  config: TrackerConfig;
  progress: ProgressMap;
  /** By voter: granted or rejected. The first vote of a node counts. */
  votes: ImmutableMap<number, boolean>;
  /** Limits for the Inflights of nodes that are added: messages, and bytes (0: no limit). */
  maxInflight: number;
  maxInflightBytes: number;
};
export const ProgressTracker = Record<ProgressTrackerFields>(
  {
    config: TrackerConfig(),
    progress: ImmutableMap(),
    votes: ImmutableMap(),
    maxInflight: 0,
    maxInflightBytes: 0,
  },
  'ProgressTracker',
);
export type ProgressTracker = Record<ProgressTrackerFields> & Readonly<ProgressTrackerFields>;

/** A tracker of the empty configuration. */
export function makeProgressTracker(maxInflight: number, maxInflightBytes: number): ProgressTracker {
  return ProgressTracker({ maxInflight, maxInflightBytes });
}

/** The active configuration as it is stored in snapshots; ids ascending. */
export function confState(p: ProgressTracker): ConfState {
  const { voters, learners, learnersNext, autoLeave } = p.config;
  return ConfState({
    voters: List(sortedIds(voters.incoming)),
    votersOutgoing: List(sortedIds(voters.outgoing)),
    learners: List(sortedIds(learners)),
    learnersNext: List(sortedIds(learnersNext)),
    autoLeave,
  });
}

/** True when there is exactly one voter, and the configuration is not joint. */
export function isSingleton(p: ProgressTracker): boolean {
  return p.config.voters.incoming.size === 1 && p.config.voters.outgoing.isEmpty();
}

/** The largest index that the voters' matches commit. Of its own it says nothing about terms. */
export function committed(p: ProgressTracker): number {
  return joint.committedIndex(p.config.voters, (id) => p.progress.get(id)?.match);
}

/** The ids of all tracked nodes, ascending: the order in which etcd visits them. */
export function visitIds(p: ProgressTracker): number[] {
  return sortedIds(p.progress.keys());
}

/** True when a quorum of the voters was active since the last check. */
export function quorumActive(p: ProgressTracker): boolean {
  const votes = p.progress.filter((pr) => !pr.isLearner).map((pr) => pr.recentActive);
  return joint.voteResult(p.config.voters, votes) === 'VoteWon';
}

/** Forgets all votes, before a new round. */
export function resetVotes(p: ProgressTracker): ProgressTracker {
  return p.set('votes', ImmutableMap());
}

/** Notes that `id` granted (true) or rejected (false) its vote, unless it has voted already. */
export function recordVote(p: ProgressTracker, id: number, granted: boolean): ProgressTracker {
  return p.votes.has(id) ? p : p.setIn(['votes', id], granted);
}

/** The result of an election so far. Votes count, even in the numbers, of tracked nodes that are no learners only. */
export function tallyVotes(p: ProgressTracker): {
  readonly granted: number;
  readonly rejected: number;
  readonly result: VoteResult;
} {
  let granted = 0;
  let rejected = 0;
  for (const [id, pr] of p.progress) {
    const vote = p.votes.get(id);
    if (pr.isLearner || vote === undefined) continue;
    if (vote) granted++;
    else rejected++;
  }
  return { granted, rejected, result: joint.voteResult(p.config.voters, p.votes) };
}
