/**
 * Threads that search together: each prepares the question for itself (crewthread.ts), all share the ledger of ids and the
 * rings in which states travel. Here they are started, heard and ended.
 */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Findings } from '../cluster/reduce/dead.ts';
import { Ledger, type LedgerMemory, ledgerMemory } from '../explore/parallel/ledger.ts';
import { type SharedMemory, sharedMemory } from '../explore/parallel/shared.ts';
import type { Crew } from '../explore/parallel/together.ts';
import type { Share } from '../explore/parallel/worker.ts';
import type { SearchOptions } from '../explore/system.ts';
import type { PropertyReport } from '../property/property.ts';
import type { Job } from './prepare.ts';

/** What a thread is given. */
export interface ThreadData {
  readonly job: Job;
  readonly options: SearchOptions;
  readonly me: number;
  readonly memory: SharedMemory;
  readonly ledger: LedgerMemory;
  readonly port: MessagePort;
}

/** What a thread says at its end. */
export type FromThread =
  | { readonly share: Share; readonly stepCalls: number; readonly findings: Findings }
  | { readonly failed: unknown };

/** For each property: arguments judged, and how many of them it said something about. */
export const notesOfProperty = 2;

/** Milliseconds between two looks at the threads. */
const pause = 20;

// Next to the sources lie sources, next to the build the build.
const thread = new URL(`./crewthread${extname(fileURLToPath(import.meta.url))}`, import.meta.url);

export class ThreadCrew implements Crew {
  readonly memory: SharedMemory;
  readonly ledger: Ledger;
  readonly #threads: readonly Worker[];
  readonly #ports: readonly MessagePort[];
  readonly #ended: FromThread[] = [];
  readonly #sleep = new Int32Array(new SharedArrayBuffer(4));
  #failure: unknown = null;

  /** For states of `width` integers. */
  constructor(job: Job, options: SearchOptions, workers: number, width: number) {
    const ledger = ledgerMemory();
    this.memory = sharedMemory(workers, width, options.maxStates, notesOfProperty * job.properties.length);
    this.ledger = new Ledger(ledger);
    const channels = Array.from({ length: workers }, () => new MessageChannel());
    this.#ports = channels.map(({ port1 }) => port1);
    this.#threads = channels.map(({ port2: port }, me) => {
      const workerData: ThreadData = { job, options, me, memory: this.memory, ledger, port };
      const worker = new Worker(thread, { workerData, transferList: [port] });
      worker.on('error', (error) => {
        this.#failure ??= error;
      });
      return worker;
    });
  }

  shares(): readonly Share[] | null {
    this.#ports.forEach((port, me) => {
      const received = receiveMessageOnPort(port);
      if (received !== undefined) this.#ended[me] = received.message;
    });
    const failed = this.#ended.find((end) => end !== undefined && 'failed' in end);
    if (failed !== undefined && 'failed' in failed) throw failed.failed;
    if (this.#failure !== null) throw this.#failure;
    const ends = this.#ports.flatMap((_, me) => this.#endOf(me));
    if (ends.length < this.#ports.length) return null;
    this.ledger.catchUp();
    return ends.map(({ share }) => share);
  }

  wait(): void {
    Atomics.wait(this.#sleep, 0, 0, pause);
    this.ledger.catchUp();
  }

  /** Calls of the core's step, by all threads; they must have ended. */
  get stepCalls(): number {
    return this.#ports.flatMap((_, me) => this.#endOf(me)).reduce((sum, { stepCalls }) => sum + stepCalls, 0);
  }

  /** What each thread has found out about dead messages. */
  get findings(): readonly Findings[] {
    return this.#ports.flatMap((_, me) => this.#endOf(me)).map(({ findings }) => findings);
  }

  /** The report of one who has judged nothing, with what the threads have judged: each asks for itself, so sums. */
  properties(report: readonly PropertyReport[]): readonly PropertyReport[] {
    const notes = new Float64Array(this.memory.notes);
    const perThread = notesOfProperty * report.length;
    const sum = (at: number): number =>
      this.#ports.reduce((total, _, me) => total + notes[me * perThread + at]!, 0);
    return report.map((property, k) => {
      const evaluated = sum(notesOfProperty * k);
      const relevant = sum(notesOfProperty * k + 1);
      const status = property.status === 'unreached' && relevant > 0 ? 'reached' : property.status;
      return { ...property, status, evaluated, relevant };
    });
  }

  async close(): Promise<void> {
    for (const port of this.#ports) port.close();
    await Promise.all(this.#threads.map((worker) => worker.terminate()));
  }

  #endOf(me: number): Exclude<FromThread, { failed: unknown }>[] {
    const end = this.#ended[me];
    return end === undefined || 'failed' in end ? [] : [end];
  }
}
