/**
 * MsgApp: entries from a leader (src/raft/handlers.ts, handleAppendEntries).
 */
import { type EntryView, entryAt, type MessageView, termAt } from '../../cluster/view.ts';
import { sameEntry, slotName } from '../../property/currentstate.ts';
import { sameValue } from '../diff.ts';
import { type Condition, type Finding, finding, judged } from './finding.ts';
import { giveWay, ownLeader } from './leadership.ts';
import { answerOf, entriesMissing, type Moment, type Standing, waitsForDisk } from './moment.ts';
import { unanswered } from './passedover.ts';
import type { Reason } from './reason.ts';

export function explainAppend(moment: Moment, message: MessageView, standing: Standing): Finding[] {
  const own = ownLeader(moment, message, standing);
  if (own !== null) return [own];
  const way = giveWay(moment, message, standing);
  const { before, after } = moment;
  const { index = 0, from, type } = message;
  const answer = answerOf(moment, from, 'MsgAppResp');
  const waits = answer === undefined;
  if (waits && !waitsForDisk(moment)) return [...way, unanswered(moment, type)];
  const [at, commit] = [before.id, before.commit];
  const untouched = sameValue(before.log, after.log) && answer?.reject !== true;
  if (index < commit && untouched) {
    const reason: Reason = { is: 'committed', at, commit };
    return [...way, finding({ decided: 'append-known', at, index, commit, waits }, [reason])];
  }
  const previous = hasPrevious(moment, message);
  const accepted = waits ? previous.ok : answer.reject !== true;
  if (accepted) return [...way, ...accept(moment, message, previous, waits)];
  const hint = waits ? null : { index: answer.rejectHint ?? 0, term: answer.logTerm ?? 0 };
  return [...way, judged({ decided: 'append-rejected', at, hint, waits }, false, [previous])];
}

function hasPrevious({ before }: Moment, { index = 0, logTerm: term = 0 }: MessageView): Condition {
  const at = before.id;
  const ok = termAt(before, index) === term;
  if (ok) return { ok, reason: { is: 'entry-there', at, index, term } };
  return { ok, reason: { is: 'entry-missing', at, index, term, slot: slotName(before, index) } };
}

function accept(moment: Moment, message: MessageView, previous: Condition, waits: boolean): Finding[] {
  const { before, after } = moment;
  const at = before.id;
  const gone = entriesMissing(before, after).filter(({ index }) => index > after.snapshot.index);
  const come = entriesMissing(after, before);
  const wrong = wrongIn(moment, message, gone);
  const log = { gone, come };
  if (wrong.length === 0) return [judged({ decided: 'append-accepted', at, log, waits }, true, [previous])];
  return [
    judged({ decided: 'append-accepted', at, log: null, waits }, true, [previous]),
    finding({ decided: 'log-changed', at, log }, [], wrong),
  ];
}

/** What the rule has against the log as it is now: entries go from the first conflict on, and those of the message come. */
function wrongIn(
  { before, after }: Moment,
  { entries = [] }: MessageView,
  gone: readonly EntryView[],
): Reason[] {
  const conflict = entries.find(({ index, term }) => (termAt(before, index) ?? term) !== term)?.index;
  const missing = entries.filter((entry) => {
    const there = entryAt(after, entry.index);
    return entry.index > after.snapshot.index && (there === undefined || !sameEntry(there, entry));
  });
  return [
    ...(gone.some(({ index }) => index < (conflict ?? Number.POSITIVE_INFINITY))
      ? [{ is: 'no-conflict' } as const]
      : []),
    ...(missing.length > 0 ? [{ is: 'not-taken', entries: missing } as const] : []),
  ];
}
