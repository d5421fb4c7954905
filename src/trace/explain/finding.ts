/**
 * What an explanation is made of, as values; sentence.ts makes words of them.
 *
 *     decided    what was done, read off what happened
 *     why        reasons of the rule that ask for it
 *     against    reasons of the rule that forbid it: then the core has a bug
 *
 * Reasons are read off the rule and the state before. They are given only where the rule, so applied, comes to what was done
 * (`why`) or to something else (`against`). Where the rule cannot be applied to what is seen, both are empty: what
 * happened is then all that is said.
 */
import type { ConfigView, EntryView, MessageView, ProgressView, ReadView, Role } from '../../cluster/view.ts';
import type { Position, Reason, Share } from './reason.ts';

/** `at`: the node whose step it is. `waits`: the answer waits for the disk. Numbers of nodes are 0 for none. */
export type Decision = Readonly<
  | OfMessage
  | OfElection
  | OfLog
  | OfCommit
  | OfClient
  | OfTimer
  | OfWorld
  | { decided: 'term-changed'; at: number; was: number; now: number }
  | { decided: 'role-changed'; at: number; was: Role; now: Role }
  | { decided: 'configuration'; at: number; was: ConfigView; now: ConfigView }
  | { decided: 'panicked'; panic: string }
  | OfBrokenPromise
>;

/** `what`: a message's type, or an action in a word. */
type OfMessage =
  | { decided: 'ignored'; what: string }
  /** Something came of it, which is not told here. */
  | { decided: 'handled'; what: string }
  | { decided: 'unanswered'; what: string }
  | { decided: 'answered-late'; at: number; to: number; waits: boolean }
  | { decided: 'forwarded'; what: string; at: number; to: number }
  | { decided: 'term-raised'; at: number; was: number; term: number; lead: number }
  | { decided: 'gave-way'; at: number; to: number; role: Role; term: number }
  | { decided: 'heard-leader'; at: number; lead: number; term: number }
  /** `sends`: the type of the message that it gets for its answer; '' for none. */
  | { decided: 'heard-follower'; at: number; from: number; sends: string };

type OfElection =
  | { decided: 'vote-granted'; pre: boolean; to: number; waits: boolean }
  | { decided: 'vote-refused'; pre: boolean; to: number; waits: boolean }
  | {
      decided: 'vote-counted';
      from: number;
      says: 'grants' | 'refuses' | 'again';
      votes: Share;
      /** The election is not over. */
      open: boolean;
    }
  | {
      decided: 'campaigned';
      at: number;
      pre: boolean;
      /** The term that is asked about. */
      term: number;
      votesForItself: boolean;
      asks: readonly number[];
      /** It asks in the name of a leader that hands over, which leases give way to. */
      overLeases: boolean;
    }
  | { decided: 'not-campaigned'; at: number }
  | { decided: 'became-leader'; at: number; term: number; first: EntryView | null }
  | { decided: 'election-lost'; at: number }
  | { decided: 'stepped-down'; at: number };

type OfLog =
  /** `log`: null where a finding of its own tells what became of the log. */
  | { decided: 'append-accepted'; at: number; log: LogChange | null; waits: boolean }
  | { decided: 'append-rejected'; at: number; hint: Position | null; waits: boolean }
  | { decided: 'append-known'; at: number; index: number; commit: number; waits: boolean }
  | { decided: 'log-changed'; at: number; log: LogChange }
  | { decided: 'snapshot-restored'; at: number; snapshot: Position }
  | { decided: 'snapshot-ignored'; at: number; snapshot: Position }
  | {
      decided: 'match-advanced';
      of: number;
      was: number;
      match: number;
      moved: readonly [ProgressView['state'], ProgressView['state']];
    }
  | {
      decided: 'probe-lowered';
      of: number;
      index: number;
      state: ProgressView['state'];
      was: number;
      next: number;
    }
  | {
      decided: 'progress-kept';
      of: number;
      rejects: boolean;
      index: number;
      moved: readonly [ProgressView['state'], ProgressView['state']];
    };

export interface LogChange {
  readonly gone: readonly EntryView[];
  readonly come: readonly EntryView[];
}

type OfCommit =
  /** `follow`: entries of older terms that are committed with the one that was counted. */
  | { decided: 'commit-advanced'; at: number; was: number; commit: number; follow: readonly Position[] }
  | { decided: 'commit-kept'; at: number; commit: number };

type OfClient =
  | { decided: 'entries-appended'; at: number; entries: readonly EntryView[] }
  | { decided: 'change-refused'; at: number; entry: EntryView }
  | { decided: 'read-waits'; at: number; commit: number; for: 'first-commit' | 'quorum' }
  | { decided: 'read-answered'; at: number; to: number; index: number }
  | { decided: 'read-confirmed'; at: number; reads: readonly ReadView[] }
  | { decided: 'transfer-started'; at: number; to: number; told: boolean }
  | { decided: 'transfer-ready'; at: number; to: number }
  | { decided: 'transfer-given-up'; at: number; to: number };

type OfTimer =
  | { decided: 'heartbeats'; at: number; term: number; to: readonly number[] }
  | { decided: 'leads-on'; at: number }
  | { decided: 'election-timeout'; at: number }
  | { decided: 'lease-ended'; at: number; lead: number }
  | { decided: 'tick'; at: number; timer: string; was: number; now: number };

/** `null`: none of it. */
export interface Parts {
  readonly term: number | null;
  readonly vote: number | null;
  readonly commit: number | null;
  readonly snapshot: Position | null;
  readonly entries: readonly EntryView[];
}

type OfWorld =
  | { decided: 'stored'; at: number; parts: Parts }
  | { decided: 'applied'; at: number; was: number; applied: number }
  | { decided: 'compacted'; at: number; applied: number; snapshot: Position }
  | { decided: 'crashed'; at: number; lost: Parts }
  | { decided: 'restarted'; at: number; term: number; vote: number; last: number; commit: number }
  | { decided: 'lost'; message: MessageView }
  | { decided: 'doubled'; message: MessageView }
  | { decided: 'said-unreachable'; peer: number; was: number; probes: number | null }
  | { decided: 'snapshot-reported'; peer: number; failed: boolean; next: number }
  | { decided: 'leader-forgotten'; at: number; lead: number };

type OfBrokenPromise =
  | { decided: 'number-fell'; of: 'term' | 'commit'; was: number; now: number }
  | { decided: 'vote-changed'; vote: number }
  | { decided: 'unstored'; at: number; spoke: boolean }
  | { decided: 'told-to-commit'; to: number; commit: number };

export type Decided = Decision['decided'];

export type Finding = Decision & {
  readonly why: readonly Reason[];
  readonly against: readonly Reason[];
};

export function finding(
  decision: Decision,
  why: readonly Reason[] = [],
  against: readonly Reason[] = [],
): Finding {
  return { ...decision, why, against };
}

/** Whether the core did what its rule forbids. */
export function isOdd({ against }: Finding): boolean {
  return against.length > 0;
}

/** A condition of a rule: whether it holds, and the reason that this is. */
export interface Condition {
  readonly ok: boolean;
  readonly reason: Reason;
}

/** Something that a rule does when all conditions hold, held against whether it was done. */
export function judged(decision: Decision, done: boolean, conditions: readonly Condition[]): Finding {
  const hindering = conditions.filter(({ ok }) => !ok).map(({ reason }) => reason);
  if (!done && hindering.length === 0) return finding(decision, [], [{ is: 'nothing-against' }]);
  if (!done) return finding(decision, hindering);
  if (hindering.length > 0) return finding(decision, [], hindering);
  return finding(
    decision,
    conditions.map(({ reason }) => reason),
  );
}
