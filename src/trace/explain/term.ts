/**
 * What comes before anything else with a message: its sender must be known, and its term is judged (src/raft/step.ts).
 */
import type { MessageView, NodeView } from '../../cluster/view.ts';
import { nodeName } from '../words.ts';
import { extraNumber, type Finding, type Moment } from './finding.ts';
import { members } from './quorum.ts';

/** The node as the message finds it, once its term has been judged. */
export type Standing = Pick<NodeView, 'role' | 'term' | 'vote' | 'lead'>;

export interface TermJudged {
  readonly findings: readonly Finding[];
  /** Null: the message has no further effect. */
  readonly standing: Standing | null;
}

/** The messages by which a term's leader is known. */
const ofLeader = ['MsgApp', 'MsgHeartbeat', 'MsgSnap'];
const answers = ['MsgAppResp', 'MsgVoteResp', 'MsgPreVoteResp', 'MsgHeartbeatResp', 'MsgReadIndexResp'];

/** In ticks; the untimed model keeps the timer at 0, or here once the lease has expired. */
const electionTimeout = 4;

export function judgeTerm(moment: Moment, message: MessageView): TermJudged {
  const { before } = moment;
  const at = nodeName(before.id);
  const { type, from } = message;
  const term = message.term ?? 0;
  if (answers.includes(type) && !members(before.config).has(from)) {
    return ended('ignored', `${nodeName(from)} is not in ${at}'s configuration, so its answer is ignored`);
  }
  if (term === 0 || term === before.term) return { findings: [], standing: before };
  if (term < before.term) return lowerTerm(moment, message, term);
  if (inLease(moment, message)) {
    const why = `${at} has heard its leader ${nodeName(before.lead)} within the election timeout`;
    return ended('ignored', `${type} ignored: ${why} (check-quorum)`);
  }
  if (type === 'MsgPreVote' || (type === 'MsgPreVoteResp' && message.reject !== true)) {
    return { findings: [], standing: before };
  }
  const lead = ofLeader.includes(type) ? from : 0;
  const of = lead === 0 ? '' : `, led by ${nodeName(lead)}`;
  const text = `term ${term} is higher than ${at}'s ${before.term}: ${at} is now a follower in term ${term}${of}`;
  return {
    findings: [{ decided: 'term-raised', text }],
    standing: { role: 'follower', term, vote: 0, lead },
  };
}

function ended(decided: Finding['decided'], text: string): TermJudged {
  return { findings: [{ decided, text }], standing: null };
}

function lowerTerm({ model, before }: Moment, { type, from }: MessageView, term: number): TermJudged {
  const late = `term ${term} is over, ${nodeName(before.id)} is in term ${before.term}`;
  if ((model.checkQuorum || model.preVote) && (type === 'MsgHeartbeat' || type === 'MsgApp')) {
    const text = `${late}: answers all the same, or ${nodeName(from)} might never learn of it`;
    return ended('answered-late', text);
  }
  if (type === 'MsgPreVote') return ended('vote-refused', `pre-vote refused: ${late}`);
  return ended('ignored', `${type} ignored: ${late}`);
}

function inLease({ model, before }: Moment, { type, context }: MessageView): boolean {
  if ((type !== 'MsgVote' && type !== 'MsgPreVote') || context === 'CampaignTransfer') return false;
  return model.checkQuorum && before.lead !== 0 && extraNumber(before, 'electionElapsed') < electionTimeout;
}
