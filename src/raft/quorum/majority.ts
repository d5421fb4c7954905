/**
 * A set of voters that decides by majority (etcd: quorum/majority.go). Everything that says "committed" or
 * "elected" ends here, once for each half of a joint configuration.
 */
import { type Map as ImmutableMap, Set as ImmutableSet } from 'immutable';
import { type AckedIndexer, unboundedIndex, type VoteResult } from './quorum.ts';

/** The ids of the voters. Empty: the missing half of a configuration that is not joint. */
export type MajorityConfig = ImmutableSet<number>;

const none: MajorityConfig = ImmutableSet();

/** A configuration of the given voters. */
export function majorityConfig(ids: Iterable<number> = []): MajorityConfig {
  return none.union(ids);
}

/** The ids in ascending order: the order in which etcd visits and prints them. */
export function sortedIds(ids: Iterable<number>): number[] {
  return [...ids].sort((a, b) => a - b);
}

/** How many voters make a majority of `voters`. */
function quorumSize(voters: number): number {
  return Math.floor(voters / 2) + 1;
}

/**
 * The largest index that a majority has acknowledged. A voter that has not reported counts as 0.
 *
 * An empty config commits everything (`unboundedIndex`), so that joining it with another config leaves the
 * decision to the other.
 */
export function committedIndex(c: MajorityConfig, acked: AckedIndexer): number {
  if (c.isEmpty()) return unboundedIndex;
  const indexes: number[] = [];
  for (const id of c) indexes.push(acked(id) ?? 0);
  indexes.sort((a, b) => a - b);
  // In ascending order, exactly a quorum stands at or to the right of this position.
  return indexes[indexes.length - quorumSize(indexes.length)];
}

/** The result of a vote given yes (true) and no (false) by voter. An empty config wins, for the reason above. */
export function voteResult(c: MajorityConfig, votes: ImmutableMap<number, boolean>): VoteResult {
  if (c.isEmpty()) return 'VoteWon';
  let granted = 0;
  let missing = 0;
  for (const id of c) {
    const vote = votes.get(id);
    if (vote === undefined) missing++;
    else if (vote) granted++;
  }
  const quorum = quorumSize(c.size);
  if (granted >= quorum) return 'VoteWon';
  return granted + missing >= quorum ? 'VotePending' : 'VoteLost';
}
