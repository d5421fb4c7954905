/**
 * Reads that wait for a quorum to confirm that their leader still leads (thesis, section 6.4; etcd: read_only.go).
 *
 * Reads are numbered from 1 in the order in which the leader accepts them. A heartbeat carries the number of the last
 * read, a response echoes it, and what a quorum has echoed is confirmed together with all that came before: the same
 * sum as for a commit index, over positions instead of entries. The request's own context never enters it, so two
 * reads with equal contexts cannot be taken for each other.
 *
 * Only the record and its arithmetic; readindex.ts decides when a read is accepted and how it is answered.
 */
import { Map as ImmutableMap, List } from 'immutable';
import { panic } from './panic.ts';
import { Message } from './pb.ts';
import { committedIndex, type JointConfig } from './quorum/joint.ts';
import { Record } from './record.ts';

/** 'ReadOnlySafe': a quorum answers a heartbeat. 'ReadOnlyLeaseBased': the leader trusts its lease, and so its clock. */
export type ReadOnlyOption = 'ReadOnlySafe' | 'ReadOnlyLeaseBased';

export type ReadStateFields = { index: number; requestCtx: string };
/** A confirmed read: it may be served once everything up to `index` is applied. */
export const ReadState = Record<ReadStateFields>({ index: 0, requestCtx: '' }, 'ReadState');
export type ReadState = Record<ReadStateFields> & Readonly<ReadStateFields>;

export type ReadIndexRequestFields = { req: Message; index: number };
/** A read that waits: the MsgReadIndex, and the commit index when it was accepted. */
export const ReadIndexRequest = Record<ReadIndexRequestFields>(
  { req: Message(), index: 0 },
  'ReadIndexRequest',
);
export type ReadIndexRequest = Record<ReadIndexRequestFields> & Readonly<ReadIndexRequestFields>;

export type ReadOnlyFields = {
  option: ReadOnlyOption;
  acks: ImmutableMap<number, number>;
  unconfirmedReads: List<ReadIndexRequest>;
  confirmedReads: number;
};
export const ReadOnly = Record<ReadOnlyFields>(
  {
    option: 'ReadOnlySafe',
    /** The highest position each node has echoed in this term; <= confirmedReads + unconfirmedReads.size. */
    acks: ImmutableMap(),
    /** unconfirmedReads[k] has position confirmedReads + 1 + k. */
    unconfirmedReads: List(),
    /** How many reads this leader has confirmed in this term. Only grows. */
    confirmedReads: 0,
  },
  'ReadOnly',
);
export type ReadOnly = Record<ReadOnlyFields> & Readonly<ReadOnlyFields>;

const byte = 0x100;
const contextLength = 8;

/** etcd: readOnly.addRequest */
export function addRequest(ro: ReadOnly, commitIndex: number, req: Message): ReadOnly {
  return ro.set('unconfirmedReads', ro.unconfirmedReads.push(ReadIndexRequest({ req, index: commitIndex })));
}

/** Notes what `from` echoed; '' echoes nothing (etcd: readOnly.recvAck). */
export function recvAck(ro: ReadOnly, from: number, ctx: string): ReadOnly {
  if (ctx === '') return ro;
  const position = decodePosition(ctx);
  if (position <= (ro.acks.get(from) ?? -1)) return ro;
  return ro.set('acks', ro.acks.set(from, position));
}

/**
 * Takes out the reads that a quorum of `voters` has confirmed by now, oldest first (etcd: readOnly.maybeAdvance).
 * Panics on an echo of a position that was never sent.
 */
export function maybeAdvance(ro: ReadOnly, voters: JointConfig): readonly [ReadOnly, List<ReadIndexRequest>] {
  const confirmed = committedIndex(voters, (id) => ro.acks.get(id));
  const newly = confirmed - ro.confirmedReads;
  if (newly <= 0) return [ro, List()];
  const waiting = ro.unconfirmedReads;
  if (newly > waiting.size) {
    panic(
      'read-position-out-of-range',
      `${confirmed} confirmed of ${ro.confirmedReads + waiting.size} reads`,
    );
  }
  const next = ro.set('unconfirmedReads', waiting.skip(newly)).set('confirmedReads', confirmed);
  return [next, waiting.take(newly)];
}

/** What a heartbeat must carry to confirm every read that waits; '' when none does (etcd: readOnly.heartbeatCtx). */
export function heartbeatCtx(ro: ReadOnly): string {
  const waiting = ro.unconfirmedReads.size;
  return waiting === 0 ? '' : encodePosition(ro.confirmedReads + waiting);
}

/** Eight bytes, the lowest first, as the library's messages have them. */
function encodePosition(position: number): string {
  let ctx = '';
  let rest = position;
  for (let i = 0; i < contextLength; i++) {
    ctx += String.fromCharCode(rest % byte);
    rest = Math.floor(rest / byte);
  }
  return ctx;
}

function decodePosition(ctx: string): number {
  if (ctx.length < contextLength) panic('read-context-too-short', `${ctx.length} bytes of ${contextLength}`);
  let position = 0;
  for (let i = contextLength - 1; i >= 0; i--) position = position * byte + ctx.charCodeAt(i);
  return position;
}
