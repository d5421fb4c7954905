/** Whether a node's lines say what a call of the core tells. */
import type { ToldEvent } from '../cluster/recordable.ts';
import { agrees, type RecordedEvent } from './event.ts';
import { type Recording, toldAs } from './recording.ts';

export interface Mismatch {
  /** The number of the line among those of its node. */
  readonly at: number;
  readonly expected: ToldEvent;
}

/**
 * The first line, from `at` on among those of the node (`own`, by their numbers), that does not say what is told. Null: all say it, or
 * they end, or the node begins anew: it was killed in the middle of a call.
 */
export function mismatch(
  recording: Recording,
  own: readonly number[],
  at: number,
  told: readonly ToldEvent[],
): Mismatch | null {
  const left = [...told];
  for (let k = at; left.length > 0 && k < own.length; k++) {
    const recorded = recording.events[own[k]];
    if (k > at && recorded.name === 'InitState') return null;
    const which = nextOf(left, recorded, recording.form.dialect === 'steps');
    const expected = left[which];
    if (!agrees(recorded, toldAs(recording, own[k], expected))) return { at: k, expected };
    left.splice(which, 1);
  }
  return null;
}

/** Which of what is told the line should say. What a step sends is told in no fixed order. */
function nextOf(left: readonly ToldEvent[], recorded: RecordedEvent, isUnordered: boolean): number {
  if (!isUnordered || recorded.name !== 'Send') return 0;
  const same = left.findIndex((one) => agrees(recorded, one));
  return Math.max(0, same);
}
