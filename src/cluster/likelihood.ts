/**
 * How likely each kind of action is in a random behavior, relative to the others that are enabled.
 *
 * Any timer may fire at any time here, so without weights a behavior would be one campaign after another and nothing
 * would ever be elected. What carries a cluster forward (messages, storage, a restart) is likely; what clients ask is
 * less so; what disturbs it is rare. A kind, not an action, is drawn: three timers are no likelier than one.
 */
import type { ActionKind } from './action.ts';

const weights: Readonly<Record<ActionKind, number>> = {
  deliver: 32,
  'append-done': 32,
  'apply-done': 32,
  // A step of time moves one timer one tick; it takes several for anything to happen.
  tick: 32,
  propose: 8,
  restart: 8,
  heartbeat: 4,
  read: 4,
  'propose-conf': 4,
  'snapshot-status': 4,
  compact: 2,
  transfer: 2,
  timeout: 2,
  'check-quorum': 1,
  'expire-lease': 1,
  'forget-leader': 1,
  unreachable: 1,
  crash: 1,
  drop: 2,
  duplicate: 2,
};

/** The weight of an action kind as the cluster counts it, such as "deliver MsgApp" or "timeout"; > 0. */
export function likelihood(kind: string): number {
  const word = kind.split(' ')[0];
  return isActionKind(word) ? weights[word] : 1;
}

function isActionKind(word: string): word is ActionKind {
  return word in weights;
}
