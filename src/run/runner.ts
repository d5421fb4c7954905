/**
 * The thread that runs the core, as the one that watches sees it. The core's code comes from files and may do anything; where
 * a call of it does not return, nothing inside that thread can end it. So each thread notes its calls (callmemory.ts), this one
 * looks at the notes (pendingjob.ts), and when the time is over or the user has asked, and a call is still the same, it ends the
 * thread and says which call it was. A thread that is only slow, in a table that grows, say, is waited for.
 *
 * Somebody else's code has a thread of its own that may do little (confine.ts), and so has a system of one's own, which may do what
 * its module does anywhere else; kept for as long as the same one is asked for.
 */
import { Worker, type WorkerOptions } from 'node:worker_threads';
import { moduleUrl } from '../base/root.ts';
import { UserError } from '../base/usererror.ts';
import { isCommand } from '../spec/othercore.ts';
import { type Suspect, suspectCore, suspectModules, suspectSystem } from './blame.ts';
import { callMemory } from './callmemory.ts';
import { confinement } from './confine.ts';
import type { Interrupts } from './interrupts.ts';
import {
  exitText,
  type Failure,
  type FromRun,
  failureOf,
  type Jobs,
  type OrderOf,
  type ProgressOf,
  type ResultOf,
  type Running,
  type ThreadData,
  type ToRun,
} from './jobs.ts';
import { type JobListener, PendingJob, Stopped } from './pendingjob.ts';
import { startThreads } from './threads.ts';
import { between } from './watchdog.ts';

/** Whoever does jobs. Rejects with Stopped, with the UserError of the job, or with what is a fault of raftcheck. */
export interface Runner<AllJobs extends Jobs> {
  /** Loads what a job needs, before its order is known. */
  load(name: keyof AllJobs & string): void;
  /** Does one job; the next is asked for when this one has ended. */
  ask<Name extends keyof AllJobs & string>(
    name: Name,
    order: OrderOf<AllJobs[Name]> & Running,
    listener?: JobListener<ProgressOf<AllJobs[Name]>>,
  ): Promise<ResultOf<AllJobs[Name]>>;
}

const threadModule = moduleUrl('src/run/thread');

/** `jobs`: the module that exports them. */
export class ThreadRunner<Known extends Jobs> implements Runner<Known> {
  readonly #jobs: URL;
  readonly #interrupts: Interrupts;
  /** The thread for the built-in core, kept from job to job. */
  #thread: RunThread | null = null;
  /** The thread of somebody else's core, or of a system of one's own, and which it is. */
  #apart: { readonly thread: RunThread; readonly key: string } | null = null;

  constructor(jobs: URL, interrupts: Interrupts) {
    this.#jobs = jobs;
    this.#interrupts = interrupts;
  }

  load(name: keyof Known & string): void {
    this.#started().send({ load: name });
  }

  async ask<Name extends keyof Known & string>(
    name: Name,
    order: OrderOf<Known[Name]> & Running,
    listener: JobListener<ProgressOf<Known[Name]>> = {},
  ): Promise<ResultOf<Known[Name]>> {
    if (this.#interrupts.asked && listener.heeds !== true) throw new Stopped('interrupted', null);
    const core = order?.core ?? null;
    const system = order?.system ?? null;
    const seeded = core === null || isCommand(core) ? null : core;
    const thread =
      system !== null
        ? this.#startedFor(`${system.file} ${system.hash}`, () => ({}))
        : seeded?.foreign === true
          ? this.#startedFor(seeded.folder, () => confinement(seeded), true)
          : this.#started();
    const suspects = [
      ...(system === null ? [] : [suspectSystem(system)]),
      ...(system !== null || seeded === null ? [] : [suspectCore(seeded)]),
      ...(order?.spec === undefined ? [] : suspectModules(order.spec.spec)),
    ];
    const pending = new PendingJob(
      thread.callMemory,
      thread.runs(suspects),
      listener as JobListener<unknown>,
    );
    await thread.go(pending, { job: name, order }, this.#interrupts);
    return pending.made as Promise<ResultOf<Known[Name]>>;
  }

  #started(): RunThread {
    if (this.#thread?.lost !== false) this.#thread = startRunThread(this.#jobs, {}, false);
    return this.#thread;
  }

  #startedFor(key: string, options: () => WorkerOptions, sealed = false): RunThread {
    if (this.#apart?.key === key && !this.#apart.thread.lost) return this.#apart.thread;
    this.#apart?.thread.end();
    const thread = startRunThread(this.#jobs, options(), sealed);
    this.#apart = { thread, key };
    return thread;
  }
}

/** `sealed`: it is for somebody else's code. */
function startRunThread(jobs: URL, options: WorkerOptions, sealed: boolean): RunThread {
  const { threads, refused } = startThreads(1, () => new RunThread(jobs, options, sealed));
  if (threads[0] !== undefined) return threads[0];
  throw new UserError({
    message: 'the system starts no more threads',
    found: refused ?? 'nothing',
    expected: 'one for the core, so that a step that does not return can be ended',
    hint: 'end other programs, or raise the limit of processes of the user or the container (ulimit -u)',
  });
}

class RunThread {
  readonly callMemory = callMemory();
  /** True when it can do nothing any more. */
  lost = false;
  readonly #worker: Worker;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  readonly #suspects: Suspect[] = [];
  #pending: PendingJob | null = null;
  /** Ends the drivers that the last job has left. */
  #endKept = (): void => {};

  constructor(jobs: URL, options: WorkerOptions, sealed: boolean) {
    const workerData: ThreadData = {
      jobs: jobs.href,
      callMemory: this.callMemory,
      stop: this.#stop.buffer,
      sealed,
    };
    const end = (failure: Failure): void => {
      this.lost = true;
      this.#pending?.ended(failure);
    };
    this.#worker = new Worker(threadModule, { workerData, ...options })
      .on('message', (message: FromRun) => this.#pending?.hear(message))
      // What was told cannot be read here.
      .on('messageerror', (error) => end(failureOf(error)))
      .on('error', (error) => end(failureOf(error)))
      .on('exit', (code) => end({ message: exitText(code) }));
    // It does not keep the process alive while it has nothing to do.
    this.#worker.unref();
  }

  end(): void {
    this.lost = true;
    this.#endKept();
    void this.#worker.terminate();
  }

  /** Everything of others that it has run, once it runs these as well. */
  runs(suspects: readonly Suspect[]): readonly Suspect[] {
    this.#suspects.push(...suspects);
    return this.#suspects;
  }

  send(message: ToRun): void {
    this.#worker.postMessage(message);
  }

  /** Resolves when the job is over, whatever has come of it. */
  async go(pending: PendingJob, message: ToRun, interrupts: Interrupts): Promise<void> {
    const release = interrupts.heed(() => {
      Atomics.store(this.#stop, 0, 1);
      pending.interrupt();
    });
    const giveUp = (): void => {
      Atomics.store(this.#stop, 0, 1);
      pending.interrupt();
    };
    pending.givenUp?.addEventListener('abort', giveUp);
    if (pending.givenUp?.aborted === true) giveUp();
    const looking = setInterval(() => pending.look(), 1000 * between);
    const endDrivers = (): void => pending.endDrivers();
    process.off('exit', this.#endKept);
    this.#endKept = (): void => {};
    process.once('exit', endDrivers);
    this.#pending = pending;
    this.#worker.ref();
    this.send(message);
    await pending.made.catch(() => {});
    this.#worker.unref();
    this.#pending = null;
    clearInterval(looking);
    release();
    pending.givenUp?.removeEventListener('abort', giveUp);
    if (!interrupts.asked) Atomics.store(this.#stop, 0, 0);
    // A thread that waits for an answer can be ended once none can come.
    if (pending.keepsDrivers && !pending.lost) this.#endKept = endDrivers;
    else {
      process.off('exit', endDrivers);
      endDrivers();
    }
    if (pending.lost) this.end();
  }
}
