/**
 * MsgVote and MsgPreVote: a node is asked for its vote (src/raft/step.ts, stepVote).
 */
import { lastIndex, type MessageView, termAt } from '../../cluster/view.ts';
import { type Condition, type Finding, judged } from './finding.ts';
import { answerOf, type Moment, type Standing, waitsForDisk } from './moment.ts';
import { unanswered } from './passedover.ts';

export function explainVote(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const { from: to, type } = message;
  const pre = type === 'MsgPreVote';
  const conditions = [free(message, standing, pre), upToDate(moment, message)];
  const answer = answerOf(moment, to, 'MsgVoteResp', 'MsgPreVoteResp');
  const waits = answer === undefined;
  if (waits && !waitsForDisk(moment)) return [unanswered(moment, type)];
  const granted = waits ? grantedUnseen(moment, to, pre, conditions) : answer.reject !== true;
  const decided = granted ? 'vote-granted' : 'vote-refused';
  return [judged({ decided, pre, to, waits }, granted, conditions)];
}

/** The answer waits until the vote is durable. The vote itself is seen; of a pre-vote nothing is, so the rule must do. */
function grantedUnseen(
  { after }: Moment,
  candidate: number,
  pre: boolean,
  conditions: readonly Condition[],
): boolean {
  return pre ? conditions.every(({ ok }) => ok) : after.vote === candidate;
}

/** One vote a term; a pre-vote for a later term takes none. */
function free(message: MessageView, { vote, lead, term }: Standing, pre: boolean): Condition {
  const asks = message.term ?? 0;
  if (vote === message.from) return { ok: true, reason: { is: 'voted', for: vote, term } };
  if (pre && asks > term) return { ok: true, reason: { is: 'new-term', term: asks } };
  if (vote !== 0) return { ok: false, reason: { is: 'voted', for: vote, term } };
  if (lead !== 0) return { ok: false, reason: { is: 'led', lead, term } };
  return { ok: true, reason: { is: 'no-vote', term } };
}

/** Paper, section 5.4.1. */
function upToDate({ before }: Moment, message: MessageView): Condition {
  const ours = { index: lastIndex(before), term: termAt(before, lastIndex(before)) ?? 0 };
  const theirs = { index: message.index ?? 0, term: message.logTerm ?? 0 };
  const behind = theirs.term < ours.term || (theirs.term === ours.term && theirs.index < ours.index);
  return { ok: !behind, reason: { is: 'logs', theirs, ours, behind } };
}
