/**
 * One job that the thread which runs the core has been sent on, as the one that watches follows it: what it reports, whether its
 * time is over, and which call of the core has not returned then.
 */

import { type Trouble, UserError } from '../base/usererror.ts';
import type { StopReason } from '../explore/system.ts';
import { blame, type Suspect } from './blame.ts';
import type { CallMemory } from './callmemory.ts';
import { endDriversOf, endLateDrivers } from './drivers.ts';
import { type Failure, type FromRun, faultOf } from './jobs.ts';
import { type UnreturnedCall, Watchdog } from './watchdog.ts';

/** Seconds that a job has to end by itself once its time is over, and that a call must have taken to be blamed for it. */
const patience = 1.2;
const enough = 0.9;
/** Seconds after which a call is worth a word. */
const long = 2;

/** A job that was ended from outside, and the call of the core that had not returned, where it was one. */
export class Stopped extends Error {
  override readonly name = 'Stopped';
  readonly reason: StopReason;
  readonly unreturned: UnreturnedCall | null;

  constructor(reason: StopReason, call: UnreturnedCall | null) {
    super(`stopped: ${reason}`);
    this.reason = reason;
    this.unreturned = call;
  }
}

export interface JobListener<Progress> {
  /** True of a job that looks whether the user has asked to stop, and gives what it has; any other is ended. */
  readonly heeds?: boolean;
  /** Aborted when whoever has asked does not want it any more: as if the user had asked to stop, but for this job alone. */
  readonly givenUp?: AbortSignal;
  progress?(progress: Progress): void;
  /** What the user should know of how the job goes on. */
  remark?(text: string): void;
  /** Something could not be written. */
  lost?(trouble: Trouble): void;
  /** Again and again while a call of the core does not return, once that is worth a word. */
  unreturned?(call: UnreturnedCall): void;
}

/** When something is over, in seconds as the job's clock has them, and why. */
interface End {
  readonly at: number;
  readonly reason: StopReason;
}

export class PendingJob {
  /** What the job has made, or why it has not. */
  readonly made: Promise<unknown>;
  /** True when the thread cannot be sent on another one: it has ended, or must be. */
  lost = false;
  /** True when the job has left its drivers for the next one. */
  keepsDrivers = false;
  readonly #suspects: readonly Suspect[];
  readonly #listener: JobListener<unknown>;
  readonly #now: () => number;
  readonly #memories: CallMemory[];
  readonly #watch = new Watchdog();
  /** When the job's time is over, as the job has said. */
  #limit: End | null = null;
  #interrupt: End | null = null;
  #resolve!: (made: unknown) => void;
  #reject!: (error: unknown) => void;

  /** `suspects`: what the thread has run of others, this job's last. */
  constructor(
    monitor: CallMemory,
    suspects: readonly Suspect[],
    listener: JobListener<unknown>,
    now = () => performance.now() / 1000,
  ) {
    this.#memories = [monitor];
    this.#suspects = suspects;
    this.#listener = listener;
    this.#now = now;
    this.made = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  get givenUp(): AbortSignal | undefined {
    return this.#listener.givenUp;
  }

  hear(message: FromRun): void {
    if ('progress' in message) this.#listener.progress?.(message.progress);
    else if ('remark' in message) this.#listener.remark?.(message.remark);
    else if ('lost' in message) this.#listener.lost?.(message.lost);
    else if ('until' in message) this.#limit = this.#end(message.until, 'time-limit');
    else if ('callMemory' in message) this.#memories.push(message.callMemory);
    else if ('refused' in message) this.#reject(new UserError(message.refused));
    else if ('failed' in message) this.#failed(message.failed);
    else if (this.#interrupt !== null && this.#listener.heeds !== true) this.#stop('interrupted', null);
    else {
      this.keepsDrivers = message.keepsDrivers;
      this.#resolve(message.made);
    }
  }

  /** The user has asked to stop. */
  interrupt(): void {
    this.#interrupt = this.#end(0, 'interrupted');
  }

  /** Looks again at the calls and the time; is called every tenth of a second. */
  look(): void {
    const held = this.#watch.look(this.#memories);
    endLateDrivers(this.#memories, this.#watch);
    if (held !== null && held.seconds >= long) this.#listener.unreturned?.(held);
    if (this.#interrupt !== null && this.#listener.heeds !== true && held === null)
      this.#stop('interrupted', null);
    const over = this.#interrupt ?? this.#limit;
    if (over === null || held === null) return;
    if (held.seconds >= enough && this.#now() >= over.at + patience) this.#stop(over.reason, held);
  }

  /** No thread of the job will end its own drivers any more. */
  endDrivers(): void {
    endDriversOf(this.#memories);
  }

  /** The thread has ended, before the job or with it. */
  ended(failure: Failure): void {
    this.lost = true;
    this.#failed(failure);
  }

  /** Rejects the job with an error that is no wrong input. */
  #failed(failure: Failure): void {
    // Of a core that takes all memory there is, it is known what took it.
    if (failure.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      this.#stop('max-memory', this.#watch.look(this.#memories));
      return;
    }
    const blamed = blame(failure, this.#suspects);
    // What such code has left behind in the thread is not known.
    if (blamed !== null) this.lost = true;
    this.#reject(blamed ?? faultOf(failure));
  }

  #end(seconds: number | null, reason: StopReason): End | null {
    return seconds === null ? null : { at: this.#now() + seconds, reason };
  }

  #stop(reason: StopReason, call: UnreturnedCall | null): void {
    this.lost = true;
    this.#reject(new Stopped(reason, call));
  }
}
