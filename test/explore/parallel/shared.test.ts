import { describe, expect, test } from 'vitest';
import { searchInParallel } from '../../../src/explore/parallel/parallelsearch.ts';
import * as words from '../../../src/explore/parallel/shared.ts';
import {
  type SharedMemory,
  sharedMemory,
  stopAt,
  stopReasons,
  tally,
} from '../../../src/explore/parallel/shared.ts';
import type { WorkerResult } from '../../../src/explore/parallel/workercontext.ts';
import type { Progress, Search, TransitionSystem } from '../../../src/explore/system.ts';

const system: TransitionSystem = {
  width: 1,
  actionKinds: ['a'],
  bounds: [],
  cuts: new Float64Array(0),
  init: () => {},
  next: () => {},
  judge: () => -1,
};

/** A search whose workers do nothing: what they would write the test writes. */
function watch(memory: SharedMemory): Search {
  const results = (): readonly WorkerResult[] | null => null;
  return searchInParallel(system, { memory, results, wait: () => {} }, 10);
}
const progress = (search: Search): Progress => search.next(null).value as Progress;

/** Writes a worker's column. */
function tell(memory: SharedMemory, worker: number, column: keyof typeof tally, value: number): void {
  new Float64Array(memory.tallies)[worker * tally.width + tally[column]] = value;
}

describe('the memory that workers share', () => {
  test('has a word of its own for each counter and each column', () => {
    const at = [
      words.stopAt,
      words.quotaAt,
      words.arrivedAt,
      words.dumpsAt,
      words.statesAt,
      words.crowdedAt,
      words.chunksAt,
      words.takenAt,
      words.presentAt,
      words.readyAt,
      words.joinedAt,
    ];
    expect(at).toEqual(Array.from({ length: 11 }, (_, k) => k));
    const { width, ...columns } = tally;
    expect(Object.values(columns)).toEqual(Array.from({ length: width }, (_, k) => k));
  });

  test('sums what each worker tells, of those that take part', () => {
    const memory = sharedMemory({ workers: 3, present: 2 }, 1, 100, 0);
    const search = watch(memory);
    for (const worker of [0, 1, 2]) {
      tell(memory, worker, 'distinct', 10 ** worker);
      tell(memory, worker, 'generated', 2 * 10 ** worker);
      tell(memory, worker, 'depth', 5 - worker);
    }
    expect(progress(search)).toMatchObject({ distinct: 11, generated: 22, depth: 4 });
    new Int32Array(memory.counters)[words.presentAt] = 3;
    expect(progress(search)).toMatchObject({ distinct: 111, generated: 222, depth: 3 });
  });

  test('counts beyond 32 bits, and tells of no more levels than it has memory for', () => {
    const memory = sharedMemory({ workers: 2, present: 2 }, 1, 1e12, 0);
    for (const worker of [0, 1]) {
      tell(memory, worker, 'generated', 2 ** 40);
      tell(memory, worker, 'depth', words.reportedLevels + 5);
    }
    const { generated, levels, depth } = progress(watch(memory));
    expect([generated, levels.length, depth]).toEqual([
      2 ** 41,
      words.reportedLevels,
      words.reportedLevels + 5,
    ]);
    expect(new Int32Array(memory.counters)[words.quotaAt]).toBe(2 ** 31 - 1);
  });

  test('keeps the first reason to stop', () => {
    const memory = sharedMemory({ workers: 1, present: 1 }, 1, 100, 0);
    const search = watch(memory);
    search.next(null);
    for (const reason of ['time-limit', 'interrupted'] as const) {
      search.next(reason);
      expect(stopReasons[new Int32Array(memory.counters)[stopAt] - 1]).toBe('time-limit');
    }
  });
});
