/**
 * Who comes to lead must have been elected by a majority of its own configuration, in a joint one by a majority of either
 * half. Judged by the votes that stood when the last one came.
 */
import type { Action } from '../src/cluster/action.ts';
import type { NodeView } from '../src/cluster/view.ts';
import { nodeNames } from '../src/property/currentstate.ts';
import type { StepProperty } from '../src/property/property.ts';

export const electedByQuorum: StepProperty = {
  name: 'elected-by-quorum',
  sentence:
    'A node comes to lead only with the votes of a majority of its voters (in a joint configuration: of both halves).',
  source: 'Raft paper, section 5.2 and section 6 (joint consensus)',
  scope: 'step',
  check(before, action, after) {
    if (!after.up || after.role !== 'leader' || before.role === 'leader') return 'irrelevant';
    const granted = voters(before, action, after);
    const halves = [before.config.voters, before.config.votersOutgoing].filter((half) => half.length > 0);
    const lost = halves.find((half) => 2 * half.filter((id) => granted.has(id)).length <= half.length);
    if (lost === undefined) return 'held';
    if (hidesVotes(before, after)) return 'irrelevant';
    const those =
      granted.size === 0
        ? 'no vote at all'
        : `votes of ${nodeNames([...granted].sort((a, b) => a - b))} only`;
    return {
      broken: `n${after.id} leads term ${after.term} with ${those}, no majority of ${nodeNames(lost)}`,
    };
  },
};

/** A core need not show what its candidates count; then nobody can say what they have counted. */
function hidesVotes(before: NodeView, after: NodeView): boolean {
  return wasCandidate(before, after) && Object.keys(before.votes).length === 0;
}

function wasCandidate(before: NodeView, after: NodeView): boolean {
  return before.term === after.term && before.role === 'candidate';
}

/** Those counted before, who answers in this step, and itself: the vote a candidate gives itself counts in the same step. */
function voters(before: NodeView, action: Action, after: NodeView): Set<number> {
  const counted = wasCandidate(before, after)
    ? Object.entries(before.votes).filter(([, granted]) => granted)
    : [];
  const granted = new Set([
    ...counted.map(([id]) => Number(id)),
    ...(after.vote === after.id ? [after.id] : []),
  ]);
  if (action.kind !== 'deliver') return granted;
  const { type, from, reject, term } = action.message;
  if (isVote(type) && reject !== true && term === after.term) granted.add(from);
  return granted;
}

/** A core that does not speak etcd's language is taken at its word: what makes a candidate lead is a vote, unless it rejects. */
function isVote(type: string): boolean {
  return type === 'MsgVoteResp' || !type.startsWith('Msg');
}
