/**
 * The window of MsgApp messages a leader has sent to one follower and not yet seen acknowledged (etcd:
 * tracker/inflights.go). etcd keeps a ring with a start offset; a list holds the same without the offset.
 */
import { List } from 'immutable';
import { panic } from '../panic.ts';
import { Record } from '../record.ts';

export type InflightFields = { index: number; bytes: number };
/** One MsgApp in flight: the index of its last entry and the bytes of its entries' payloads. */
export const Inflight = Record<InflightFields>({ index: 0, bytes: 0 }, 'Inflight');
export type Inflight = Record<InflightFields> & Readonly<InflightFields>;

export type InflightsFields = { size: number; maxBytes: number; bytes: number; buffer: List<Inflight> };
/**
 * size: the most messages in flight. maxBytes: the bytes at which the window is full, 0 for no limit; a soft limit, the
 * message that reaches it is still accepted. bytes: the sum over buffer. buffer: ascending by index, length <= size.
 */
export const Inflights = Record<InflightsFields>(
  { size: 0, maxBytes: 0, bytes: 0, buffer: List() },
  'Inflights',
);
export type Inflights = Record<InflightsFields> & Readonly<InflightsFields>;

/** An empty window for at most `size` messages and, unless `maxBytes` is 0, about `maxBytes` bytes. */
export function newInflights(size: number, maxBytes: number): Inflights {
  return Inflights({ size, maxBytes });
}

/** Notes a message sent. The window must not be full, and indexes must not decrease from call to call. */
export function add(ins: Inflights, index: number, bytes: number): Inflights {
  if (full(ins)) panic('inflights-full', 'the window has no room for another message');
  return ins.merge({ bytes: ins.bytes + bytes, buffer: ins.buffer.push(Inflight({ index, bytes })) });
}

/** Frees every message whose last entry is at or before `to`. */
export function freeLE(ins: Inflights, to: number): Inflights {
  const buffer = ins.buffer.skipWhile((inflight) => inflight.index <= to);
  const bytes = buffer.reduce((sum, inflight) => sum + inflight.bytes, 0);
  return ins.merge({ bytes, buffer });
}

/** True when no further message may be sent. */
export function full(ins: Inflights): boolean {
  return ins.buffer.size === ins.size || (ins.maxBytes !== 0 && ins.bytes >= ins.maxBytes);
}

/** How many messages are in flight. */
export function count(ins: Inflights): number {
  return ins.buffer.size;
}

/** Forgets all messages in flight; the limits stay. */
export function reset(ins: Inflights): Inflights {
  return ins.merge({ bytes: 0, buffer: List() });
}
