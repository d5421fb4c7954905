/**
 * MsgVote and MsgPreVote: a node is asked for its vote (src/raft/step.ts, stepVote).
 */
import { lastIndex, type MessageView, termAt } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import { answerOf, because, type Condition, type Finding, type Moment } from './finding.ts';
import type { Standing } from './term.ts';

export function explainVote(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const pre = message.type === 'MsgPreVote';
  const conditions = [free(message, standing, pre), upToDate(moment, message)];
  const answer = answerOf(moment, message.from, 'MsgVoteResp', 'MsgPreVoteResp');
  // With asynchronous storage the answer waits until the vote is durable: then the rule must do.
  const granted = answer === undefined ? conditions.every(({ ok }) => ok) : answer.reject !== true;
  const what = pre ? 'pre-vote' : 'vote';
  const waits = answer === undefined ? '; the answer waits for the disk' : '';
  const word = granted ? `granted to ${nodeName(message.from)}` : 'refused';
  const text = `${what} ${word}${because(granted, conditions)}${waits}`;
  return [{ decided: granted ? 'vote-granted' : 'vote-refused', text }];
}

/** One vote a term; a pre-vote for a later term takes none. */
function free(message: MessageView, { vote, lead, term }: Standing, pre: boolean): Condition {
  const asks = message.term ?? 0;
  const candidate = nodeName(message.from);
  if (vote === message.from)
    return { ok: true, yes: `it has voted for ${candidate} in term ${term}`, no: '' };
  const ok = (vote === 0 && lead === 0) || (pre && asks > term);
  const taken =
    vote !== 0
      ? `it has voted for ${nodeName(vote)} in term ${term}`
      : `${nodeName(lead)} leads term ${term}`;
  const yes = pre && asks > term ? `term ${asks} would be new` : `no vote given in term ${term}`;
  return { ok, yes, no: taken };
}

/** Paper, section 5.4.1. */
function upToDate({ before }: Moment, message: MessageView): Condition {
  const ours = { index: lastIndex(before), term: termAt(before, lastIndex(before)) ?? 0 };
  const theirs = { index: message.index ?? 0, term: message.logTerm ?? 0 };
  const ok = theirs.term > ours.term || (theirs.term === ours.term && theirs.index >= ours.index);
  const logs = (word: string): string =>
    `log (${theirs.index},${theirs.term}) is ${word} (${ours.index},${ours.term})`;
  return { ok, yes: logs('not behind'), no: logs('behind') };
}
