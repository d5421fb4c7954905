/** What a pool of threads (threadpool.ts) has on disk, where known states are there: the files, their names, and what all know of them. */
import { type NamedRun, RunLog, type RunMemory, runMemory } from '../explore/disk/runlog.ts';
import { asOnDisk, enter, takeOver } from '../explore/disk/takeover.ts';
import {
  type Part,
  partFile,
  type Restored,
  readPart,
  runsThere,
  type SearchProblem,
  type ThreadFacts,
} from './checkpoint.ts';
import type { Checkpointing } from './checkpointing.ts';
import { DiskFiles, type RunNames, removeRuns, runNames } from './diskfiles.ts';

/** The folder of the files, and how many states may be in memory besides. */
export interface OnDiskOptions {
  readonly folder: string;
  readonly inMemory: number;
}

export class PoolDisk {
  /** How files are called; null: they have no names, and nothing is written down. */
  readonly names: RunNames | null;
  readonly folder: string;
  readonly inMemory: number;
  readonly runs: RunMemory = runMemory();
  readonly #files: DiskFiles;
  readonly #log: RunLog;

  constructor({ folder, inMemory }: OnDiskOptions, { file, every, hasher }: Checkpointing) {
    this.folder = folder;
    this.inMemory = inMemory;
    this.names = every === null ? null : runNames(file);
    this.#files = new DiskFiles(folder, this.names, hasher);
    this.#log = new RunLog(this.runs, this.#files);
  }

  /** Opens the files of a checkpoint, for all threads. */
  open(runs: readonly NamedRun[]): void {
    for (const run of runs) this.#log.addNamed(run, this.#files.openNamed(run));
  }

  /**
   * Writes the states of threads whose known states were in memory; returns the threads as they go on. `knows`: whether the ids of a
   * state have been given. Yields now and then. Throws DiskFull.
   */
  *takeOver(
    { file, checkpoint: { number, threads } }: Restored,
    width: number,
    knows: (state: Int32Array) => boolean,
  ): Generator<void, readonly Part<ThreadFacts>[]> {
    const workers = threads.map((part, me) => ({
      facts: part.facts.worker,
      words: () => readPart(partFile(file, number, me), part).words,
    }));
    const taken = yield* takeOver(this.#files, width, this.inMemory, workers, knows);
    enter(this.#log, taken);
    const facts = asOnDisk(
      workers.map((worker) => worker.facts),
      taken,
    );
    return threads.map((part, me) => ({ ...part, facts: { ...part.facts, worker: facts[me] } }));
  }

  /** Closes the files, and removes those that no checkpoint has a use for. No other thread writes any more. */
  close(problem: SearchProblem, { file, hasher }: Checkpointing): void {
    this.#files.close();
    if (this.names === null) return;
    const kept = runsThere(file, problem, hasher);
    if (kept !== null) removeRuns(file, Number.POSITIVE_INFINITY, kept);
  }
}
