/**
 * Where memory is full: the search in memory is written down as for a checkpoint, and goes on from there with known states on disk
 * (ondisk.ts). The checkpoint is kept until that has come to its end.
 */
import type { Search, StopReason } from '../explore/system.ts';
import { loadHasher } from '../spec/hasher.ts';
import type { Spec } from '../spec/spec.ts';
import { handoverFile, type Restored, readHead, removeCheckpoint, type SearchProblem } from './checkpoint.ts';
import { onDiskRefusal } from './ondisk.ts';
import { spareMemory } from './searchclock.ts';
import type { SearchContext } from './searched.ts';
import type { ThreadPool } from './threadpool.ts';

/** On disk are states: where nearly all of what is in memory is something else, that helps nothing. */
const least = 1 / 10;

export function memoryLimit({ search: { maxMemory } }: Spec): number {
  return maxMemory ?? spareMemory();
}

/** Whether a search whose memory is full may go on on disk, where its states take so many bytes. */
export function goesOnDisk(spec: Spec, context: SearchContext, storeBytes: number): boolean {
  const helps = storeBytes > least * memoryLimit(spec);
  return spec.search.visited === 'auto' && helps && onDiskRefusal(spec, context) === null;
}

/** As `searching`; before it is stopped since memory is full it is written down, where it `may` go on on disk. */
export function* writtenDown(
  searching: Search,
  pool: ThreadPool,
  may: (storeBytes: number) => boolean,
): Search {
  let attempts: number | null = null;
  for (let reason: StopReason | null = null; ; ) {
    const turn = searching.next(reason);
    if (turn.done) return turn.value;
    reason = yield turn.value;
    if (reason !== 'max-memory' || !(attempts !== null || may(turn.value.storeBytes))) continue;
    attempts ??= pool.writeDown();
    if (pool.attempts === attempts) reason = null;
  }
}

/** What was written down; null where a property was broken by then, which a search on disk would not know. */
export async function handedOver(file: string, problem: SearchProblem): Promise<Restored | null> {
  const checkpoint = readHead(file, problem, await loadHasher());
  const broken = checkpoint.threads.some(({ facts }) => facts.worker.run.broken !== null);
  return broken ? null : { file, checkpoint };
}

/** The search has come to its end. A checkpoint of another run that it has gone on from stays. */
export async function forget(
  { file }: Restored,
  problem: SearchProblem,
  context: SearchContext,
): Promise<void> {
  const own = context.checkpointEvery != null || file === handoverFile(context.out, problem.job.name);
  if (own) removeCheckpoint(file, problem, await loadHasher());
}
