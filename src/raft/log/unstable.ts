/**
 * The tail of the log, and perhaps a snapshot, that storage does not hold yet (etcd: log_unstable.go).
 *
 * What is here goes through three stages: new, in progress (handed out to be written), stable (dropped from here once
 * the write is known to be durable). Where it overlaps with storage it wins: `offset` at or before storage's last index
 * means that the next write replaces storage's tail.
 */

import { List } from 'immutable';
import { panic } from '../panic.ts';
import type { Entry, Snapshot } from '../pb.ts';
import { Record } from '../record.ts';
import type { EntryID } from './types.ts';

export type UnstableFields = {
  /** A snapshot received and not yet durable. Its index is then offset - 1 or less. */
  snapshot: Snapshot | null;
  /** Entries not yet durable: entries[i].index == offset + i. */
  entries: List<Entry>;
  /** The index of the first entry, present or to come. */
  offset: number;
  /** The snapshot was handed out to be written. */
  snapshotInProgress: boolean;
  /** Entries before this index were handed out to be written. offset <= offsetInProgress <= offset + entries.size. */
  offsetInProgress: number;
};
export const Unstable = Record<UnstableFields>(
  { snapshot: null, entries: List(), offset: 0, snapshotInProgress: false, offsetInProgress: 0 },
  'Unstable',
);
export type Unstable = Record<UnstableFields> & Readonly<UnstableFields>;

/** The index after the snapshot's, when there is one: the log starts there. */
export function maybeFirstIndex(u: Unstable): number | undefined {
  return u.snapshot === null ? undefined : u.snapshot.index + 1;
}

/** The index of the last entry or, without entries, of the snapshot. */
export function maybeLastIndex(u: Unstable): number | undefined {
  if (!u.entries.isEmpty()) return u.offset + u.entries.size - 1;
  return u.snapshot?.index;
}

/** The term at index `i`, when it is known here: that of an entry, or of the snapshot at exactly its index. */
export function maybeTerm(u: Unstable, i: number): number | undefined {
  if (i < u.offset) return u.snapshot?.index === i ? u.snapshot.term : undefined;
  return u.entries.get(i - u.offset)?.term;
}

/** The entries that were not yet handed out to be written. */
export function nextEntries(u: Unstable): List<Entry> {
  return u.entries.skip(u.offsetInProgress - u.offset);
}

/** The snapshot, when there is one that was not yet handed out to be written. */
export function nextSnapshot(u: Unstable): Snapshot | null {
  return u.snapshotInProgress ? null : u.snapshot;
}

/** Notes that all that is here was handed out to be written. */
export function acceptInProgress(u: Unstable): Unstable {
  return u.merge({
    offsetInProgress: u.entries.isEmpty() ? u.offsetInProgress : u.offset + u.entries.size,
    snapshotInProgress: u.snapshotInProgress || u.snapshot !== null,
  });
}

/**
 * Drops the entries up to `id`, which are durable now. Without effect when the entry is gone or has been replaced by
 * one of another term: the write that finished was of entries since overwritten.
 */
export function stableTo(u: Unstable, id: EntryID): Unstable {
  // The term of a snapshot at this index does not count: it is no unstable entry.
  if (id.index < u.offset || maybeTerm(u, id.index) !== id.term) return u;
  const offset = id.index + 1;
  return u.merge({
    entries: u.entries.skip(offset - u.offset),
    offset,
    offsetInProgress: Math.max(u.offsetInProgress, offset),
  });
}

/** Drops the snapshot, which is durable now, if it still is the one at index `i`. */
export function stableSnapTo(u: Unstable, i: number): Unstable {
  return u.snapshot?.index === i ? u.merge({ snapshot: null, snapshotInProgress: false }) : u;
}

/** Replaces everything by `snapshot`. */
export function restore(snapshot: Snapshot): Unstable {
  const offset = snapshot.index + 1;
  return Unstable({ snapshot, offset, offsetInProgress: offset });
}

/** Appends `ents` (not empty, consecutive), replacing what is here from the first one's index on. */
export function truncateAndAppend(u: Unstable, ents: List<Entry>): Unstable {
  const fromIndex = ents.first()!.index;
  if (fromIndex === u.offset + u.entries.size) return u.set('entries', u.entries.concat(ents));
  if (fromIndex <= u.offset) {
    return u.merge({ entries: ents, offset: fromIndex, offsetInProgress: fromIndex });
  }
  return u.merge({
    entries: slice(u, u.offset, fromIndex).concat(ents),
    // A write in progress of a replaced entry does not make the new one durable.
    offsetInProgress: Math.min(u.offsetInProgress, fromIndex),
  });
}

/** The entries of [lo, hi), all of which must be here. */
export function slice(u: Unstable, lo: number, hi: number): List<Entry> {
  mustCheckOutOfBounds(u, lo, hi);
  return u.entries.slice(lo - u.offset, hi - u.offset);
}

/** offset <= lo <= hi <= offset + entries.size */
function mustCheckOutOfBounds(u: Unstable, lo: number, hi: number): void {
  if (lo > hi) panic('unstable-slice-invalid', `[${lo}, ${hi}) ends before it starts`);
  const upper = u.offset + u.entries.size;
  if (lo < u.offset || hi > upper) {
    panic('unstable-slice-out-of-bound', `[${lo}, ${hi}) is not within the unstable ${u.offset} to ${upper}`);
  }
}
