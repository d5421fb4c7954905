/**
 * How a core in another process is started, as plain data: what a spec, a configuration or the user says of it comes to this
 * (spec/core.ts), and every thread that searches starts a driver of its own by it.
 */

export interface CoreCommand {
  /** The program and its arguments. */
  readonly run: readonly string[];
  /** The folder that it is started in, absolute. */
  readonly folder: string;
  /** Where the core was named, for errors: `specs/own.yaml:3:7`, `--core`. */
  readonly where: string;
  /** Seconds that a call of it may take. */
  readonly deadline: number;
  /** What it is called until it has said its name: as it was named. */
  readonly title: string;
  /** What it must call itself; null: whatever it says. */
  readonly name: string | null;
  readonly version: string | null;
  /** What is in the module that it is (base/modulehash.ts); null: it is a program, into which nobody looks. */
  readonly moduleHash: string | null;
}

/** A core as it names itself. */
export interface CoreName {
  readonly name: string;
  readonly version: string;
}

/** Whose a trace is. */
export interface CoreOfTrace extends CoreName {
  /** Its `moduleHash` where it is a module. */
  readonly hash?: string;
}

/** Whom the calls of a core are told, besides what a monitor is told (cluster/callmonitor.ts). */
export interface DriverMonitor {
  /** From now on calls go to this process, which leads a group of its own, and may take so many seconds; 0: it has ended. */
  runs(process: number, deadline: number): void;
  /** Whether it was ended since a call took longer. */
  readonly late: boolean;
}
