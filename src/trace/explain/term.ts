/**
 * What comes before anything else with a message: its sender must be known, and its term is judged (src/raft/step.ts).
 */
import { timersOf } from '../../cluster/timers.ts';
import type { MessageView } from '../../cluster/view.ts';
import { type Finding, finding } from './finding.ts';
import { answerOf, extraNumber, type Moment, type Standing, waitsForDisk } from './moment.ts';
import { leftUndone, passedOver, unanswered } from './passedover.ts';
import { members } from './quorum.ts';
import type { Reason } from './reason.ts';

export interface TermJudged {
  readonly findings: readonly Finding[];
  /** Null: the message has no further effect. */
  readonly standing: Standing | null;
}

/** The messages by which a term's leader is known. */
const ofLeader = ['MsgApp', 'MsgHeartbeat', 'MsgSnap'];
const answers = ['MsgAppResp', 'MsgVoteResp', 'MsgPreVoteResp', 'MsgHeartbeatResp', 'MsgReadIndexResp'];

export function judgeTerm(moment: Moment, message: MessageView): TermJudged {
  const { before } = moment;
  const { type, from } = message;
  const term = message.term ?? 0;
  if (answers.includes(type) && !members(before.config).has(from)) {
    return ended(passedOver(moment, before, type, { is: 'not-a-member', who: from, at: before.id }));
  }
  if (term === 0 || term === before.term) return { findings: [], standing: before };
  if (term < before.term) return ended(lowerTerm(moment, message, term));
  const lease = leaseOf(moment, message);
  if (lease === null || message.context === 'CampaignTransfer') {
    return higherTerm(moment, message, lease === null ? [] : [handedOver(moment, message)]);
  }
  const held = passedOver(moment, before, type, lease);
  if (held.decided === 'ignored') return ended(held);
  const { findings, standing } = higherTerm(moment, message, []);
  return { findings: [held, ...findings], standing };
}

function ended(only: Finding): TermJudged {
  return { findings: [only], standing: null };
}

/** `more`: what else the rule has to say for the message. */
function higherTerm(moment: Moment, message: MessageView, more: readonly Reason[]): TermJudged {
  const { before, after } = moment;
  const { type, from, term = 0 } = message;
  if (type === 'MsgPreVote' || (type === 'MsgPreVoteResp' && message.reject !== true)) {
    return { findings: [], standing: before };
  }
  const reasons: Reason[] = [{ is: 'higher-term', term, at: before.id, now: before.term }, ...more];
  if (after.term < term || (after.term === term && after.role !== 'follower')) {
    return ended(leftUndone(moment, before, type, reasons));
  }
  const lead = ofLeader.includes(type) ? from : 0;
  return {
    findings: [finding({ decided: 'term-raised', at: before.id, was: before.term, term, lead }, reasons)],
    standing: { role: 'follower', term, vote: 0, lead },
  };
}

function lowerTerm(moment: Moment, message: MessageView, term: number): Finding {
  const { model, before } = moment;
  const { type, from: to } = message;
  const why: Reason = { is: 'term-over', term, at: before.id, now: before.term };
  if ((model.checkQuorum || model.preVote) && (type === 'MsgHeartbeat' || type === 'MsgApp')) {
    const waits = answerOf(moment, to, 'MsgAppResp') === undefined;
    if (waits && !waitsForDisk(moment)) return unanswered(moment, type);
    return finding({ decided: 'answered-late', at: before.id, to, waits }, [why]);
  }
  if (type !== 'MsgPreVote') return passedOver(moment, before, type, why);
  const answer = answerOf(moment, to, 'MsgPreVoteResp');
  if (answer === undefined && !waitsForDisk(moment)) return unanswered(moment, type);
  if (answer !== undefined && answer.reject !== true) {
    return finding({ decided: 'vote-granted', pre: true, to, waits: false }, [], [why]);
  }
  return finding({ decided: 'vote-refused', pre: true, to, waits: answer === undefined }, [why]);
}

/** The lease that speaks against the message; null: there is none, or it does not speak against such messages. */
function leaseOf({ model, before }: Moment, { type }: MessageView): Reason | null {
  if (type !== 'MsgVote' && type !== 'MsgPreVote') return null;
  const elapsed = extraNumber(before, 'electionElapsed');
  const timeout = timersOf(model).electionTick;
  if (!model.checkQuorum || before.lead === 0 || elapsed >= timeout) return null;
  return { is: 'lease', at: before.id, lead: before.lead, elapsed, timeout };
}

function handedOver({ before }: Moment, { from }: MessageView): Reason {
  return { is: 'handed-over', to: from, at: before.id, lead: before.lead };
}
