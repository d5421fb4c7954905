/**
 * Stable storage as the core sees it, and one that lives in memory (etcd: storage.go).
 *
 * The core only reads it. A storage is a value: whoever persists what a Ready hands out makes the next value with the
 * writers below and gives it to the core. Errors are values too, by the names that etcd's have.
 */
import { List } from 'immutable';
import { panic } from '../panic.ts';
import { type ConfState, Entry, HardState, Snapshot } from '../pb.ts';
import { Record } from '../record.ts';
import { limitSize } from './size.ts';

/** ErrCompacted: before the first index. ErrUnavailable: after the last. ErrSnapOutOfDate: a newer snapshot exists. */
export type StorageError =
  | 'ErrCompacted'
  | 'ErrUnavailable'
  | 'ErrSnapOutOfDate'
  | 'ErrSnapshotTemporarilyUnavailable';
/** The errors of reading entries and terms. */
export type LogError = 'ErrCompacted' | 'ErrUnavailable';

export interface Storage {
  /** What a restart starts from; the empty records when nothing was stored. */
  initialState(): { readonly hardState: HardState; readonly confState: ConfState };
  /**
   * The entries of [lo, hi), cut to `maxSize` bytes of encoding size, but at least one.
   * hi <= lastIndex + 1. ErrCompacted when lo < firstIndex.
   */
  entries(lo: number, hi: number, maxSize: number): List<Entry> | LogError;
  /** The term at index i of [firstIndex - 1, lastIndex]: the entry before the first is known by its term. */
  term(i: number): number | LogError;
  /** The index of the last entry, or firstIndex - 1 when there is none. */
  lastIndex(): number;
  /** The index of the first entry that is, or would be, readable. */
  firstIndex(): number;
  /** The latest snapshot; the core tries again later when it is temporarily unavailable. */
  snapshot(): Snapshot | 'ErrSnapshotTemporarilyUnavailable';
}

export type MemoryStorageFields = {
  hardState: HardState;
  /** The latest snapshot. Its index may be before ents[0]'s: compaction does not wait for snapshots. */
  latest: Snapshot;
  /** ents[0] is a dummy with the index and term of the last compacted entry; ents[i].index == ents[0].index + i. */
  ents: List<Entry>;
};
const MemoryStorageRecord = Record<MemoryStorageFields>(
  { hardState: HardState(), latest: Snapshot(), ents: List([Entry()]) },
  'MemoryStorage',
);

/** The storage in memory. `new MemoryStorage()` is empty: a dummy at index 0 and term 0. */
export class MemoryStorage extends MemoryStorageRecord implements Storage {
  initialState(): { readonly hardState: HardState; readonly confState: ConfState } {
    return { hardState: this.hardState, confState: this.latest.confState };
  }

  entries(lo: number, hi: number, maxSize: number): List<Entry> | LogError {
    const offset = offsetOf(this);
    if (lo <= offset) return 'ErrCompacted';
    if (hi > this.lastIndex() + 1) {
      panic(
        'storage-entries-out-of-bound',
        `asked for entries before ${hi}, but the last is ${this.lastIndex()}`,
      );
    }
    if (this.ents.size === 1) return 'ErrUnavailable';
    return limitSize(this.ents.slice(lo - offset, hi - offset), maxSize);
  }

  term(i: number): number | LogError {
    const offset = offsetOf(this);
    if (i < offset) return 'ErrCompacted';
    return this.ents.get(i - offset)?.term ?? 'ErrUnavailable';
  }

  lastIndex(): number {
    return offsetOf(this) + this.ents.size - 1;
  }

  firstIndex(): number {
    return offsetOf(this) + 1;
  }

  snapshot(): Snapshot {
    return this.latest;
  }
}

/** The index of the dummy. */
function offsetOf({ ents }: MemoryStorage): number {
  return ents.first()!.index;
}

export function setHardState(ms: MemoryStorage, hardState: HardState): MemoryStorage {
  return ms.set('hardState', hardState);
}

/** Replaces the log and the snapshot. One of index 0 may still replace another: it sets the first configuration. */
export function applySnapshot(ms: MemoryStorage, snapshot: Snapshot): MemoryStorage | 'ErrSnapOutOfDate' {
  if (ms.latest.index !== 0 && ms.latest.index >= snapshot.index) return 'ErrSnapOutOfDate';
  const { term, index } = snapshot;
  return ms.merge({ latest: snapshot, ents: List([Entry({ term, index })]) });
}

/** Makes the snapshot at index `i` the latest. `confState` null: the configuration is still that of the one before. */
export function createSnapshot(
  ms: MemoryStorage,
  i: number,
  confState: ConfState | null,
  data: string,
): MemoryStorage | 'ErrSnapOutOfDate' {
  if (i <= ms.latest.index) return 'ErrSnapOutOfDate';
  const term = ms.term(i);
  if (typeof term === 'string') {
    return panic('storage-snapshot-out-of-bound', `no snapshot at ${i}: the log ends at ${ms.lastIndex()}`);
  }
  return ms.set('latest', Snapshot({ data, index: i, term, confState: confState ?? ms.latest.confState }));
}

/** Drops the entries up to and including `compactIndex`, which must have been applied; the last one's term stays known. */
export function compact(ms: MemoryStorage, compactIndex: number): MemoryStorage | 'ErrCompacted' {
  const first = ms.firstIndex();
  if (compactIndex < first) return 'ErrCompacted';
  if (compactIndex > ms.lastIndex()) {
    panic(
      'storage-compact-out-of-bound',
      `cannot compact up to ${compactIndex}: the log ends at ${ms.lastIndex()}`,
    );
  }
  const kept = ms.ents.skip(compactIndex - first + 1);
  const { term, index } = kept.first()!;
  return ms.set('ents', kept.set(0, Entry({ term, index })));
}

/** Appends consecutive entries, replacing what is latest from the first one's index on. Compacted ones are left out. */
export function append(ms: MemoryStorage, entries: List<Entry>): MemoryStorage {
  const first = ms.firstIndex();
  const fresh = entries.skipWhile((entry) => entry.index < first);
  const from = fresh.first()?.index;
  if (from === undefined) return ms;
  if (from > ms.lastIndex() + 1) {
    panic('storage-append-gap', `entry ${from} does not follow ${ms.lastIndex()}, the last one`);
  }
  return ms.set('ents', ms.ents.take(from - first + 1).concat(fresh));
}
