/**
 * What everyone above the cluster sees of it: plain, frozen-by-convention objects. Properties judge them, traces
 * store them, screens draw them, diffs walk them. Whatever the core behind the adapter is, it is shown as this.
 *
 * Fields that hold their default are left out of a MessageView, so that what is printed is what matters.
 */

export type Role = 'follower' | 'pre-candidate' | 'candidate' | 'leader';

export interface EntryView {
  readonly index: number;
  readonly term: number;
  /** 'normal', or a configuration change. An empty normal entry is a leader's first of its term. */
  readonly type: 'normal' | 'conf-change' | 'conf-change-v2';
  /** Readable: the proposed value, or the change in words ("v3 r2"). */
  readonly data: string;
}

export interface ProgressView {
  /** 0 <= match < next */
  readonly match: number;
  readonly next: number;
  readonly state: 'probe' | 'replicate' | 'snapshot';
  readonly paused: boolean;
  readonly recentActive: boolean;
  readonly pendingSnapshot: number;
  /** Last index of each MsgApp in flight. */
  readonly inflight: readonly number[];
  readonly learner: boolean;
}

export interface ConfigView {
  readonly voters: readonly number[];
  readonly votersOutgoing: readonly number[];
  readonly learners: readonly number[];
  readonly learnersNext: readonly number[];
  readonly autoLeave: boolean;
}

/** What is on stable storage: what a restart starts from. */
export interface DurableView {
  readonly term: number;
  readonly vote: number;
  readonly commit: number;
  readonly snapshot: { readonly index: number; readonly term: number };
  /** Entries after the snapshot, in index order. */
  readonly log: readonly EntryView[];
}

export interface NodeView {
  readonly id: number;
  /**
   * False between a crash and the restart: then only `durable` (and what is derived from it) means something. A node whose
   * core has panicked does nothing any more, and is seen as it was before: in a restart that is not up. See `conditionOf`.
   */
  readonly up: boolean;
  readonly role: Role;
  readonly term: number;
  /** 0: none */
  readonly vote: number;
  /** 0: none known */
  readonly lead: number;
  /** applied <= commit <= last index */
  readonly commit: number;
  readonly applied: number;
  /** The position before the first entry of `log`: (0, 0), or what the snapshot covers. */
  readonly snapshot: { readonly index: number; readonly term: number };
  /** The whole readable log (stable and unstable): log[k].index == snapshot.index + 1 + k. */
  readonly log: readonly EntryView[];
  readonly config: ConfigView;
  /** A candidate's votes by voter; empty in other roles. */
  readonly votes: Readonly<Record<number, boolean>>;
  /** A leader's view of every node by id; empty in other roles. */
  readonly progress: Readonly<Record<number, ProgressView>>;
  readonly durable: DurableView;
  readonly extra: ExtraView;
}

/** What else a node shows, each where it is not at its default: all but the last is part of the node's identity. */
export interface KnownExtra {
  /** What its core has panicked with (guarded.ts). */
  readonly panic?: string;
  /** How far the application has got, where it is not at `applied`; and what it was handed out of order. */
  readonly machine?: number;
  readonly misapplied?: string;
  readonly leadTransferee?: number;
  readonly pendingConfIndex?: number;
  /** Bytes of payload. */
  readonly uncommittedSize?: number;
  /** Ticks. */
  readonly electionElapsed?: number;
  readonly heartbeatElapsed?: number;
  /** Reads that wait for the first commit of the term, and for a quorum; `from`: who has asked. */
  readonly pendingReads?: readonly { readonly from: number; readonly context: string }[];
  readonly unconfirmedReads?: readonly {
    readonly index: number;
    readonly from?: number;
    readonly context?: string;
  }[];
  /** The position that each node has echoed last, by id, and up to which reads are confirmed. */
  readonly readAcks?: Readonly<Record<number, number>>;
  readonly confirmedReads?: number;
  /** What asynchronous storage has yet to do. */
  readonly appendWork?: readonly MessageView[];
  readonly applyWork?: readonly MessageView[];
  /** The reads that the step has confirmed. That is said once and kept by no node, so that states do not multiply by it. */
  readonly readStates?: readonly ReadView[];
}

/** Besides what is known, whatever another core shows. */
export type ExtraView = KnownExtra & Readonly<Record<string, unknown>>;

/** A linearizable read that its node may serve once it has applied up to `index`. */
export interface ReadView {
  readonly context: string;
  readonly index: number;
}

export interface MessageView {
  readonly type: string;
  readonly from: number;
  readonly to: number;
  readonly term?: number;
  readonly logTerm?: number;
  readonly index?: number;
  readonly commit?: number;
  readonly vote?: number;
  readonly reject?: boolean;
  readonly rejectHint?: number;
  readonly context?: string;
  readonly entries?: readonly EntryView[];
  readonly snapshot?: { readonly index: number; readonly term: number; readonly config: ConfigView };
}

/** An entry as it was first committed: by a node in `byTerm`. */
export interface CommittedEntry extends EntryView {
  readonly byTerm: number;
}

/** History that no node holds. A part that no chosen property needs is empty. */
export interface Ghost {
  /** leaders[term]: the ids that have led that term, ascending. */
  readonly leaders: Readonly<Record<number, readonly number[]>>;
  /** The longest prefix ever committed by any node; committed[k].index == k + 1. */
  readonly committed: readonly CommittedEntry[];
  /** By context, the reads that were asked for, until a good answer comes. Absent where no property asks for it. */
  readonly reads?: Readonly<Record<string, ReadHistory>> | undefined;
  /** What clients know of writes, kept with the reads where the model says that they learn of them from the node they asked. */
  readonly acknowledged?: Acknowledged | undefined;
}

/** See clients.ts. */
export interface Acknowledged {
  /** The highest index of a write of which its client has been told; 0: none. */
  readonly upTo: number;
  /** By value, the writes of which their clients wait to be told: the node that was asked. */
  readonly awaited: Readonly<Record<string, number>>;
}

/** A read that waits for its answer, or got one that is too old. */
export interface ReadHistory {
  /** How many entries clients could know of when it was asked for, which are committed ones: no answer may show less. */
  readonly committed: number;
  readonly stale?: { readonly node: number; readonly index: number } | undefined;
}

/** `rivals`: of `leaders` the terms that somebody may still lead; whether others are there too is not to be relied on. */
export type GhostName = Exclude<keyof Ghost, 'acknowledged'> | 'rivals';

/** One global state. */
export interface ClusterView {
  readonly nodes: readonly NodeView[];
  /** Messages in flight; with a FIFO network in order per link. */
  readonly messages: readonly MessageView[];
  readonly ghost: Ghost;
  /**
   * How often each counted action has been taken, by bound name ("max-crashes"). With clocks of bounded drift also how many
   * ticks a node's is ahead of the slowest ("ahead n2").
   */
  readonly used: Readonly<Record<string, number>>;
}

/** What the node's core has panicked with; null: it has not. */
export function panicOf({ extra }: Pick<NodeView, 'extra'>): string | null {
  return extra.panic ?? null;
}

/** What a node is to whoever looks at it: its role, unless it has none. */
export function conditionOf(node: Pick<NodeView, 'up' | 'role' | 'extra'>): Role | 'down' | 'panicked' {
  if (panicOf(node) !== null) return 'panicked';
  return node.up ? node.role : 'down';
}

/** What has a log: a node, or what is durable of it. */
export type LogView = Pick<NodeView, 'snapshot' | 'log'>;

/** The last index of a log. */
export function lastIndex(node: LogView): number {
  return node.snapshot.index + node.log.length;
}

/** The term of the entry at `index`, or undefined where the log does not reach (compacted or past the end). */
export function termAt(node: LogView, index: number): number | undefined {
  if (index === node.snapshot.index) return node.snapshot.term;
  return node.log[index - node.snapshot.index - 1]?.term;
}

/** The entry at `index`, or undefined where the log does not hold it. */
export function entryAt(node: LogView, index: number): EntryView | undefined {
  return node.log[index - node.snapshot.index - 1];
}
