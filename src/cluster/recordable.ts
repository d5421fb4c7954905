/**
 * The seam between recorded runs and a core: one node, call by call, with the events that etcd's state tracing would write of
 * each. Finer than the adapter (adapter.ts), for which an application handles every Ready at once: here taking a Ready, what
 * follows on it and each applied change are calls of their own, as in a program that has other things to do as well.
 */

import type { ByteWriter } from '../arrays/bytes.ts';
import type { Input } from './adapter.ts';
import type { MessageView, NodeView } from './view.ts';

/**
 * How events are told. 'library': as go.etcd.io/raft tells them itself. 'export': as `raftcheck export --format etcd-ndjson`
 * does, which says no more than etcd's TLA+ specification can follow. 'steps': whole steps alone, in no fixed order what each has sent
 * (stepwise.ts).
 */
export type Dialect = 'library' | 'export' | 'steps';

/** A message as its events tell it: not with its entries, only with how many. Of a MsgSnap `entries` is the snapshot's index. */
export interface ToldMessage {
  readonly type: string;
  readonly term: number;
  readonly from: number;
  readonly to: number;
  readonly entries: number;
  readonly logTerm: number;
  readonly index: number;
  readonly commit: number;
  readonly vote: number;
  readonly reject: boolean;
  readonly rejectHint: number;
}

export interface ToldChange {
  readonly node: number;
  /** As the library names it: AddNewServer, RemoveServer, AddLearner. */
  readonly action: string;
}

/** An event of one node, with the node's state at that moment. */
export interface ToldEvent {
  /** As etcd names it: InitState, BecomeFollower, SendAppendEntriesRequest and so on. */
  readonly name: string;
  readonly node: number;
  readonly term: number;
  readonly vote: number;
  readonly commit: number;
  /** As etcd names it: StateFollower, StateLeader. */
  readonly role: string;
  /** The last index. */
  readonly log: number;
  /** Voters, incoming and outgoing. */
  readonly conf: readonly [readonly number[], readonly number[]];
  readonly message?: ToldMessage | undefined;
  /** Of ChangeConf: what is proposed. */
  readonly changes?: readonly ToldChange[] | undefined;
  /** Of ApplyConfChange: the incoming voters from now on. */
  readonly newconf?: readonly number[] | undefined;
}

/** How a node began that had never run. */
export interface Beginning {
  readonly node: number;
  /** The voters that its storage knows from the start. */
  readonly stored: readonly number[];
  /** The peers that it is started with: one committed change each, of term 1. Empty: it is not. */
  readonly peers: readonly number[];
  /** Whether these stand in its storage, applied, when it starts; otherwise the start itself writes them. */
  readonly peersStored: boolean;
}

/** What can be done to a node. */
export type Call<M> =
  | Exclude<Input<M>, { kind: 'restart' | 'propose' | 'compact' }>
  /** One entry each. */
  | { readonly kind: 'propose'; readonly data: readonly string[] }
  /** Takes what there is to store, to send and to apply; it is stored at once. */
  | { readonly kind: 'ready' }
  /** What the last Ready asked for is done. */
  | { readonly kind: 'advance' }
  /** The next committed configuration change is put into effect. */
  | { readonly kind: 'apply' }
  /** The application has a snapshot at `snapshot`, and drops the log up to and including `upTo`, which is not after it, and may be gone. */
  | { readonly kind: 'compact'; readonly snapshot: number; readonly upTo: number }
  | Restart;

/** All that was not stored is gone, and the node starts anew. */
export interface Restart {
  readonly kind: 'restart';
  /** Whether what the last Ready handed out was stored. */
  readonly stored: boolean;
  /** The configuration that it starts with: that of its snapshot, or the one that was in effect last. */
  readonly conf: 'snapshot' | 'latest';
  /** The index up to which the application says that it has applied; 0: that of the snapshot. */
  readonly applied: number;
}

/** What a call has made. */
export interface Done<S, M> {
  readonly state: S;
  readonly events: readonly ToldEvent[];
  /** Handed to the network by this call. */
  readonly sent: readonly M[];
}

export interface Recordable<S, M> {
  /** Null: it cannot begin so. */
  begin(beginning: Beginning): Done<S, M> | null;
  /** Null: not possible in this state. Throws what the core throws. */
  take(state: S, call: Call<M>): Done<S, M> | null;
  /** Equal bytes: equal states. */
  encode(state: S, out: ByteWriter): void;
  encodeMessage(message: M, out: ByteWriter): void;
  /** `after`: what is committed and stored up to there is left out of its logs, as if it had been compacted. */
  view(state: S, after?: number): NodeView;
  /** As it is seen once it has crashed; `stored`: see Restart. */
  viewDown(state: S, stored: boolean, after?: number): NodeView;
  /** False: an entry up to and including `upTo` may be another one in `after` than it is in `before`, in memory or stored. */
  keeps(before: S, after: S, upTo: number): boolean;
  viewMessage(message: M): MessageView;
  told(message: M): ToldMessage;
  /** What tells which calls may come of the state by itself. */
  look(state: S): Look;
  /** Of a leader: the index that the peer is sent next, as it is told; null where it does not track it. */
  next(state: S, peer: number): number | null;
  /** The indices, as they are told, from which on another configuration was in effect, since the last snapshot. */
  configIndices(state: S): readonly number[];
  /** Of a leader: the peers that a snapshot is on its way to. */
  snapshotting(state: S): readonly number[];
}

/** What of a state decides which calls may come next. Indices as they are told. */
export interface Look {
  /** Something follows on the last Ready. */
  readonly advances: boolean;
  /** Answers to itself are among that. */
  readonly answers: boolean;
  readonly changesToApply: number;
  readonly role: string;
  /** How far the log is compacted, and how far entries were handed to the application. */
  readonly compacted: number;
  readonly applied: number;
  /** Reads that wait for the first commit of the term. */
  readonly pendingReads: number;
  /** Leadership is being handed over. */
  readonly transfers: boolean;
}
