/**
 * The reasons that rules have, as values. Each says something of the state before the step (or of the message), and is true
 * whatever the core made of it.
 */
import type { EntryView, Role } from '../../cluster/view.ts';

/** An entry of a log. */
export interface Position {
  readonly index: number;
  readonly term: number;
}

/** So many of so many, in each half of the configuration; one half unless it is joint. */
export type Share = readonly { readonly yes: number; readonly of: number }[];

/** How far each node's log is known to match, by node. */
export type Counts = readonly { readonly node: number; readonly match: number }[];

export type Reason = Readonly<OfMessage | OfElection | OfLog | OfClient | OfPromise>;

type OfMessage =
  | { is: 'leads'; at: number; term: number }
  /** `needs`: the only role that takes it; null where it is this one that does not. */
  | { is: 'role'; at: number; role: Role; needs: Role | null }
  | { is: 'not-a-member'; who: number; at: number }
  | { is: 'term-over'; term: number; at: number; now: number }
  | { is: 'higher-term'; term: number; at: number; now: number }
  | { is: 'lease'; at: number; lead: number; elapsed: number; timeout: number }
  | { is: 'handed-over'; to: number; at: number; lead: number }
  | { is: 'owes-answer'; at: number }
  | { is: 'nothing-against' };

type OfElection =
  | { is: 'election-timer' }
  | { is: 'told-to-campaign' }
  | { is: 'voted'; for: number; term: number }
  | { is: 'led'; lead: number; term: number }
  | { is: 'no-vote'; term: number }
  | { is: 'new-term'; term: number }
  | { is: 'logs'; theirs: Position; ours: Position; behind: boolean }
  | { is: 'no-voter'; at: number }
  | { is: 'snapshot-waits'; at: number }
  | { is: 'change-unapplied'; index: number; applied: number }
  | { is: 'no-own-vote' }
  | { is: 'votes'; votes: Share; enough: boolean }
  | { is: 'refusals'; votes: Share; enough: boolean }
  | { is: 'heard'; heard: Share; enough: boolean }
  | { is: 'removed'; at: number };

type OfLog =
  | { is: 'entry-there'; at: number; index: number; term: number }
  | { is: 'entry-missing'; at: number; index: number; term: number; slot: string }
  | { is: 'committed'; at: number; commit: number }
  | { is: 'no-conflict' }
  | { is: 'not-taken'; entries: readonly EntryView[] }
  | { is: 'not-in-snapshot'; at: number }
  | { is: 'no-news'; match: number }
  | { is: 'late'; match: number; next: number }
  | { is: 'said'; who: number; index: number }
  | { is: 'behind'; who: number; match: number; last: number }
  | { is: 'probed'; who: number }
  | { is: 'caught-up'; who: number }
  | { is: 'on-quorum'; index: number; share: Share }
  | { is: 'not-on-quorum'; index: number; share: Share; counts: Counts }
  | { is: 'none-on-quorum'; counts: Counts }
  | { is: 'old-term'; index: number; of: number; term: number }
  | { is: 'quorum-beyond'; index: number }
  /** `agree`: up to where the logs are known to agree; null where the leader has seen to it. */
  | { is: 'leader-committed'; lead: number; commit: number; agree: number | null };

type OfClient =
  | { is: 'no-leader'; at: number; role: Role }
  | { is: 'forwarding-disabled' }
  | { is: 'handing-over'; at: number; to: number }
  | { is: 'log-too-long'; at: number }
  | { is: 'change-pending'; index: number; applied: number }
  | { is: 'change-unfit' }
  | { is: 'nothing-committed'; at: number; term: number }
  | { is: 'safe-reads' }
  | { is: 'lease-reads'; at: number }
  | { is: 'only-voter'; at: number }
  | { is: 'echoes'; echoes: Share }
  | { is: 'leader-answered'; lead: number }
  | { is: 'under-way'; to: number }
  | { is: 'not-tracked'; who: number }
  | { is: 'learner'; who: number }
  | { is: 'took-too-long' }
  | { is: 'no-leader-to-forget'; at: number }
  | { is: 'leases-forget-nobody' };

type OfPromise =
  | { is: 'never-falls'; of: 'term' | 'commit' }
  | { is: 'not-durable'; term: number | null; vote: number | null; from: number | null }
  | { is: 'known-match'; match: number };
