/**
 * A search, driven on behalf of a program: as `raftcheck` does it, without signals and without a word on any stream.
 */

import { search } from '../explore/search.ts';
import type { Exploration, TransitionSystem } from '../explore/system.ts';
import { drive } from '../run/drive.ts';

/** How far a search goes. Absent: to its end. */
export interface CheckLimits {
  /** Breadth first finds shortest counterexamples; depth first needs less memory where states are few steps apart. */
  readonly strategy?: 'bfs' | 'dfs' | undefined;
  /** Actions from the start, at most. */
  readonly depth?: number | undefined;
  /** Distinct states at which the search stops. */
  readonly maxStates?: number | undefined;
  /** Seconds. Looked at between steps: a function of the system that never returns holds up its own thread, and is not ended. */
  readonly timeLimit?: number | undefined;
  /** Resident bytes of the process. */
  readonly maxMemory?: number | undefined;
  /** Stops the search between two steps, which then says what it knows. */
  readonly signal?: AbortSignal | undefined;
}

const unlimited = Number.MAX_SAFE_INTEGER;

export async function explore(system: TransitionSystem, limits: CheckLimits): Promise<Exploration> {
  const { strategy = 'bfs', depth = unlimited, maxStates = unlimited } = limits;
  const { result } = await drive(
    search(system, { strategy, depth, maxStates, pack: true }),
    { maxMemory: limits.maxMemory ?? unlimited, timeLimit: limits.timeLimit ?? null },
    {
      now: () => performance.now() / 1000,
      rss: () => process.memoryUsage.rss(),
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      interrupted: () => limits.signal?.aborted ?? false,
      until: () => {},
    },
    () => {},
  );
  return result;
}
