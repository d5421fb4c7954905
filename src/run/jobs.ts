/**
 * The seam between the thread that watches and the one that runs the core: jobs by name, plain data in and out. The first
 * keeps the arguments, the screens, the clock and the signals, and never calls the core; the second knows none of them.
 */

import type { Trouble } from '../base/usererror.ts';
import { accessDenied, thrownText } from '../cluster/guarded.ts';
import type { OtherCore } from '../spec/othercore.ts';
import type { PlainSpec } from '../spec/plain.ts';
import type { SystemModule } from '../system/module.ts';
import type { CallMemory, RunCallMonitor } from './callmemory.ts';
import type { Host } from './drive.ts';

/** What a job is given besides its order. */
export interface JobContext<Progress> {
  readonly host: Host;
  /** Where the job's own thread notes its calls of the core. */
  readonly monitor: RunCallMonitor;
  /** Memory where another thread notes its calls, so that it is watched as well. */
  newCallMemory(): CallMemory;
  /** Reports how far the job is. */
  tell(progress: Progress): void;
  /** Says what the user should know of how it goes on. */
  remark(text: string): void;
  /** Says that something could not be written; the job goes on. */
  lost(trouble: Trouble): void;
  /** A core in another process, which is ended with the job, is left for the next job to ask. */
  keepDrivers(): void;
}

/** What every order says: which edited core or which system of one's own the job runs, or null. */
export type Running = {
  readonly core: OtherCore | null;
  readonly system?: SystemModule | null;
  readonly spec?: PlainSpec;
} | null;

export type Job = (order: never, context: JobContext<never>) => Promise<unknown>;
/** Jobs by name, each loaded when it is asked for. */
export type Jobs = Readonly<Record<string, () => Promise<Job>>>;

type JobOf<Load> = Load extends () => Promise<infer Loaded> ? Loaded : never;
export type OrderOf<Load> =
  JobOf<Load> extends (order: infer Order, ...rest: never) => unknown ? Order : never;
export type ProgressOf<Load> =
  JobOf<Load> extends (order: never, context: JobContext<infer Progress>) => unknown ? Progress : never;
export type ResultOf<Load> = JobOf<Load> extends (...given: never) => Promise<infer Result> ? Result : never;

/** What the thread that runs is started with. */
export interface ThreadData {
  /** The module that exports `jobs`. */
  readonly jobs: string;
  readonly callMemory: CallMemory;
  /** [ 1: the user has asked to stop ] */
  readonly stop: SharedArrayBuffer;
  /** Whether the thread is for somebody else's code. */
  readonly sealed: boolean;
}

/** A message to the thread that runs the core: to load a job before its order is known, or to do it. */
export type ToRun = { readonly load: string } | { readonly job: string; readonly order: unknown };

/** An error that is no wrong input, as another thread can read it. */
export interface Failure {
  readonly message: string;
  readonly stack?: string | undefined;
  readonly code?: string | undefined;
}

export function failureOf(error: unknown): Failure {
  try {
    if (!(error instanceof Error)) return { message: thrownText(error) };
    const { message, stack } = error;
    const code = 'code' in error ? String(error.code) : undefined;
    // What was refused is told as such, also where nobody has waited for it.
    return { message: code === accessDenied ? thrownText(error) : message, stack, code };
  } catch {
    return { message: thrownText(error) };
  }
}

export function faultOf({ message, stack, code }: Failure): Error {
  return Object.assign(new Error(message), { stack }, code === undefined ? {} : { code });
}

/** Says that a thread has ended that should not have. */
export function exitText(code: number): string {
  return `a thread that runs the core has ended with status ${code}`;
}

/** A message from the thread that runs the core. The last three end a job. */
export type FromRun =
  | { readonly progress: unknown }
  | { readonly remark: string }
  | { readonly lost: Trouble }
  | { readonly until: number | null }
  | { readonly callMemory: CallMemory }
  | { readonly made: unknown; readonly keepsDrivers: boolean }
  | { readonly refused: Trouble }
  | { readonly failed: Failure };
