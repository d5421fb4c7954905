/** The storage of a driven node: in memory, and able to have no snapshot just now. */
import type { List } from 'immutable';
import type { LogError, MemoryStorage, Storage } from '../../../src/raft/log/storage.ts';
import type { ConfState, Entry, HardState, Snapshot } from '../../../src/raft/pb.ts';

export class DriverStorage implements Storage {
  readonly memory: MemoryStorage;
  readonly unavailable: boolean;

  constructor(memory: MemoryStorage, unavailable: boolean) {
    this.memory = memory;
    this.unavailable = unavailable;
  }

  initialState(): { readonly hardState: HardState; readonly confState: ConfState } {
    return this.memory.initialState();
  }

  entries(lo: number, hi: number, maxSize: number): List<Entry> | LogError {
    return this.memory.entries(lo, hi, maxSize);
  }

  term(i: number): number | LogError {
    return this.memory.term(i);
  }

  lastIndex(): number {
    return this.memory.lastIndex();
  }

  firstIndex(): number {
    return this.memory.firstIndex();
  }

  snapshot(): Snapshot | 'ErrSnapshotTemporarilyUnavailable' {
    return this.unavailable ? 'ErrSnapshotTemporarilyUnavailable' : this.memory.snapshot();
  }
}
