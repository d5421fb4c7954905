/**
 * One vote per term. What is durable must never change its mind; neither must a node while it is up. A crash may lose a
 * vote that was not yet durable (asynchronous storage), so the step over a crash compares durable votes only: that a
 * node with synchronous storage has nothing else to lose is the business of stored-before-sent.
 */
import type { NodeView } from '../src/cluster/view.ts';
import type { StepProperty } from '../src/property/property.ts';

type Ballot = Pick<NodeView, 'term' | 'vote'>;

export const oneVotePerTerm: StepProperty = {
  name: 'one-vote-per-term',
  sentence: 'A node votes for at most one candidate in a given term.',
  source: 'Raft paper, section 5.2; thesis, section 3.8 (votedFor is persistent)',
  scope: 'step',
  check(before, _action, after) {
    const own = before.up && after.up;
    const cast = (own && sameTermVote(before, after)) || sameTermVote(before.durable, after.durable);
    if (!cast) return 'irrelevant';
    if (own && changed(before, after)) return { broken: story(before.id, before, after, '') };
    if (changed(before.durable, after.durable)) {
      return { broken: story(before.id, before.durable, after.durable, ' on stable storage') };
    }
    const kept = !before.up && after.up ? before.durable : null;
    if (kept !== null && changed(kept, after))
      return { broken: story(before.id, kept, after, ' by restarting') };
    return 'held';
  },
};

/** The antecedent: a vote was cast and the term is still the same. */
function sameTermVote(before: Ballot, after: Ballot): boolean {
  return before.vote !== 0 && before.term === after.term;
}

function changed(before: Ballot, after: Ballot): boolean {
  return sameTermVote(before, after) && before.vote !== after.vote;
}

function story(id: number, before: Ballot, after: Ballot, where: string): string {
  const then = after.vote === 0 ? 'forgot that vote' : `then for n${after.vote}`;
  return `n${id} voted for n${before.vote} in term ${before.term} and ${then}${where}`;
}
