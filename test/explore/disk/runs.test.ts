/** Sorted runs and what is made of several. */
import { describe, expect, it } from 'vitest';
import { mergeNew } from '../../../src/explore/disk/merge.ts';
import {
  boundsOf,
  statesOf as countOf,
  partOf,
  type Run,
  RunReader,
  RunRows,
} from '../../../src/explore/disk/runs.ts';
import { spill } from '../../../src/explore/disk/spill.ts';
import { SharedStore, storeMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { Random } from '../../../src/explore/random.ts';
import { runToEnd } from '../../../src/run/drive.ts';
import { MemoryDisk } from './memorydisk.ts';

const width = 2;

function runOf(disk: MemoryDisk, states: readonly (readonly number[])[]): Run {
  const store = new SharedStore(width, storeMemory(width, 1), 0, 1);
  for (const state of states) {
    store.stage(Int32Array.from(state));
    store.resolve(1e9);
    store.publish();
    store.grow(store.size, 0, 1);
    store.refresh();
  }
  return spill(disk, store, store.takeNew());
}

function statesOf(run: Run): string[] {
  const found: string[] = [];
  for (const reader = new RunReader(run, width); reader.more; reader.advance())
    found.push(reader.block.slice(reader.at, reader.at + width).join());
  return found;
}

/** States with integers of all lengths, in no order. */
function someStates(random: Random, count: number): number[][] {
  const word = () => random.below(2 ** (1 + random.below(31)));
  return Array.from({ length: count }, () =>
    random.below(2) === 0 ? [random.below(5), word()] : [word(), word()],
  );
}

function inOrder(states: readonly (readonly number[])[]): string[] {
  const sorted = states.toSorted(([a, b], [c, d]) => a - c || b - d);
  return [...new Set(sorted.map((state) => state.join()))];
}

describe('a run', () => {
  it('has each state once, in the order of the integers', () => {
    const random = new Random(5, 0);
    for (const count of [0, 1, 2, 300]) {
      const states = [[0x7fffffff, 0x7fffffff], [0, 0], ...someStates(random, count)];
      const run = runOf(new MemoryDisk(), [...states, ...states]);
      expect(statesOf(run)).toEqual(inOrder(states));
      expect(run.states).toBe(inOrder(states).length);
    }
  });

  it('is read at any place', () => {
    const states = Array.from({ length: 30 }, (_, k) => [k, 7 * k]);
    const run = runOf(new MemoryDisk(), states);
    const rows = new RunRows([run], width);
    const state = new Int32Array(width);
    for (const position of [29, 0, 15, 16, 3]) {
      rows.load(position, state);
      expect([...state]).toEqual(states[position]);
    }
  });

  it('falls into parts, each state of all runs into one, and these are alike in size', () => {
    const random = new Random(9, 0);
    const disk = new MemoryDisk();
    const runs = [900, 0, 40].map((count) => runOf(disk, someStates(random, count)));
    for (const parts of [1, 2, 5]) {
      const bounds = boundsOf(runs, width, parts);
      const cut = Array.from({ length: parts }, (_, k) => runs.map((run) => partOf(run, width, bounds, k)));
      for (const [k, run] of runs.entries())
        expect(cut.flatMap((part) => statesOf(part[k]))).toEqual(statesOf(run));
      for (const part of cut) expect(Math.abs(countOf(part) - countOf(runs) / parts)).toBeLessThan(10);
    }
  });
});

describe('merging', () => {
  it('gives what is in some of the new runs and in none of the known ones', () => {
    const random = new Random(3, 0);
    const some = (count: number) => Array.from({ length: count }, () => [random.below(12), random.below(12)]);
    for (let round = 0; round < 40; round++) {
      const disk = new MemoryDisk();
      const [found, known] = [1 + random.below(4), random.below(4)].map((runs) =>
        Array.from({ length: runs }, () => some(random.below(60))),
      );
      const runs = (lists: number[][][]) => lists.map((list) => runOf(disk, list));
      const merged = runToEnd(mergeNew(disk, width, runs(found), runs(known)));
      const old = new Set(known.flat().map(String));
      const expected = new Set(
        found
          .flat()
          .map(String)
          .filter((state) => !old.has(state)),
      );
      expect(statesOf(merged)).toEqual(inOrder([...expected].map((state) => state.split(',').map(Number))));
      expect(merged.states).toBe(expected.size);
    }
  });
});
