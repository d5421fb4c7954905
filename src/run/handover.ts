/**
 * What is done where memory is full: the search in memory is written down as for a checkpoint, and goes on from there with known states
 * on disk (rooms.ts). One on disk is written down before anything stops it.
 */
import type { Search, StopReason } from '../explore/system.ts';
import { asksBehaviors } from '../spec/behaviors.ts';
import { loadHasher } from '../spec/hasher.ts';
import type { Spec } from '../spec/spec.ts';
import { readHead, type SearchProblem } from './checkpoint.ts';
import { statesInMemory } from './memoryofone.ts';
import type { OnDiskOptions } from './pooldisk.ts';
import { spareMemory } from './searchclock.ts';
import type { ThreadPool } from './threadpool.ts';

/** Where a search has its known states. */
export interface Room {
  /** Null: all are in memory. */
  readonly onDisk: OnDiskOptions | null;
  /** Whether it may go on elsewhere, for which memory has to be as threads share it. */
  readonly maySpread: boolean;
  /** Whether it is to be written down before it is stopped for this reason. */
  keeps(reason: StopReason, storeBytes: number): boolean;
}

/** On disk are states: where nearly all of what is in memory is something else, that helps nothing. */
const least = 1 / 10;

export function memoryLimit({ search: { maxMemory } }: Spec): number {
  return maxMemory ?? spareMemory();
}

/** Why a search cannot have its states on disk, from the beginning or from where memory is full; or null. */
export function onDiskRefusal(spec: Spec): string | null {
  if (!spec.search.pack) return 'on disk states are packed';
  return asksBehaviors(spec) ? 'what is asked of whole behaviors needs all states in memory' : null;
}

export class InMemory implements Room {
  readonly onDisk = null;
  readonly maySpread: boolean;
  /** Whether it goes on on disk. */
  isLeft = false;
  readonly #spec: Spec;
  readonly #takesFiles: () => boolean;

  constructor(spec: Spec, takesFiles: () => boolean) {
    this.#spec = spec;
    this.#takesFiles = takesFiles;
    const { visited, strategy } = spec.search;
    this.maySpread = visited === 'auto' && strategy === 'bfs' && onDiskRefusal(spec) === null;
  }

  keeps(reason: StopReason, storeBytes: number): boolean {
    return reason === 'max-memory' && this.leaves(storeBytes);
  }

  /** Whether it may go on on disk where memory is full, and its states take so many bytes of it. */
  leaves(storeBytes: number): boolean {
    const spec = this.#spec;
    const helps = storeBytes > least * memoryLimit(spec);
    const may = spec.search.visited === 'auto' && helps && onDiskRefusal(spec) === null;
    this.isLeft ||= may && this.#takesFiles();
    return this.isLeft;
  }
}

export interface RoomOnDisk extends Room {
  readonly onDisk: OnDiskOptions;
}

/** `before`: one that was too large. */
export function roomOnDisk(spec: Spec, folder: string, before: RoomOnDisk | null = null): RoomOnDisk {
  const most = before === null ? Number.POSITIVE_INFINITY : Math.floor(before.onDisk.inMemory / 2);
  const inMemory = Math.min(most, statesInMemory(spec));
  return { onDisk: { folder, inMemory }, maySpread: true, keeps: () => true };
}

/** As `searching`; before it is stopped it is written down, where its room asks for that. */
export function* writtenDown(
  searching: Search,
  pool: Pick<ThreadPool, 'isFilling' | 'isKept' | 'attempts' | 'writeDown'>,
  room: Room,
): Search {
  let attempts: number | null = null;
  for (let reason: StopReason | null = null; ; ) {
    const turn = searching.next(reason);
    if (turn.done) return turn.value;
    reason = yield turn.value;
    const wanted = reason ?? (pool.isFilling ? 'max-memory' : null);
    if (wanted === null || !pool.isKept || !room.keeps(wanted, turn.value.storeBytes)) continue;
    attempts ??= pool.writeDown();
    reason = pool.attempts === attempts ? null : wanted;
  }
}

/** The checkpoint to go on from; null where a property was broken by then, which a search on disk would not know. */
export async function handedOver(file: string, problem: SearchProblem): Promise<string | null> {
  const { threads } = readHead(file, problem, await loadHasher());
  return threads.some(({ facts }) => facts.worker.run.broken !== null) ? null : file;
}
