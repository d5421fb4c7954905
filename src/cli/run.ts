/**
 * Drives a search: takes its slices one by one, tells how far it is, and stops it at a limit or when the user says so.
 * The search itself knows no clock, no memory and no signal; this is where it meets them.
 */
import type { Exploration, Search, StopReason } from '../explore/system.ts';
import type { ProgressTeller } from './progress.ts';
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

export interface Run {
  readonly exploration: Exploration;
  readonly seconds: number;
}

/** Seconds that a search may go on before the host has its turn. */
const turn = 0.05;

export async function drive(
  search: Search,
  limits: Limits,
  host: Host,
  teller: ProgressTeller,
): Promise<Run> {
  const start = host.now();
  let lastTurn = start;
  let reason: StopReason | null = null;
  for (;;) {
    const slice = search.next(reason);
    const now = host.now();
    if (slice.done) {
      teller.done();
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
 * The real machine, from now until `release`: the first SIGINT asks the search to stop and show what it knows, a second
 * one ends the process at once.
 */
export function realHost(): Host & { release(): void } {
  let interrupted = false;
  const onSignal = (): void => {
    if (interrupted) process.exit(status.interrupted);
    interrupted = true;
  };
  process.on('SIGINT', onSignal);
  return {
    now: () => performance.now() / 1000,
    rss: () => process.memoryUsage.rss(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    interrupted: () => interrupted,
    release: () => void process.off('SIGINT', onSignal),
  };
}
