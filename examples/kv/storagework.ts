/**
 * The storage threads of the core's asynchronous mode, as one queue: what is to be stored and what is to be applied stay
 * in their order, so nothing is applied before what made it so is durable, or after a snapshot that has it. Work that has
 * gathered while the disk was busy is stored together. Snapshots of the machine wait in it too, in both modes.
 */
import { List } from 'immutable';
import {
  type ConfState,
  type Entry,
  HardState,
  isEmptyHardState,
  isEmptySnap,
  type Message,
  type Snapshot,
} from '../../src/raft/pb.ts';
import type { Disk, Unsaved } from './disk.ts';

export interface Worker {
  /** The disk holds more than it did, and these may be said. */
  saved(responses: List<Message>): void;
  restore(snapshot: Snapshot | null): void;
  apply(entries: List<Entry>): void;
  failed(error: unknown): void;
}

type Job =
  | { readonly kind: 'append' | 'apply'; readonly message: Message }
  | { readonly kind: 'call'; readonly call: () => void }
  | { readonly kind: 'compact'; readonly compact: () => Promise<void> };

export class StorageWork {
  readonly #disk: Disk;
  readonly #worker: Worker;
  #jobs: Job[] = [];
  #working: Promise<void> | null = null;
  /** The index of the newest snapshot that was asked for. */
  snapshotIndex = 0;

  constructor(disk: Disk, worker: Worker) {
    this.#disk = disk;
    this.#worker = worker;
  }

  /** A MsgStorageAppend. */
  append(message: Message): void {
    this.#add({ kind: 'append', message });
  }

  /** A MsgStorageApply. */
  apply(message: Message): void {
    this.#add({ kind: 'apply', message });
  }

  /** Calls when all work so far is done. */
  afterwards(call: () => void): void {
    this.#add({ kind: 'call', call });
  }

  /** Stores a snapshot of the machine as it is now. */
  compact(index: number, confState: ConfState, data: string, keep: number): void {
    this.snapshotIndex = index;
    this.#add({ kind: 'compact', compact: () => this.#disk.compact(index, confState, data, keep) });
  }

  async idle(): Promise<void> {
    await this.#working;
  }

  #add(job: Job): void {
    this.#jobs.push(job);
    this.#working ??= this.#run()
      .catch((error: unknown) => this.#worker.failed(error))
      .finally(() => {
        this.#working = null;
      });
  }

  async #run(): Promise<void> {
    while (this.#jobs.length > 0) {
      // What is handed out in one go is done in one.
      await Promise.resolve();
      const jobs = this.#jobs.splice(0);
      const appends = jobs.flatMap((job) => (job.kind === 'append' ? [unsavedOf(job.message)] : []));
      if (appends.length > 0)
        await this.#disk.save(
          appends,
          appends.some((append) => this.#isUrgent(append)),
        );
      for (const job of jobs) await this.#finish(job);
    }
  }

  /** What follows on a job whose writing is done. */
  async #finish(job: Job): Promise<void> {
    switch (job.kind) {
      case 'append':
        this.#worker.restore(job.message.snapshot);
        return this.#worker.saved(job.message.responses);
      case 'apply':
        this.#worker.apply(job.message.entries);
        return this.#worker.saved(job.message.responses);
      case 'call':
        return job.call();
      case 'compact':
        await job.compact();
        return this.#worker.saved(List());
    }
  }

  /** More than a commit index, which a crash may take back. */
  #isUrgent({ hardState, entries, snapshot }: Unsaved): boolean {
    const { term, vote } = this.#disk.storage.hardState;
    const changed = !isEmptyHardState(hardState) && (hardState.term !== term || hardState.vote !== vote);
    return changed || !entries.isEmpty() || !isEmptySnap(snapshot);
  }
}

function unsavedOf({ term, vote, commit, entries, snapshot }: Message): Unsaved {
  return { hardState: HardState({ term, vote, commit }), entries, snapshot };
}
