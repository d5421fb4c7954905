/**
 * Threads that search together, this one the first: it begins alone, and where the search does not end soon the others are
 * started and join it. All share the tables behind the ids (the ledger) and the set of states.
 */
import { performance } from 'node:perf_hooks';
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { ownMemory } from '../arrays/memory.ts';
import type { WasmModule } from '../arrays/wasm.ts';
import { moduleUrl, packageVersion } from '../base/root.ts';
import { type Trouble, UserError } from '../base/usererror.ts';
import { Damaged } from '../explore/dump.ts';
import type { Turn } from '../explore/levels.ts';
import { compiledLedger, compiledMemory, Heap } from '../explore/parallel/compiledmemory.ts';
import { Ledger, restoreLedger } from '../explore/parallel/ledger.ts';
import { filledPart } from '../explore/parallel/pages.ts';
import type { WorkerPool } from '../explore/parallel/parallelsearch.ts';
import {
  dumpsAt,
  presentAt,
  type SharedMemory,
  sharedMemory,
  statesAt,
  writtenAt,
} from '../explore/parallel/shared.ts';
import type { WorkerFacts, WorkerResult } from '../explore/parallel/workercontext.ts';
import { NotDeterministic, type SearchOptions } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import type { GivenAnswers } from './answerfiles.ts';
import type { CallMemory } from './callmemory.ts';
import {
  type Part,
  partFile,
  readPart,
  removeParts,
  runsOf,
  type SearchProblem,
  type ThreadFacts,
  writeCheckpoint,
} from './checkpoint.ts';
import { type Checkpointing, endCheckpointing } from './checkpointing.ts';
import { exitText, type Failure, faultOf } from './jobs.ts';
import { collectGarbage, tableMemory } from './memory.ts';
import { notesOfProperty, withNotes } from './notes.ts';
import { type OnDiskOptions, PoolDisk } from './pooldisk.ts';
import type { Searchable } from './prepare.ts';
import { nap, type PartWritten, runWorker, type WorkerEnd, type WorkerTask } from './runworker.ts';
import { endThreads, received, startThreads, type Thread } from './threads.ts';

/** What a thread is given besides its task. */
export interface WorkerThreadData {
  readonly task: WorkerTask;
  readonly port: MessagePort;
  readonly callMemory: CallMemory;
  readonly answers: GivenAnswers | null;
}

/** What kind of error it is does not come through a port by itself. */
export type FromWorker =
  | PartWritten
  | WorkerEnd
  | { readonly failed: Failure }
  | { readonly changed: string }
  | { readonly damaged: string }
  | { readonly refused: Trouble };

/** Milliseconds that this thread searches, or waits, before it listens. */
const slice = 5;
/** States that it finds first whatever time they take: a search of fewer has no progress to tell. */
const atOnce = 1000;

const thread = moduleUrl('src/run/workerthread');

export interface ThreadPoolOptions {
  readonly problem: SearchProblem;
  readonly search: SearchOptions;
  readonly workers: number;
  /** States that one finds alone before the others are started. */
  readonly small: number;
  /** Integers of a state. */
  readonly width: number;
  /** The compiled loop; null: the plain one. */
  readonly compiled: WasmModule | null;
  readonly checkpointing: Checkpointing;
  /** Null: known states are in memory. */
  readonly onDisk: OnDiskOptions | null;
  /** Is told why a checkpoint could not be written. The search goes on. */
  lost(trouble: Trouble): void;
  /** Is told what the user should know besides. */
  remark(text: string): void;
  /** Seconds that have been searched before. */
  readonly seconds: number;
  /** What the core need not be asked, for the other threads; null: they have no table of answers. */
  answers(): GivenAnswers | null;
  /** Memory where another thread notes its calls of the core. */
  newCallMemory(): CallMemory;
}

/** Resident bytes from which on memory of earlier searches here is given back first; what was compiled is forgotten then, so not always. */
const crowdedFrom = 512 * 2 ** 20;
/** The part of the memory for states from which on it is time to go on elsewhere: before anything finds no room. */
const nearlyFull = 15 / 16;

export class ThreadPool implements WorkerPool {
  readonly memory: SharedMemory;
  readonly ledger: Ledger;
  readonly #counters: Int32Array;
  readonly #options: ThreadPoolOptions;
  /** The others, once they are started: the k-th is worker k + 1. */
  #threads: readonly Thread[] = [];
  #begun = false;
  #own: Generator<Turn, WorkerEnd> | null = null;
  readonly #ends: (WorkerEnd | undefined)[] = [];
  /** Parts of the checkpoint that is being written, by thread. */
  readonly #parts: (PartWritten['part'] | undefined)[] = [];
  #ledgerPart: PartWritten['ledger'] = null;
  /** How often all has been written down, or could not be. */
  attempts = 0;
  /** The last checkpoint that this run has written, or the one that it goes on from. */
  lastCheckpoint: string | null;
  readonly #sleep = new Int32Array(new SharedArrayBuffer(4));
  readonly #began = performance.now();
  #due: number;
  #asked = false;
  /** Null: known states are in memory. */
  readonly #disk: PoolDisk | null;
  /** The threads that it goes on from, as they were. */
  #before: readonly Part<ThreadFacts>[];
  #failure: unknown = null;

  /** Null where the system has not the address space to reserve. */
  static async start(options: ThreadPoolOptions): Promise<ThreadPool | null> {
    if (process.memoryUsage.rss() > crowdedFrom) collectGarbage();
    const pool = ThreadPool.#started(options);
    if (pool !== null) return pool;
    collectGarbage();
    return ThreadPool.#started(options);
  }

  static #started(options: ThreadPoolOptions): ThreadPool | null {
    try {
      return new ThreadPool(options);
    } catch (error) {
      const refused = error instanceof RangeError && /allocat|out of memory/i.test(error.message);
      if (refused) return null;
      throw error;
    }
  }

  private constructor(options: ThreadPoolOptions) {
    const { problem, search, workers, width, checkpointing, onDisk } = options;
    const { restored } = checkpointing;
    this.#options = options;
    this.lastCheckpoint = restored?.file ?? null;
    this.#due = checkpointing.every ?? Number.POSITIVE_INFINITY;
    const parts = restored?.checkpoint.threads ?? [];
    this.#before = parts;
    this.#disk = onDisk && new PoolDisk(onDisk, checkpointing);
    const kept = parts
      .flatMap((part) => part.facts.worker.pages.pages)
      .reduce((sum, { rows }) => sum + rows, 0);
    const compiled = options.compiled === null ? null : compiledMemory(options.compiled);
    const ledger = compiled === null ? tableMemory() : compiledLedger(compiled);
    if (restored !== null)
      restoreLedger(
        ledger,
        readPart(partFile(restored.file, restored.checkpoint.number, 'ledger'), restored.checkpoint.ledger),
      );
    this.memory = sharedMemory(
      { workers, present: Math.max(1, parts.length) },
      width,
      Math.max(0, search.maxStates - kept),
      notesOfProperty * problem.job.properties.length,
      compiled,
      this.#disk && { runs: this.#disk.runs, inMemory: this.#disk.inMemory },
    );
    if (restored !== null) this.#disk?.open(runsOf(restored.checkpoint) ?? []);
    this.#counters = new Int32Array(this.memory.counters);
    this.ledger = new Ledger(ledger, workers, compiled === null ? ownMemory : new Heap(compiled));
  }

  /** Whether all may be written down. */
  get isKept(): boolean {
    return this.#disk?.names !== null;
  }

  /** Whether the memory for states that compiled code sees is nearly full, or whatever is reserved for them. */
  get isFilling(): boolean {
    return this.#disk === null && filledPart(this.memory.store.pages) > nearlyFull;
  }

  /** The workers as they were in memory, where it is to go on on disk; null: there were none, or they were on disk. */
  get left(): readonly WorkerFacts[] | null {
    const workers = this.#before.map(({ facts }) => facts.worker);
    return this.#disk === null || workers[0]?.disk !== undefined || workers.length === 0 ? null : workers;
  }

  /** Takes these over; see PoolDisk. */
  *takeOver(knows: (state: Int32Array) => boolean): Generator<void> {
    const { width, checkpointing } = this.#options;
    this.#before = yield* this.#disk!.takeOver(checkpointing.restored!, width, knows);
  }

  /** Begins to search, with what this thread has prepared from the ledger. */
  begin(prepared: Searchable): void {
    if (this.#present > 1) this.#startThreads();
    this.#own = runWorker(this.#task(0), prepared, this.ledger, this.#options.checkpointing.hasher, (saved) =>
      this.#hear(0, saved),
    );
  }

  results(): readonly WorkerResult[] | null {
    this.#hearAll();
    if (this.#failure !== null) throw this.#failure;
    const { ends } = this;
    if (ends.length < this.#present) return null;
    this.ledger.refresh();
    return ends.map(({ result }) => result);
  }

  /** Searches for a moment, or waits for the others. */
  wait(): void {
    const until = performance.now() + slice;
    const goesOn = (): boolean => performance.now() < until || this.#states < atOnce;
    let idle = false;
    while (!idle && goesOn()) idle = !this.#search();
    if (idle) Atomics.wait(this.#sleep, 0, 0, nap);
    if (this.#states > this.#options.small) this.#startThreads();
    if (this.#seconds() >= this.#due) this.writeDown();
  }

  /** Has all written down, unless that is under way: it has been tried once there is another number of attempts than this one. */
  writeDown(): number {
    // The next one is not asked for until this one is written.
    this.#due = Number.POSITIVE_INFINITY;
    if (!this.#asked) Atomics.add(this.#counters, dumpsAt, 1);
    this.#asked = true;
    return this.attempts;
  }

  /** False when there is nothing to do. */
  #search(): boolean {
    if (this.#own === null || this.#ends[0] !== undefined) return false;
    const turn = this.#own.next();
    if (turn.done) this.#ends[0] = turn.value;
    return !turn.done && turn.value === 'working';
  }

  /** States that have been found, at least. */
  get #states(): number {
    return Atomics.load(this.#counters, statesAt) + Atomics.load(this.#counters, writtenAt);
  }

  get #present(): number {
    return Atomics.load(this.#counters, presentAt);
  }

  #startThreads(): void {
    if (this.#begun) return;
    this.#begun = true;
    const { threads, refused } = startThreads(this.memory.workers - 1, (k) => this.#startThread(k + 1));
    this.#threads = threads;
    if (refused === null) return;
    const message = 'the system starts no more threads';
    if (this.#present > 1) {
      const expected = `${this.#present} threads, as many as have written the checkpoint`;
      throw new UserError({ message, where: '--resume', found: refused, expected });
    }
    // All come together or nobody does: those that have begun wait until the end.
    this.#options.remark(`${message} (${refused}): one searches alone`);
  }

  #startThread(me: number): Thread {
    const { port1, port2 } = new MessageChannel();
    const callMemory = this.#options.newCallMemory();
    const answers = this.#options.answers();
    const workerData: WorkerThreadData = { task: this.#task(me), port: port2, callMemory, answers };
    const worker = new Worker(thread, { workerData, transferList: [port2] });
    worker.on('error', (error) => {
      this.#failure ??= error;
    });
    worker.on('exit', (code) => {
      this.#hearAll();
      if (this.#ends[me] === undefined) this.#failure ??= faultOf({ message: exitText(code) });
    });
    return { worker, port: port1 };
  }

  #task(me: number): WorkerTask {
    const { problem, search, checkpointing } = this.#options;
    const { restored, file, before } = checkpointing;
    const part = this.#before[me];
    return {
      problem,
      options: search,
      restored:
        restored === null || part === undefined
          ? null
          : { file: restored.file, number: restored.checkpoint.number, part },
      checkpoint: { file, before },
      disk: this.#disk && { folder: this.#disk.folder, names: this.#disk.names },
      me,
      memory: this.memory,
      ledger: this.ledger.memory,
    };
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #hearAll(): void {
    this.#threads.forEach(({ port }, k) => {
      for (const message of received<FromWorker>(port)) this.#hear(k + 1, message);
    });
  }

  #hear(me: number, message: FromWorker): void {
    if ('failed' in message) this.#failure ??= faultOf(message.failed);
    else if ('changed' in message) this.#failure ??= new NotDeterministic(message.changed);
    else if ('damaged' in message) this.#failure ??= new Damaged(message.damaged);
    else if ('refused' in message) this.#failure ??= new UserError(message.refused);
    else if ('result' in message) this.#ends[me] = message;
    else {
      this.#parts[me] = message.part;
      this.#ledgerPart = message.ledger ?? this.#ledgerPart;
      const threads = this.#parts.flatMap((part) => part ?? []);
      if (threads.length === message.parts) this.#writeCheckpoint(message.saved, threads);
    }
  }

  /** All threads have written their parts, or could not. */
  #writeCheckpoint(saved: number, parts: readonly PartWritten['part'][]): void {
    const { problem, checkpointing, seconds, lost } = this.#options;
    const { file, every, before, hasher } = checkpointing;
    const number = before + saved;
    try {
      const threads = parts.map(whole);
      const ledger = whole(this.#ledgerPart!);
      const raftcheck = packageVersion();
      const searched = seconds + this.#seconds();
      const body = { number, raftcheck, question: problem, seconds: searched, threads, ledger };
      writeCheckpoint(file, body, hasher);
      this.lastCheckpoint = file;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      removeParts(file, number, parts.length);
      // Under one name, whichever part it was: so it is said once.
      lost({ ...error.trouble, where: file });
    }
    this.#parts.length = 0;
    this.attempts++;
    this.#asked = false;
    this.#due = this.#seconds() + (every ?? Number.POSITIVE_INFINITY);
  }

  /** A report with what all threads have judged: each asks for itself, so sums. */
  properties(report: readonly PropertyReport[]): readonly PropertyReport[] {
    const notes = new Float64Array(this.memory.notes);
    const perThread = notesOfProperty * report.length;
    const sums = Array<number>(perThread).fill(0);
    notes.forEach((note, k) => {
      sums[k % perThread] += note;
    });
    return withNotes(
      report.map((property) => ({ ...property, evaluated: 0, relevant: 0 })),
      sums,
    );
  }

  /** No checkpoint is needed any more. */
  endCheckpointing(): void {
    const { problem, checkpointing, lost } = this.#options;
    endCheckpointing(problem, checkpointing, lost);
  }

  async close(): Promise<void> {
    // One that is still beginning when the search ends enters ids, and the counterexample is made with the same ledger.
    await this.ledger.endOthers(() => endThreads(this.#threads));
    this.#disk?.close(this.#options.problem, this.#options.checkpointing);
  }

  /** What the threads that have ended have come to. */
  get ends(): readonly WorkerEnd[] {
    return this.#ends.flatMap((end) => end ?? []);
  }
}

/** Throws what a thread could not write as a UserError. */
function whole<Facts>(part: Part<Facts> | Trouble): Part<Facts> {
  if ('message' in part) throw new UserError(part);
  return part;
}
