/**
 * Drives a search: takes its slices one by one, tells how far it is, and stops it at a limit or when the user says so.
 * The search itself knows no clock, no memory and no signal; this is where it meets them.
 */
import type { StopReason } from '../explore/system.ts';

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
  /** So many seconds are left: said to whoever watches, should a slice never end. Null: no limit. */
  until(seconds: number | null): void;
}

/** The machine itself: what does not depend on who has asked. */
export const machine: Pick<Host, 'now' | 'rss' | 'pause'> = {
  now: () => performance.now() / 1000,
  rss: () => process.memoryUsage.rss(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
};

export interface Limits {
  /** Resident bytes. */
  readonly maxMemory: number;
  /** Seconds, or null for none. */
  readonly timeLimit: number | null;
}

export interface Timed<Result> {
  readonly result: Result;
  readonly seconds: number;
}

/** Seconds that a search may go on before the host has its turn. */
const turn = 0.05;

/** Takes all slices at once, and asks nothing between them. */
export function runToEnd<Result>(running: Generator<unknown, Result, null>): Result {
  for (;;) {
    const slice = running.next(null);
    if (slice.done) return slice.value;
  }
}

/** What is done in slices; one that waits for others says so in between. */
export type Turns<Progress, Result> =
  | Generator<Progress, Result, StopReason | null>
  | AsyncGenerator<Progress, Result, StopReason | null>;

/** A search, or random walks: whatever is done in slices and can be told to stop. `tell` is told how far it is. */
export async function drive<Progress, Result>(
  search: Turns<Progress, Result>,
  limits: Limits,
  host: Host,
  tell: (progress: Progress, seconds: number, rss: number) => void,
): Promise<Timed<Result>> {
  const start = host.now();
  host.until(limits.timeLimit);
  // The first slice is looked at whatever its length: a limit that is exceeded from the start must show.
  let lastTurn = Number.NEGATIVE_INFINITY;
  let reason: StopReason | null = null;
  for (;;) {
    const slice = await search.next(reason);
    const now = host.now();
    if (slice.done) return { result: slice.value, seconds: now - start };
    if (limits.timeLimit !== null && now - start >= limits.timeLimit) reason = 'time-limit';
    if (now - lastTurn < turn) continue;
    await host.pause();
    lastTurn = host.now();
    const rss = host.rss();
    if (rss >= limits.maxMemory) reason = 'max-memory';
    if (host.interrupted()) reason = 'interrupted';
    tell(slice.value, now - start, rss);
  }
}
