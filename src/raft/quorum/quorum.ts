/**
 * The words that the majority and the joint quorum share. Bottom of the quorum package; imports nothing.
 */

/** Looks up the index a voter has acknowledged; undefined when it has not reported at all (not the same as 0). */
export type AckedIndexer = (id: number) => number | undefined;

/** Pending: neither yes nor no has a quorum yet. Lost: the missing votes cannot save it. Won: yes has a quorum. */
export type VoteResult = 'VotePending' | 'VoteLost' | 'VoteWon';

/** The committed index of an empty quorum: above every log position (etcd: math.MaxUint64, printed as infinity). */
export const unboundedIndex = Number.MAX_SAFE_INTEGER;
