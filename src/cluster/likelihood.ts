/**
 * How likely each kind of action is in a random behavior, relative to the others that are enabled.
 *
 * Any timer may fire at any time here, so without weights a behavior would be one campaign after another and nothing
 * would ever be elected. What carries a cluster forward (messages, storage, a restart) is likely; what clients ask is
 * less so; what disturbs it is rare. A kind, not an action, is drawn: three timers are no likelier than one.
 */
import { actions } from './action/table.ts';
import type { ActionKind } from './action.ts';

/** The weight of an action kind as the cluster counts it, such as "deliver MsgApp" or "timeout"; > 0. */
export function likelihood(kind: string): number {
  const word = kind.split(' ')[0];
  return isActionKind(word) ? actions[word].weight : 1;
}

function isActionKind(word: string): word is ActionKind {
  return Object.hasOwn(actions, word);
}
