/** How the events of a log are told. */
import type { Dialect, ToldMessage } from '../cluster/recordable.ts';

export const messageFields = [
  ...(['type', 'from', 'to', 'term', 'index', 'logTerm', 'entries', 'commit', 'vote', 'reject'] as const),
  'rejectHint',
] as const satisfies readonly (keyof ToldMessage)[];

export type MessageField = (typeof messageFields)[number];

export interface Form {
  readonly dialect: Dialect;
  /** What every index and term is told higher than it is: where a log that begins empty is told as if it did not. */
  readonly shift: 0 | 1;
  /** Where only steps are told: whether a line shows its node before the step or after it. */
  readonly shows: 'before' | 'after';
  /** What lines say of a message: of what no line says nothing is compared. */
  readonly fields: readonly MessageField[];
  /** Types of messages of which no line tells, and which decide what lines tell of: who may campaign, and when. */
  readonly untold: readonly string[];
}

/** Of these etcd's tracing tells nothing. */
export const untraced: readonly string[] = ['MsgPreVote', 'MsgPreVoteResp', 'MsgTimeoutNow'];
