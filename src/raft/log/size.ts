/**
 * How many bytes entries count for (etcd: util.go). Two measures: the encoding size, which limits messages and
 * paginates the committed entries, is the protobuf size of the whole entry; the payload size, which limits what is
 * uncommitted and in flight, is that of its data alone.
 *
 * The encoding size is that of Go's proto.Size for entries built as the library builds them. Raft's protobuf is proto2:
 * a field that is set to zero takes room, a field that is not set takes none. Term and index are set in every
 * entry of a log. The type is set in configuration changes and where `typeIsSet` says so; the library leaves it out of
 * proposals and of a leader's first entry. Empty data is nil data: no field.
 */
import type { List } from 'immutable';
import { type Entry, noLimit } from '../pb.ts';

/** The bytes of a protobuf varint: seven bits a byte. `n` is a safe integer >= 0. */
export function varintSize(n: number): number {
  let size = 1;
  for (let rest = n; rest >= 128; rest = Math.floor(rest / 128)) size++;
  return size;
}

/** The encoding size of one entry of a log. Every tag of an entry takes one byte. */
export function entrySize(entry: Entry): number {
  const type = entry.type !== 'EntryNormal' || entry.typeIsSet ? 2 : 0;
  const length = entry.data.length;
  const data = length === 0 ? 0 : 1 + varintSize(length) + length;
  return type + 1 + varintSize(entry.term) + 1 + varintSize(entry.index) + data;
}

/** The encoding size of several entries. */
export function entsSize(ents: List<Entry>): number {
  return ents.reduce((sum, entry) => sum + entrySize(entry), 0);
}

/** The longest prefix whose encoding size is at most `maxSize`, but the first entry in any case. */
export function limitSize(ents: List<Entry>, maxSize: number): List<Entry> {
  if (maxSize === noLimit) return ents;
  let size = 0;
  let limit = 0;
  for (const entry of ents) {
    size += entrySize(entry);
    if (limit > 0 && size > maxSize) break;
    limit++;
  }
  return ents.take(limit);
}

/** The bytes of an entry's data. Zero for a leader's first entry, which no limit may therefore refuse. */
export function payloadSize(entry: Entry): number {
  return entry.data.length;
}

/** The bytes of the data of several entries. */
export function payloadsSize(ents: List<Entry>): number {
  return ents.reduce((sum, entry) => sum + payloadSize(entry), 0);
}
