/** Sorted runs and what is made of several. */
import { describe, expect, it } from 'vitest';
import { mergeNew } from '../../../src/explore/disk/merge.ts';
import { type Run, RunReader, RunRows } from '../../../src/explore/disk/runs.ts';
import { spill } from '../../../src/explore/disk/spill.ts';
import { hashRow, rowFactors } from '../../../src/explore/hash.ts';
import { SharedStore, storeMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { Random } from '../../../src/explore/random.ts';
import { runToEnd } from '../../../src/run/drive.ts';
import { MemoryDisk } from './memorydisk.ts';

const width = 2;
const factors = rowFactors(width);

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
  for (const reader = new RunReader(run, width, factors); reader.more; reader.advance())
    found.push(reader.block.slice(reader.at, reader.at + width).join());
  return found;
}

/** The inverse of an odd number among the numbers of 32 bits. */
function inverse(odd: number): number {
  let found = odd;
  for (let k = 0; k < 5; k++) found = Math.imul(found, 2 - Math.imul(odd, found));
  return found;
}

/** States with one hash: what the first column has more the second has less. */
function alike(count: number): number[][] {
  const found: number[][] = [];
  const less = Math.imul(factors[0], inverse(factors[1]));
  for (let k = 0; found.length < count; k++) {
    const second = (0x40000000 - Math.imul(k, less)) | 0;
    if (second >= 0) found.push([k, second]);
  }
  return found;
}

describe('a run', () => {
  it('has each state once, by hash, and those of one hash by their integers', () => {
    const states = [...alike(40).reverse(), [7, 8], [1, 2], [5, 5]];
    expect(new Set(alike(40).map((state) => hashRow(Int32Array.from(state), 0, factors))).size).toBe(1);
    const run = runOf(new MemoryDisk(), [...states, ...states]);
    const found = statesOf(run);
    expect(run.states).toBe(43);
    expect([...found].sort()).toEqual(states.map((state) => state.join()).sort());
    const same = found.map((state) => state.split(',').map(Number)).filter(([, second]) => second > 100);
    expect(same).toEqual(alike(40));
  });

  it('is read at any place', () => {
    const run = runOf(new MemoryDisk(), alike(30));
    const rows = new RunRows([run], width);
    const state = new Int32Array(width);
    for (const position of [29, 0, 15, 16, 3]) {
      rows.load(position, state);
      expect([...state]).toEqual(alike(30)[position]);
    }
  });
});

describe('merging', () => {
  it('gives what is in some of the new runs and in none of the known ones', () => {
    const random = new Random(3, 0);
    const some = (count: number) =>
      Array.from({ length: count }, () =>
        random.below(3) === 0 ? alike(50)[random.below(50)] : [random.below(12), random.below(12)],
      );
    for (let round = 0; round < 40; round++) {
      const disk = new MemoryDisk();
      const [found, known] = [1 + random.below(4), random.below(4)].map((runs) =>
        Array.from({ length: runs }, () => some(random.below(60))),
      );
      const runs = (lists: number[][][]) => lists.map((list) => runOf(disk, list));
      const merged = runToEnd(mergeNew(disk, width, factors, runs(found), runs(known)));
      const old = new Set(known.flat().map(String));
      const expected = new Set(
        found
          .flat()
          .map(String)
          .filter((state) => !old.has(state)),
      );
      expect(new Set(statesOf(merged))).toEqual(expected);
      expect(merged.states).toBe(expected.size);
    }
  });
});
