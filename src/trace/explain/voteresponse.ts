/**
 * MsgVoteResp and MsgPreVoteResp: a candidate counts (src/raft/candidate.ts).
 */
import type { MessageView } from '../../cluster/view.ts';
import { explainElected } from './campaign.ts';
import { type Finding, finding, isOdd } from './finding.ts';
import type { Moment, Standing } from './moment.ts';
import { passedOver } from './passedover.ts';
import { isLost, isQuorum, share } from './quorum.ts';
import type { Reason } from './reason.ts';

export function explainVoteResponse(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const { before, after } = moment;
  const { role } = standing;
  const { from, type } = message;
  const needs = type === 'MsgPreVoteResp' ? 'pre-candidate' : 'candidate';
  if (role !== needs) {
    return [passedOver(moment, standing, type, { is: 'role', at: before.id, role, needs })];
  }
  const given = before.votes[from];
  // The first answer counts.
  const votes = { [from]: message.reject !== true, ...before.votes };
  const yes = (id: number): boolean => votes[id] === true;
  const no = (id: number): boolean => votes[id] === false;
  const cast: Reason = {
    is: 'votes',
    votes: share(before.config, yes),
    enough: isQuorum(before.config, yes),
  };
  const refused: Reason = {
    is: 'refusals',
    votes: share(before.config, no),
    enough: isLost(before.config, no),
  };
  const counted = {
    decided: 'vote-counted',
    from,
    says: given !== undefined ? 'again' : yes(from) ? 'grants' : 'refuses',
    votes: cast.votes,
  } as const;
  if (after.role === role && after.term === before.term) {
    const decisive = [cast, refused].filter(({ enough }) => enough);
    return [finding({ ...counted, open: true }, [], decisive)];
  }
  const count = finding({ ...counted, open: false });
  const outcome = explainElected(moment, cast);
  if (outcome !== null) return [count, outcome];
  const lost = finding(
    { decided: 'election-lost', at: before.id },
    ...(refused.enough ? ([[refused], []] as const) : ([[], [refused]] as const)),
  );
  return after.role === 'follower' || isOdd(lost) ? [count, lost] : [count];
}
