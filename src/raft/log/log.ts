/**
 * One node's log: what storage holds, with the unstable tail laid over it, and how far it is committed and applied
 * (etcd: log.go). Positions and terms first, then appending and committing, reading entries across the seam between
 * the two parts, and the way of entries into storage. applying.ts hands committed entries to the application.
 */
import { List } from 'immutable';
import { panic } from '../panic.ts';
import { type Entry, noLimit, type Snapshot } from '../pb.ts';
import { Record } from '../record.ts';
import { entsSize, limitSize } from './size.ts';
import { type LogError, MemoryStorage, type Storage } from './storage.ts';
import { EntryID, type LogSlice, pbEntryID } from './types.ts';
import * as unstable from './unstable.ts';

export type RaftLogFields = {
  /** Everything stable since the last snapshot. Replaced by the owner after persisting. */
  storage: Storage;
  /** Everything not known to be stable. */
  unstable: unstable.Unstable;
  /** The highest index known to be on a quorum's stable storage. applied <= committed <= lastIndex. */
  committed: number;
  /** The highest index handed to the application. applied <= applying <= committed. Moved when a Ready is accepted. */
  applying: number;
  /** The highest index the application has applied. */
  applied: number;
  /** Bytes (encoding size) that may be handed to the application and not yet be applied; a single entry always may. */
  maxApplyingEntsSize: number;
  /** Bytes handed to the application and not yet applied. */
  applyingEntsSize: number;
  /** No entries are handed out until some are applied. */
  applyingEntsPaused: boolean;
};
export const RaftLog = Record<RaftLogFields>(
  {
    storage: new MemoryStorage(),
    unstable: unstable.Unstable(),
    committed: 0,
    applying: 0,
    applied: 0,
    maxApplyingEntsSize: noLimit,
    applyingEntsSize: 0,
    applyingEntsPaused: false,
  },
  'RaftLog',
);
export type RaftLog = Record<RaftLogFields> & Readonly<RaftLogFields>;

/** The log in `storage`, committed and applied up to where it was compacted; at most so many bytes being applied. */
export function newLogWithSize(storage: Storage, maxApplyingEntsSize: number): RaftLog {
  const compacted = storage.firstIndex() - 1;
  const offset = storage.lastIndex() + 1;
  return RaftLog({
    storage,
    unstable: unstable.Unstable({ offset, offsetInProgress: offset }),
    committed: compacted,
    applying: compacted,
    applied: compacted,
    maxApplyingEntsSize,
  });
}

/** The index of the first entry that is readable; the one before it is known by its term. */
export function firstIndex(l: RaftLog): number {
  return unstable.maybeFirstIndex(l.unstable) ?? l.storage.firstIndex();
}

/** The index of the last entry; firstIndex - 1 when there is none. */
export function lastIndex(l: RaftLog): number {
  return unstable.maybeLastIndex(l.unstable) ?? l.storage.lastIndex();
}

/** The term at index `i`, which is known on [firstIndex - 1, lastIndex]. */
export function term(l: RaftLog, i: number): number | LogError {
  // Unstable first: what it holds replaces what storage may still hold at the same index.
  const known = unstable.maybeTerm(l.unstable, i);
  if (known !== undefined) return known;
  if (i + 1 < firstIndex(l)) return 'ErrCompacted';
  if (i > lastIndex(l)) return 'ErrUnavailable';
  return l.storage.term(i);
}

/** A term read, with 0 where the log does not reach. */
export function zeroTermOnOutOfBounds(read: number | LogError): number {
  return typeof read === 'string' ? 0 : read;
}

/** The name of the last entry. */
export function lastEntryID(l: RaftLog): EntryID {
  const index = lastIndex(l);
  const last = term(l, index);
  if (typeof last === 'string') {
    return panic('last-term-unknown', `reading the term of the last entry, ${index}, gave ${last}`);
  }
  return EntryID({ term: last, index });
}

/** True when the log has the entry `id`, or had it last before it was compacted. */
export function matchTerm(l: RaftLog, id: EntryID): boolean {
  return term(l, id.index) === id.term;
}

/** True when a log that ends in `their` is at least as up to date as this one: section 5.4.1 of the Raft paper. */
export function isUpToDate(l: RaftLog, their: EntryID): boolean {
  const our = lastEntryID(l);
  return their.term > our.term || (their.term === our.term && their.index >= our.index);
}

/**
 * The index of the first of `ents` that the log does not have, be it that the log has another entry there or that it
 * ends before; 0 when it has them all.
 */
export function findConflict(l: RaftLog, ents: List<Entry>): number {
  return ents.find((entry) => !matchTerm(l, pbEntryID(entry)))?.index ?? 0;
}

/**
 * Where this log may still agree with another one, of which an entry at `index` with `term` is known: the highest
 * index at or before it whose term is at most that term, or is not known here. With it the term there, 0 for
 * not known. Skips a whole term at a time where the paper's section 5.3 steps back one entry at a time.
 */
export function findConflictByTerm(l: RaftLog, index: number, atMost: number): readonly [number, number] {
  for (let i = index; i > 0; i--) {
    const ours = term(l, i);
    if (typeof ours === 'string') return [i, 0];
    if (ours <= atMost) return [i, ours];
  }
  return [0, 0];
}

/**
 * Appends what the log does not have of `a`, and commits up to `committed` or the end of `a`. The second value is the
 * index of the last entry of `a`; null, with nothing changed, when the log does not have a.prev.
 */
export function maybeAppend(l: RaftLog, a: LogSlice, committed: number): readonly [RaftLog, number | null] {
  if (!matchTerm(l, a.prev)) return [l, null];
  const lastnewi = a.prev.index + a.entries.size;
  const conflict = findConflict(l, a.entries);
  if (conflict !== 0 && conflict <= l.committed) {
    panic(
      'conflict-with-committed',
      `entry ${conflict} differs from the one held, and ${l.committed} entries are committed`,
    );
  }
  // Entries the log has already are not written again: a late MsgApp must not cut off what came after it.
  const [appended] = conflict === 0 ? [l] : append(l, a.entries.skip(conflict - (a.prev.index + 1)));
  return [commitTo(appended, Math.min(committed, lastnewi)), lastnewi];
}

/** Appends `ents`, replacing what the log has from the first one's index on. The second value is the last index. */
export function append(l: RaftLog, ents: List<Entry>): readonly [RaftLog, number] {
  const first = ents.first();
  if (first === undefined) return [l, lastIndex(l)];
  if (first.index - 1 < l.committed) {
    panic(
      'append-before-committed',
      `entry ${first.index} would replace one of the ${l.committed} committed`,
    );
  }
  const next = l.set('unstable', unstable.truncateAndAppend(l.unstable, ents));
  return [next, lastIndex(next)];
}

/** Commits up to `tocommit`, which the log must reach. Never takes a commit back. */
export function commitTo(l: RaftLog, tocommit: number): RaftLog {
  if (l.committed >= tocommit) return l;
  if (lastIndex(l) < tocommit) {
    panic('tocommit-out-of-range', `told to commit ${tocommit}, but the log ends at ${lastIndex(l)}`);
  }
  return l.set('committed', tocommit);
}

/** Commits up to `at` when that is progress and the log has this very entry, of this very term (section 5.4.2). */
export function maybeCommit(l: RaftLog, at: EntryID): readonly [RaftLog, boolean] {
  // Term 0 is no term: it must not match the position before the first entry.
  if (at.term === 0 || at.index <= l.committed || !matchTerm(l, at)) return [l, false];
  return [commitTo(l, at.index), true];
}

/** Replaces the log by `snapshot`, which is committed. */
export function restore(l: RaftLog, snapshot: Snapshot): RaftLog {
  return l.merge({ committed: snapshot.index, unstable: unstable.restore(snapshot) });
}

/** The latest snapshot, stable or not. */
export function snapshot(l: RaftLog): Snapshot | 'ErrSnapshotTemporarilyUnavailable' {
  return l.unstable.snapshot ?? l.storage.snapshot();
}

/** The entries from index `i` on, cut to `maxSize` bytes, but at least one if there are any. */
export function entries(l: RaftLog, i: number, maxSize: number): List<Entry> | LogError {
  const last = lastIndex(l);
  return i > last ? List() : slice(l, i, last + 1, maxSize);
}

/** All readable entries. */
export function allEntries(l: RaftLog): List<Entry> {
  const all = entries(l, firstIndex(l), noLimit);
  if (typeof all === 'string') return panic('entries-unreadable', `reading the whole log gave ${all}`);
  return all;
}

/** The entries of [lo, hi), cut to `maxSize` bytes, but at least one. */
export function slice(l: RaftLog, lo: number, hi: number, maxSize: number): List<Entry> | LogError {
  const error = mustCheckOutOfBounds(l, lo, hi);
  if (error !== null) return error;
  if (lo === hi) return List();
  const { offset } = l.unstable;
  if (lo >= offset) return limitSize(unstable.slice(l.unstable, lo, hi), maxSize);

  const cut = Math.min(hi, offset);
  const stable = l.storage.entries(lo, cut, maxSize);
  if (stable === 'ErrCompacted') return stable;
  if (stable === 'ErrUnavailable') {
    return panic('entries-unavailable', `the storage does not hold [${lo}, ${cut})`);
  }
  // Cut short by the size, or all that was asked for.
  if (hi <= offset || stable.size < cut - lo) return stable;
  const size = entsSize(stable);
  if (size >= maxSize) return stable;

  const rest = limitSize(unstable.slice(l.unstable, offset, hi), maxSize - size);
  // limitSize gives at least one entry, which is one too many when the stable ones come first.
  if (rest.size === 1 && size + entsSize(rest) > maxSize) return stable;
  return stable.concat(rest);
}

/**
 * Hands the entries of [lo, hi) to `visit`, in order, in pages of at most `pageSize` bytes (but at least one entry),
 * until `visit` returns false. The entries must exist. Null, or the error that ended the scan.
 */
export function scan(
  l: RaftLog,
  lo: number,
  hi: number,
  pageSize: number,
  visit: (ents: List<Entry>) => boolean,
): LogError | null {
  let next = lo;
  while (next < hi) {
    const ents = slice(l, next, hi, pageSize);
    if (typeof ents === 'string') return ents;
    if (ents.isEmpty()) return panic('scan-stuck', `no entry came of [${next}, ${hi})`);
    if (!visit(ents)) return null;
    next += ents.size;
  }
  return null;
}

/** firstIndex <= lo <= hi <= lastIndex + 1; lo alone may be too low, since compaction may have overtaken the reader. */
function mustCheckOutOfBounds(l: RaftLog, lo: number, hi: number): 'ErrCompacted' | null {
  if (lo > hi) panic('slice-invalid', `[${lo}, ${hi}) ends before it starts`);
  const first = firstIndex(l);
  if (lo < first) return 'ErrCompacted';
  const last = lastIndex(l);
  if (hi > last + 1)
    panic('slice-out-of-bound', `[${lo}, ${hi}) is not within the log's ${first} to ${last}`);
  return null;
}

/** The entries to be written and not yet handed out. */
export function nextUnstableEnts(l: RaftLog): List<Entry> {
  return unstable.nextEntries(l.unstable);
}

/** True when nextUnstableEnts has any. */
export function hasNextUnstableEnts(l: RaftLog): boolean {
  return !nextUnstableEnts(l).isEmpty();
}

/** True when there are entries to be written, or being written. */
export function hasNextOrInProgressUnstableEnts(l: RaftLog): boolean {
  return !l.unstable.entries.isEmpty();
}

/** The snapshot to be written, when it is not yet handed out. */
export function nextUnstableSnapshot(l: RaftLog): Snapshot | null {
  return unstable.nextSnapshot(l.unstable);
}

/** True when nextUnstableSnapshot has one. */
export function hasNextUnstableSnapshot(l: RaftLog): boolean {
  return nextUnstableSnapshot(l) !== null;
}

/** True when there is a snapshot to be written, or being written. */
export function hasNextOrInProgressSnapshot(l: RaftLog): boolean {
  return l.unstable.snapshot !== null;
}

/** The entries up to `id` are durable. */
export function stableTo(l: RaftLog, id: EntryID): RaftLog {
  return l.set('unstable', unstable.stableTo(l.unstable, id));
}

/** The snapshot at index `i` is durable. */
export function stableSnapTo(l: RaftLog, i: number): RaftLog {
  return l.set('unstable', unstable.stableSnapTo(l.unstable, i));
}

/** All that is unstable was handed out to be written. */
export function acceptUnstable(l: RaftLog): RaftLog {
  return l.set('unstable', unstable.acceptInProgress(l.unstable));
}
