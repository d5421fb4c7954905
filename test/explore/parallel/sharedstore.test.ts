import { describe, expect, test } from 'vitest';
import { pageMemory, SharedPages } from '../../../src/explore/parallel/pages.ts';
import { slotMemory } from '../../../src/explore/parallel/sharedslots.ts';
import { SharedStore, type StoreMemory, storeMemory } from '../../../src/explore/parallel/sharedstore.ts';
import { TablesFull } from '../../../src/explore/region.ts';
import { noRoom } from '../../../src/explore/store.ts';
import { copied } from './copied.ts';

const pageRows = 1 << 14;
const unlimited = Number.MAX_SAFE_INTEGER;

/** Two handles on one memory, for states of two integers. */
function two(memory: StoreMemory = storeMemory(2, 2)): [SharedStore, SharedStore] {
  return [new SharedStore(2, memory, 0, 2), new SharedStore(2, memory, 1, 2)];
}

/** A state of two integers of 8 bits, for n < 2^16: pages begin with columns of 8 bits. */
const stateOf = (n: number): Int32Array => Int32Array.of(n & 255, n >>> 8);

/** Stages states, resolves them, and returns what became of each. */
function resolve(store: SharedStore, states: readonly number[], limit = unlimited): number[] {
  for (const n of states) store.stage(stateOf(n));
  return [...store.outcomes.subarray(0, store.resolve(limit))];
}

function meet(stores: readonly SharedStore[], states: number): void {
  for (const store of stores) store.publish();
  for (const [part, store] of stores.entries()) store.grow(states, part, stores.length);
  for (const store of stores) store.refresh();
}

describe('a set of states that workers share', () => {
  test('has each state once, whoever has found it', () => {
    const [a, b] = two();
    expect(resolve(a, [5, 6, 5])).toEqual([0, 1, ~0]);
    expect(resolve(b, [6, 7, 5])).toEqual([~1, pageRows, ~0]);
    expect(resolve(a, [7])).toEqual([~pageRows]);
    expect([a.size, b.size, a.owner(1), a.owner(pageRows)]).toEqual([2, 1, 0, 1]);
    const state = new Int32Array(2);
    a.load(pageRows, state);
    expect(state).toEqual(stateOf(7));
  });

  test('keeps no more than it may, and knows what it has', () => {
    const [a] = two();
    expect(resolve(a, [1, 2, 3, 1], 2)).toEqual([0, 1, noRoom, ~0]);
    expect([a.size, a.full]).toEqual([2, false]);
  });

  test('keeps staged what comes after those that are resolved', () => {
    const [a] = two();
    for (const n of [1, 2, 1, 3]) a.stage(stateOf(n));
    expect([a.resolve(unlimited, 1), a.outcomes[0], a.keepRest(1), a.staged]).toEqual([1, 0, 3, 3]);
    expect(resolve(a, [2])).toEqual([1, ~0, 2, ~1]);
  });

  test('says how many have room in the index, and has room for others once all have met', () => {
    const [a, b] = two({ pages: pageMemory(2), slots: slotMemory(4) });
    const all = Array.from({ length: 5000 }, (_, n) => n);
    for (const n of all) a.stage(stateOf(n));
    let meetings = 0;
    for (; a.staged > 0; meet([a, b], a.size)) {
      meetings++;
      for (let fitting = a.fitting; fitting > 0; fitting = a.fitting) {
        a.resolve(unlimited, fitting);
        a.keepRest(fitting);
      }
      expect(resolve(b, [0, a.size - 1])).toEqual([~0, ~(a.size - 1)]);
    }
    expect(meetings).toBeGreaterThan(3);
    expect([a.size, a.full]).toEqual([5000, false]);
    expect(resolve(b, all)).toEqual(all.map((n) => ~n));
  });

  test('has no room, each time, where its pages cannot grow, and still knows what it has', () => {
    const [a, b] = two({ pages: pageMemory(2, 1, 1 << 18), slots: slotMemory(1 << 10) });
    // A page of each size of column: 16 to 31 bits.
    const outcomes = Array.from({ length: 30 }, (_, bits) => resolve(a, [2 ** bits - 1])[0]);
    const first = outcomes.indexOf(noRoom);
    expect([first > 8, a.full]).toEqual([true, true]);
    expect(outcomes.slice(first).every((outcome) => outcome === noRoom)).toBe(true);
    expect(resolve(a, [0, 2 ** 29, 1])).toEqual([~0, noRoom, ~1]);
    expect(resolve(b, [0, 2 ** 29, 1])).toEqual([~0, noRoom, ~1]);
    expect([a.size, b.size]).toEqual([first, 0]);
  });

  test('goes on from dumps, where one has nearly all, or says that it has no room for them', () => {
    const [a, b] = two();
    const all = Array.from({ length: 3000 }, (_, n) => n);
    resolve(a, all);
    resolve(b, [3000]);
    for (const store of [a, b]) store.publish();
    const dumps = [copied(a.dump()), copied(b.dump())];
    const restore = (memory: StoreMemory): [SharedStore, SharedStore] => {
      const restored = two(memory);
      for (const [k, store] of restored.entries()) store.restore(dumps[k]);
      meet(restored, 3001);
      for (const [k, store] of restored.entries()) store.enter(dumps[k], () => true);
      return restored;
    };
    const [c, d] = restore({ pages: pageMemory(2), slots: slotMemory(4) });
    expect([resolve(d, all), resolve(c, [3000, 3001])]).toEqual([
      all.map((n) => ~n),
      [~pageRows, 2 * pageRows],
    ]);
    expect(() => restore({ pages: pageMemory(2), slots: slotMemory(4, 8) })).toThrow(TablesFull);
    const full = pageMemory(2, 1, 1 << 17);
    new SharedPages(full, 2, 0).append(new Int32Array(2).fill(2 ** 31 - 1), 0);
    expect(() => restore({ pages: full, slots: slotMemory(4) })).toThrow(TablesFull);
  });
});
