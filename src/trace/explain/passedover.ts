/**
 * What a rule says to pass over, held against whether that was done; and answers that a node owes.
 */
import { type Finding, finding } from './finding.ts';
import { type Moment, nothingCame, type Standing } from './moment.ts';
import type { Reason } from './reason.ts';

/** `what` is passed over because of `reason`, unless something came of it all the same. */
export function passedOver(moment: Moment, standing: Standing, what: string, reason: Reason): Finding {
  return nothingCame(moment, standing)
    ? finding({ decided: 'ignored', what }, [reason])
    : finding({ decided: 'handled', what }, [], [reason]);
}

/** The rule asks for something, because of `reasons`, which was not done. */
export function leftUndone(
  moment: Moment,
  standing: Standing,
  what: string,
  reasons: readonly Reason[],
): Finding {
  return finding({ decided: nothingCame(moment, standing) ? 'ignored' : 'handled', what }, [], reasons);
}

/** No answer has left, and none can be waiting for the disk. */
export function unanswered({ before }: Moment, what: string): Finding {
  return finding({ decided: 'unanswered', what }, [], [{ is: 'owes-answer', at: before.id }]);
}
