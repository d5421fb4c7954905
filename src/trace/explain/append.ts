/**
 * MsgApp: entries from a leader (src/raft/handlers.ts, handleAppendEntries).
 */
import { type EntryView, type MessageView, type NodeView, termAt } from '../../cluster/view.ts';
import { slotName } from '../../property/standing.ts';
import { describeEntry, nodeName } from '../words.ts';
import { answerOf, because, entriesMissing, type Finding, type Moment } from './finding.ts';
import { giveWay } from './leadership.ts';
import type { Standing } from './term.ts';

export function explainAppend(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const { before, after } = moment;
  const at = nodeName(before.id);
  if (standing.role === 'leader') {
    return [{ decided: 'ignored', text: `MsgApp ignored: ${at} leads term ${standing.term} itself` }];
  }
  const way = giveWay(moment, message, standing);
  const index = message.index ?? 0;
  const logTerm = message.logTerm ?? 0;
  const answer = answerOf(moment, message.from, 'MsgAppResp');
  if (index < before.commit && answer?.reject !== true) {
    const text = `entry ${index} is below ${at}'s commit index ${before.commit}: nothing to do, acknowledges up to there`;
    return [...way, { decided: 'append-known', text }];
  }
  const position = `${index}@${logTerm}`;
  const has = termAt(before, index) === logTerm;
  const conditions = [
    {
      ok: has,
      yes: index === 0 ? 'from the beginning of the log' : `${at} has ${position}`,
      no: `${at} has no entry ${position} (at ${index} it has ${slotName(before, index)})`,
    },
  ];
  const accepted = answer === undefined ? has : answer.reject !== true;
  const waits = answer === undefined ? '; the answer waits for the disk' : '';
  if (accepted) {
    const text = `append accepted${because(true, conditions)}; ${written(before, after, message)}${waits}`;
    return [...way, { decided: 'append-accepted', text }];
  }
  const hint = answer === undefined ? '' : `, hint ${answer.rejectHint ?? 0}@${answer.logTerm ?? 0}`;
  const text = `append rejected${because(false, conditions)}${hint}${waits}`;
  return [...way, { decided: 'append-rejected', text }];
}

function written(before: NodeView, after: NodeView, { entries = [] }: MessageView): string {
  const names = (some: readonly EntryView[]): string => some.map(describeEntry).join(' ');
  const gone = entriesMissing(before, after).filter(({ index }) => index > after.snapshot.index);
  const come = entriesMissing(after, before);
  if (come.length === 0 && gone.length === 0) return 'no entry that it does not have';
  if (gone.length === 0) return `adds ${names(come)}`;
  const conflict = entries.some(({ index, term }) => (termAt(before, index) ?? term) !== term);
  const doubt = conflict ? '' : ', although nothing conflicts with it';
  return (come.length === 0 ? `removes ${names(gone)}` : `replaces ${names(gone)} by ${names(come)}`) + doubt;
}
