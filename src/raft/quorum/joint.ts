/**
 * Two majorities that must both agree (etcd: quorum/joint.go; thesis section 4.3). With an empty outgoing half it
 * is a plain majority of the incoming one.
 */
import { type Map as ImmutableMap, Set as ImmutableSet } from 'immutable';
import { Record } from '../record.ts';
import * as majority from './majority.ts';
import type { AckedIndexer, VoteResult } from './quorum.ts';

export type JointConfigFields = { incoming: majority.MajorityConfig; outgoing: majority.MajorityConfig };
/** incoming: the voters to be (etcd: Voters[0]); outgoing: the voters that were, empty when not joint (Voters[1]). */
export const JointConfig = Record<JointConfigFields>(
  { incoming: ImmutableSet(), outgoing: ImmutableSet() },
  'JointConfig',
);
export type JointConfig = Record<JointConfigFields> & Readonly<JointConfigFields>;

/** Every voter of either half. */
export function ids(c: JointConfig): majority.MajorityConfig {
  return c.incoming.union(c.outgoing);
}

/** The largest index committed by both halves. */
export function committedIndex(c: JointConfig, acked: AckedIndexer): number {
  return Math.min(majority.committedIndex(c.incoming, acked), majority.committedIndex(c.outgoing, acked));
}

/** Won only when both halves are won, lost as soon as one of them is. */
export function voteResult(c: JointConfig, votes: ImmutableMap<number, boolean>): VoteResult {
  const incoming = majority.voteResult(c.incoming, votes);
  const outgoing = majority.voteResult(c.outgoing, votes);
  if (incoming === outgoing) return incoming;
  if (incoming === 'VoteLost' || outgoing === 'VoteLost') return 'VoteLost';
  // One half is won, the other one still open.
  return 'VotePending';
}
