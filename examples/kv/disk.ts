/**
 * What is durable: log, hard state and snapshot in an embedded store (LevelDB), and a copy in memory that the core reads,
 * as etcd's MemoryStorage beside its write-ahead log. Each save is one batch, which is there whole or not at all.
 *
 *     identity                 whose folder this is
 *     hardState                term, vote, commit
 *     compacted                index and term of the last entry that is not there any more
 *     snapshot                 the last snapshot, with the state machine
 *     log/0000000000000042     one entry
 */
import type { List } from 'immutable';
import {
  append,
  applySnapshot,
  compact,
  createSnapshot,
  MemoryStorage,
  setHardState,
} from '../../src/raft/log/storage.ts';
import {
  type ConfState,
  Entry,
  type HardState,
  isEmptyHardState,
  isEmptySnap,
  type Snapshot,
} from '../../src/raft/pb.ts';
import { decodeEntry, decodeHardState, decodeSnapshot, encode } from './codec.ts';

export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string }
  | { readonly type: 'del'; readonly key: string };

/** What is asked of the store. ClassicLevel has it; a test may hand in one that fails. */
export interface Store {
  get(key: string): Promise<string | undefined>;
  iterator(range: { readonly gte: string; readonly lt: string }): AsyncIterable<[string, string]>;
  /** All of it or nothing. `sync`: on the disk itself before the promise is kept. */
  batch(operations: Operation[], options: { readonly sync: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Part of a Ready, or of a MsgStorageAppend: what it wants to be durable. */
export interface Unsaved {
  readonly hardState: HardState;
  readonly entries: List<Entry>;
  readonly snapshot: Snapshot | null;
}

/** The folder cannot be used; the message says why. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
}

export class Disk {
  readonly #store: Store;
  /** What is on disk, as the core reads it. */
  storage = new MemoryStorage();
  /** How often something was made durable, and how long that took in all. */
  readonly syncs = { count: 0, seconds: 0 };

  private constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what there is. `identity`: what the folder must have been made for, if it is not new. */
  static async open(store: Store, identity: string): Promise<Disk> {
    const disk = new Disk(store);
    const found = await store.get('identity');
    if (found !== undefined && found !== identity) {
      throw new DiskError(`the data is of ${found}, and this is ${identity}: use another folder`);
    }
    if (found === undefined) await disk.#write([put('identity', identity)], true);
    await disk.#load();
    return disk;
  }

  get isEmpty(): boolean {
    return this.storage.lastIndex() === 0 && isEmptyHardState(this.storage.hardState);
  }

  async #load(): Promise<void> {
    const [hardState, snapshot, compacted] = await Promise.all(
      ['hardState', 'snapshot', 'compacted'].map((key) => this.#store.get(key)),
    );
    const before = compacted === undefined ? Entry() : decodeEntry(compacted);
    const ents = [before];
    for await (const [key, value] of this.#store.iterator({ gte: 'log/', lt: 'log0' })) {
      const entry = decodeEntry(value);
      const expected = before.index + ents.length;
      if (entry.index !== expected)
        throw new DiskError(`the log is damaged: ${key} where ${expected} should be`);
      ents.push(entry);
    }
    this.storage = new MemoryStorage({
      ...(hardState !== undefined && { hardState: decodeHardState(hardState) }),
      ...(snapshot !== undefined && { latest: decodeSnapshot(snapshot) }),
      ents: new MemoryStorage().ents.clear().concat(ents),
    });
  }

  /** Makes all of it durable, in the order given. `sync` false: a crash of the machine may take it, one of the process not. */
  async save(unsaved: readonly Unsaved[], sync: boolean): Promise<void> {
    let storage = this.storage;
    const operations: Operation[] = [];
    for (const { hardState, entries, snapshot } of unsaved) {
      if (!isEmptyHardState(hardState)) {
        operations.push(put('hardState', encode(hardState)));
        storage = setHardState(storage, hardState);
      }
      if (!isEmptySnap(snapshot) && snapshot!.index > storage.latest.index) {
        operations.push(...removal(storage.firstIndex(), storage.lastIndex()), ...snapshotPuts(snapshot!));
        storage = applySnapshot(storage, snapshot!) as MemoryStorage;
      }
      operations.push(...appending(storage, entries));
      storage = append(storage, entries);
    }
    if (operations.length === 0) return;
    await this.#write(operations, sync);
    this.storage = storage;
  }

  /** Stores a snapshot of the state machine at `index`, and drops the log before it but for `keep` entries. */
  async compact(index: number, confState: ConfState, data: string, keep: number): Promise<void> {
    const snapped = createSnapshot(this.storage, index, confState, data);
    // One from the leader came first.
    if (snapped === 'ErrSnapOutOfDate') return;
    const from = snapped.firstIndex();
    const to = index - keep;
    const next = to < from ? snapped : (compact(snapped, to) as MemoryStorage);
    const operations = [put('snapshot', encode(next.latest)), ...removal(from, next.firstIndex() - 1)];
    operations.push(put('compacted', encode(next.ents.first()!)));
    await this.#write(operations, true);
    this.storage = next;
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #write(operations: Operation[], sync: boolean): Promise<void> {
    const start = performance.now();
    await this.#store.batch(operations, { sync });
    if (!sync) return;
    this.syncs.count++;
    this.syncs.seconds += (performance.now() - start) / 1000;
  }
}

function put(key: string, value: string): Operation {
  return { type: 'put', key, value };
}

function logKey(index: number): string {
  return `log/${String(index).padStart(16, '0')}`;
}

/** The log ends where the new entries end. */
function appending(storage: MemoryStorage, entries: List<Entry>): Operation[] {
  const fresh = entries.filter(({ index }) => index >= storage.firstIndex());
  const last = fresh.last()?.index;
  if (last === undefined) return [];
  const puts = fresh.toArray().map((entry) => put(logKey(entry.index), encode(entry)));
  return [...puts, ...removal(last + 1, storage.lastIndex())];
}

function snapshotPuts(snapshot: Snapshot): Operation[] {
  const { index, term } = snapshot;
  return [put('snapshot', encode(snapshot)), put('compacted', encode(Entry({ index, term })))];
}

function removal(from: number, to: number): Operation[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => ({
    type: 'del',
    key: logKey(from + i),
  }));
}
