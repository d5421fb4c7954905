/**
 * Drives a search: takes its slices one by one, tells how far it is, and stops it at a limit or when the user says so.
 * The search itself knows no clock, no memory and no signal; this is where it meets them.
 */
import type { StopReason } from '../explore/system.ts';
import { status } from './status.ts';

/** The machine, as a run sees it. */
export interface Host {
  /** Seconds, from any start. */
  now(): number;
  /** Resident bytes of the process. */
  rss(): number;
  /** Lets signals and streams have their turn. */
  pause(): Promise<void>;
  /** True once the user has asked to stop. */
  interrupted(): boolean;
}

export interface Limits {
  /** Resident bytes. */
  readonly maxMemory: number;
  /** Seconds, or null for none. */
  readonly timeLimit: number | null;
}

export interface Run<Result> {
  readonly exploration: Result;
  readonly seconds: number;
}

/** Whoever is told how far it is: a search's progress, or a simulation's. */
export interface Listener<Told> {
  tell(progress: Told, seconds: number, rss: number): void;
  done(): void;
}

/** Seconds that a search may go on before the host has its turn. */
const turn = 0.05;

/** A search, or random walks: whatever is done in slices and can be told to stop. */
export async function drive<Told, Result>(
  search: Generator<Told, Result, StopReason | null>,
  limits: Limits,
  host: Host,
  teller: Listener<Told>,
): Promise<Run<Result>> {
  const start = host.now();
  // The first slice is looked at whatever its length: a limit that is exceeded from the start must show.
  let lastTurn = Number.NEGATIVE_INFINITY;
  let reason: StopReason | null = null;
  for (;;) {
    const slice = search.next(reason);
    const now = host.now();
    if (slice.done) {
      await teller.done();
      return { exploration: slice.value, seconds: now - start };
    }
    if (limits.timeLimit !== null && now - start >= limits.timeLimit) reason = 'time-limit';
    if (now - lastTurn < turn) continue;
    await host.pause();
    lastTurn = host.now();
    const rss = host.rss();
    if (rss >= limits.maxMemory) reason = 'max-memory';
    if (host.interrupted()) reason = 'interrupted';
    teller.tell(slice.value, now - start, rss);
  }
}

/**
 * The real machine, from now until `release`: the first SIGINT, or SIGTERM (of a CI that gives up), asks the search to stop
 * and show what it knows, a second one ends the process at once.
 */
export function realHost(): Host & { release(): void } {
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(status.interrupted);
    interrupted = true;
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, onSignal);
  return {
    now: () => performance.now() / 1000,
    rss: () => process.memoryUsage.rss(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    interrupted: () => interrupted,
    release: () => signals.forEach((signal) => void process.off(signal, onSignal)),
  };
}
