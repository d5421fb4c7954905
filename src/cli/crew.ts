/**
 * Threads that search together: each prepares the question for itself (crewthread.ts), all share the ledger of ids and the
 * set of states. Here they are started, heard and ended.
 */
import { totalmem } from 'node:os';
import { extname } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Findings } from '../cluster/reduce/reduce.ts';
import {
  Ledger,
  type LedgerFacts,
  type LedgerMemory,
  ledgerMemory,
  restoreLedger,
} from '../explore/parallel/ledger.ts';
import type { Share } from '../explore/parallel/share.ts';
import { DUMPS, type SharedMemory, sharedMemory } from '../explore/parallel/shared.ts';
import type { Crew } from '../explore/parallel/together.ts';
import type { SearchOptions } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import { packageVersion } from '../spec/root.ts';
import {
  type Checkpoint,
  loadHasher,
  type Part,
  type Question,
  readPart,
  type ThreadFacts,
  writeCheckpoint,
} from './checkpoint.ts';

/** What a thread is given. */
export interface ThreadData {
  readonly question: Question;
  readonly options: SearchOptions;
  /** The checkpoint that it goes on from, with its part; null: it begins. */
  readonly restored: { readonly file: string; readonly part: Part<ThreadFacts> } | null;
  /** The checkpoint that its parts belong to, and how many there were before this run's. */
  readonly checkpoint: { readonly file: string; readonly before: number };
  readonly me: number;
  readonly memory: SharedMemory;
  readonly ledger: LedgerMemory;
  /** Not 0 once it may begin. */
  readonly gate: Int32Array;
  readonly port: MessagePort;
}

/** What a thread says: that it has written a part of a checkpoint, and what has come of the search at its end. */
export type FromThread =
  | {
      readonly saved: number;
      readonly part: Part<ThreadFacts>;
      /** From the first one. */
      readonly ledger: Part<LedgerFacts> | null;
    }
  | { readonly share: Share; readonly stepCalls: number; readonly findings: Findings }
  | { readonly failed: unknown };

/** For each property: arguments judged, and how many of them it said something about. */
export const notesOfProperty = 2;

/** Milliseconds between two looks at the threads. */
const pause = 20;

// Next to the sources lie sources, next to the build the build.
const thread = new URL(`./crewthread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

export interface CrewOptions {
  readonly question: Question;
  readonly search: SearchOptions;
  readonly workers: number;
  /** Integers of a state. */
  readonly width: number;
  /** Where checkpoints are written, and every how many seconds; null: never. */
  readonly checkpoint: { readonly file: string; readonly every: number | null };
  /** What the search goes on from; it has been verified. */
  readonly restored: { readonly file: string; readonly checkpoint: Checkpoint } | null;
  /** That of one who has begun; null: it is made anew, or as the checkpoint says. */
  readonly ledger: Ledger | null;
  /** Seconds that have been searched before. */
  readonly seconds: number;
}

/** Memory for the tables of all: address space that no machine of this size could fill. */
export function tableMemory(): LedgerMemory {
  return ledgerMemory(Math.min(2 ** 32, 2 ** Math.floor(Math.log2(totalmem() / 2))));
}

/** What is made of reserved address space, or null where the system has not so much. */
export function reserved<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes('allocation failed')) return null;
    throw error;
  }
}

type End = Extract<FromThread, { readonly share: unknown }>;

export class ThreadCrew implements Crew {
  readonly memory: SharedMemory;
  readonly ledger: Ledger;
  readonly #options: CrewOptions;
  readonly #hasher: Awaited<ReturnType<typeof loadHasher>>;
  readonly #threads: readonly Worker[];
  readonly #ports: readonly MessagePort[];
  readonly #ends: (End | undefined)[] = [];
  /** Parts of the checkpoint that is being written, by thread. */
  readonly #parts: (Part<ThreadFacts> | undefined)[] = [];
  #ledgerPart: Part<LedgerFacts> | null = null;
  readonly #sleep = new Int32Array(new SharedArrayBuffer(4));
  /** Closed until the threads may begin. */
  readonly #gate = new Int32Array(new SharedArrayBuffer(4));
  #began = performance.now();
  #due: number;
  #failure: unknown = null;

  /** Null where the system has not the address space to reserve. */
  static async start(options: CrewOptions): Promise<ThreadCrew | null> {
    const hasher = await loadHasher();
    return reserved(() => new ThreadCrew(options, hasher));
  }

  private constructor(options: CrewOptions, hasher: Awaited<ReturnType<typeof loadHasher>>) {
    const { question, search, workers, width, checkpoint, restored } = options;
    this.#options = options;
    this.#hasher = hasher;
    this.#due = checkpoint.every ?? Number.POSITIVE_INFINITY;
    const kept =
      restored?.checkpoint.threads
        .flatMap((part) => part.facts.worker.pages.pages)
        .reduce((sum, { rows }) => sum + rows, 0) ?? 0;
    const noted = notesOfProperty * question.job.properties.length;
    this.ledger = options.ledger ?? new Ledger(tableMemory());
    const ledger = this.ledger.memory;
    if (restored !== null) restoreLedger(ledger, readPart(restored.file, restored.checkpoint.ledger));
    this.memory = sharedMemory(workers, width, Math.max(0, search.maxStates - kept), noted);
    const channels = Array.from({ length: workers }, () => new MessageChannel());
    this.#ports = channels.map(({ port1 }) => port1);
    this.#threads = channels.map(({ port2: port }, me) => {
      const workerData: ThreadData = {
        question,
        options: search,
        restored: restored && { file: restored.file, part: restored.checkpoint.threads[me]! },
        checkpoint: { file: checkpoint.file, before: restored?.checkpoint.number ?? 0 },
        me,
        memory: this.memory,
        ledger,
        gate: this.#gate,
        port,
      };
      const worker = new Worker(thread, { workerData, transferList: [port] });
      worker.on('error', (error) => {
        this.#failure ??= error;
      });
      return worker;
    });
  }

  /** Lets the threads begin: until then they only prepare. */
  open(): void {
    this.#began = performance.now();
    Atomics.store(this.#gate, 0, 1);
    Atomics.notify(this.#gate, 0);
  }

  shares(): readonly Share[] | null {
    this.#ports.forEach((port, me) => {
      for (let next = receiveMessageOnPort(port); next !== undefined; next = receiveMessageOnPort(port)) {
        this.#hear(me, next.message);
      }
    });
    if (this.#failure !== null) throw this.#failure;
    const ends = this.#ended();
    if (ends.length < this.#ports.length) return null;
    this.ledger.refresh();
    return ends.map(({ share }) => share);
  }

  wait(): void {
    Atomics.wait(this.#sleep, 0, 0, pause);
    this.ledger.refresh();
    if (this.#seconds() < this.#due) return;
    // The next one is not asked for until this one is written.
    this.#due = Number.POSITIVE_INFINITY;
    Atomics.add(new Int32Array(this.memory.counters), DUMPS, 1);
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  #hear(me: number, message: FromThread): void {
    if ('failed' in message) this.#failure ??= message.failed;
    else if ('share' in message) this.#ends[me] = message;
    else {
      this.#parts[me] = message.part;
      this.#ledgerPart = message.ledger ?? this.#ledgerPart;
      const threads = this.#parts.flatMap((part) => part ?? []);
      if (threads.length === this.#ports.length) this.#keep(message.saved, threads);
    }
  }

  /** All threads have written their parts. */
  #keep(saved: number, threads: readonly Part<ThreadFacts>[]): void {
    const { question, checkpoint, seconds, restored } = this.#options;
    const number = saved + (restored?.checkpoint.number ?? 0);
    const body = {
      number,
      raftcheck: packageVersion(),
      question,
      seconds: seconds + this.#seconds(),
      threads,
      ledger: this.#ledgerPart!,
    };
    writeCheckpoint(checkpoint.file, body, this.#hasher);
    this.#parts.length = 0;
    this.#due = this.#seconds() + (checkpoint.every ?? Number.POSITIVE_INFINITY);
  }

  /** Calls of the core's step, by all threads; they must have ended. */
  get stepCalls(): number {
    return this.#ended().reduce((sum, { stepCalls }) => sum + stepCalls, 0);
  }

  /** What each thread has found out about dead messages. */
  get findings(): readonly Findings[] {
    return this.#ended().map(({ findings }) => findings);
  }

  /** A report with what the threads have judged besides: each asks for itself, so sums. */
  properties(report: readonly PropertyReport[]): readonly PropertyReport[] {
    const notes = new Float64Array(this.memory.notes);
    const perThread = notesOfProperty * report.length;
    const sum = (at: number): number =>
      this.#ports.reduce((total, _, me) => total + notes[me * perThread + at]!, 0);
    return report.map((property, k) => {
      const evaluated = property.evaluated + sum(notesOfProperty * k);
      const relevant = property.relevant + sum(notesOfProperty * k + 1);
      const status = property.status === 'unreached' && relevant > 0 ? 'reached' : property.status;
      return { ...property, status, evaluated, relevant };
    });
  }

  async close(): Promise<void> {
    for (const port of this.#ports) port.close();
    await Promise.all(this.#threads.map((worker) => worker.terminate()));
  }

  #ended(): readonly End[] {
    return this.#ends.flatMap((end) => end ?? []);
  }
}
