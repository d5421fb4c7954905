import { describe, expect, test } from 'vitest';
import {
  dumpSlots,
  restoreSlots,
  SharedSlots,
  type SlotMemory,
  slotMemory,
} from '../../../src/explore/parallel/sharedslots.ts';
import { IndexCrowded, TablesFull } from '../../../src/explore/region.ts';

/** The hash of each key; they spread evenly. */
const even = (key: number): number => Math.imul(key + 1, 0x9e3779b1) | 0;
/** All in one segment, the first. */
const skewed = (key: number): number => even(key) >>> 6;

function handle(memory: SlotMemory, hash: (key: number) => number, workers: number): SharedSlots {
  const hashAll = (slots: Int32Array, count: number, mask: number, out: Int32Array): void => {
    for (let k = 0; k < count; k++) out[k] = hash((slots[k] & mask) - 1);
  };
  return new SharedSlots(memory, hashAll, workers);
}

/** True when `key` is there. */
function has(slots: SharedSlots, key: number, hash: number): boolean {
  for (let index = slots.seek(hash); index >= 0; index = slots.again()) if (index === key) return true;
  return false;
}

/** What all do when they meet. */
function meet(handles: readonly SharedSlots[], keys: number): void {
  for (const slots of handles) slots.publish();
  for (const [part, slots] of handles.entries()) slots.grow(keys, keys, part, handles.length);
  for (const slots of handles) slots.refresh();
}

/** Puts keys in turn until one has no room; returns how many went in. */
function fill(
  handles: readonly SharedSlots[],
  hash: (key: number) => number,
  from: number,
  end: number,
): number {
  for (let key = from; key < end; key++) {
    const slots = handles[key % handles.length];
    if (has(slots, key, hash(key))) throw new Error('was there');
    try {
      slots.put(key);
    } catch (error) {
      expect(error).toBeInstanceOf(TablesFull);
      return key - from;
    }
  }
  return end - from;
}

const lengths = ({ segments }: SlotMemory): number[] => segments.map(({ buffer }) => buffer.byteLength / 4);

describe('an index of several workers', () => {
  test('shows to all what one puts, once', () => {
    const memory = slotMemory(16);
    const [a, b] = [handle(memory, even, 2), handle(memory, even, 2)];
    expect([a.seek(even(3)), b.seek(even(3))]).toEqual([-1, -1]);
    expect([a.put(3), b.put(4)]).toEqual([true, false]);
    expect([b.retry(), has(b, 3, even(3)), has(a, 4, even(4))]).toEqual([3, true, false]);
  });

  test.each([
    ['evenly', even],
    ['into one segment', skewed],
  ])('never fills a segment, however hashes fall: %s', (_name, hash) => {
    for (const workers of [1, 2, 5]) {
      const memory = slotMemory(32);
      const handles = Array.from({ length: workers }, () => handle(memory, hash, workers));
      for (let put = 0; put < 3000; ) {
        const went = fill(handles, hash, put, 3000);
        put += went;
        // A look-up of what is not there ends, though nobody has met in time.
        for (let key = 3000; key < 3100; key++) expect(has(handles[0], key, hash(key))).toBe(false);
        meet(handles, 0);
        if (put < 3000) expect(went).toBeGreaterThan(0);
      }
      for (let key = 0; key < 3000; key++) expect(has(handles[key % workers], key, hash(key))).toBe(true);
      for (const segment of memory.segments) expect(new Int32Array(segment.buffer)).toContain(0);
    }
  });

  test('grows no more than the segment that has to', () => {
    const memory = slotMemory(32);
    const before = lengths(memory);
    const slots = handle(memory, skewed, 1);
    meet([slots], fill([slots], skewed, 0, 1000));
    expect(lengths(memory)[0]).toBe(64);
    expect(lengths(memory).slice(1)).toEqual(before.slice(1));
  });
});

describe('the room of an index', () => {
  test('ends with IndexCrowded while it can grow, and after that with TablesFull each time', () => {
    const memory = slotMemory(32, 64);
    const handles = [handle(memory, skewed, 2), handle(memory, skewed, 2)];
    const put = fill(handles, skewed, 0, 1000);
    handles[0].seek(skewed(1000));
    expect(() => handles[0].put(1000)).toThrow(IndexCrowded);
    let all = put;
    for (let again = 0; again < 4; again++) {
      meet(handles, 0);
      all += fill(handles, skewed, all, 1000);
    }
    expect([handles[0].full, handles[1].full]).toEqual([true, true]);
    expect([lengths(memory)[0], all < 64, all > 60]).toEqual([64, true, true]);
    for (let again = 0; again < 3; again++) {
      handles[0].seek(skewed(1000));
      expect(() => handles[0].put(1000)).toThrow('no room for further keys');
      expect(has(handles[1], 1000, skewed(1000))).toBe(false);
    }
    // It does not ask for what it cannot have.
    expect(handles[0].crowded(1e9, 0)).toBe(false);
  });

  test('is told for keys, as if all were new', () => {
    const slots = handle(slotMemory(32), skewed, 1);
    const hashes = Int32Array.from({ length: 100 }, (_, key) => skewed(key));
    expect([slots.fitting(hashes, 0), slots.fitting(hashes, 31), slots.fitting(hashes, 100)]).toEqual([
      0, 31, 31,
    ]);
    expect(
      slots.fitting(
        Int32Array.from(hashes, (hash, k) => hash | (k << 26)),
        64,
      ),
    ).toBe(64);
    expect([fill([slots], skewed, 0, 100), slots.fitting(hashes, 1)]).toEqual([31, 0]);
  });

  test('is kept for keys that were expected, and is the same after a dump', () => {
    const memory = slotMemory(32);
    const handles = [handle(memory, skewed, 2), handle(memory, skewed, 2)];
    // One of them has all.
    for (let key = 0; key < 500; key++) handles[1].expect(skewed(key));
    meet(handles, 0);
    for (let key = 0; key < 500; key++) {
      expect(has(handles[1], key, skewed(key))).toBe(false);
      expect(handles[1].enter(key)).toBe(true);
    }
    meet(handles, 500);
    const copy = slotMemory(32);
    restoreSlots(copy, structuredClone(dumpSlots(memory)), 500);
    const restored = handle(copy, skewed, 1);
    for (let key = 0; key < 500; key++) expect(has(restored, key, skewed(key))).toBe(true);
    const free = lengths(copy)[0] - 1 - 500;
    expect(fill([restored], skewed, 500, 5000)).toBe(free);
  });
});
