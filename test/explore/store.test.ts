import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChunkedInt32 } from '../../src/arrays/chunked.ts';
import { PackedRows } from '../../src/explore/packed.ts';
import { FlatRows } from '../../src/explore/rows.ts';
import { noRoom, ownStore } from '../../src/explore/store.ts';

/** Small integers mostly, so that rows recur, and now and then one that needs more bits than any before. */
const cell = fc.oneof({ weight: 9, arbitrary: fc.nat(2) }, fc.nat(), fc.constant(2 ** 31 - 1));
const batches = fc
  .integer({ min: 1, max: 6 })
  .chain((width) =>
    fc.array(fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 9 })),
  );

describe.each([true, false])('a state store, packed %s,', (pack) => {
  test('gives dense indices in the order of insertion, and the states back', () => {
    fc.assert(
      fc.property(batches, fc.integer({ min: 1, max: 30 }), (staged, limit) => {
        const width = staged.flat()[0]?.length ?? 1;
        const store = ownStore(width, pack);
        const known = new Map<string, number>();
        for (const rows of staged) {
          for (const row of rows) store.stage(Int32Array.from(row));
          expect(store.resolve(limit)).toBe(rows.length);
          rows.forEach((row, k) => {
            const index = known.get(row.join());
            const fresh = known.size < limit ? known.size : noRoom;
            expect(store.outcomes[k]).toBe(index === undefined ? fresh : ~index);
            if (index === undefined && known.size < limit) known.set(row.join(), known.size);
          });
        }
        expect(store.size).toBe(known.size);
        const out = new Int32Array(width);
        for (const [row, index] of known) {
          store.load(index, out);
          expect(out.join()).toBe(row);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('keeps every state while its index widens, its segments double and its pages fill', () => {
    const store = ownStore(3, pack);
    const state = new Int32Array(3);
    const fill = (n: number) => {
      state[0] = n % 211;
      state[1] = n;
      state[2] = n % 7 === 0 ? Math.imul(n, 0x9e3779b1) >>> 1 : 0;
    };
    const count = 400_000;
    let wrong = 0;
    for (let n = 0; n < count; n++) {
      fill(n);
      store.stage(state);
      if (n % 100 === 99) store.resolve(count);
    }
    for (let n = 0; n < count; n++) {
      fill(n);
      const k = store.stage(state);
      if (n % 100 !== 99) continue;
      store.resolve(count);
      for (let i = 0; i <= k; i++) if (store.outcomes[i] !== ~(n - k + i)) wrong++;
    }
    const out = new Int32Array(3);
    for (let n = 0; n < count; n++) {
      fill(n);
      store.load(n, out);
      if (out.join() !== state.join()) wrong++;
    }
    expect({ wrong, size: store.size }).toEqual({ wrong: 0, size: count });
  });

  test('has no room for a new state at the limit, but still knows the old ones', () => {
    const store = ownStore(1, pack);
    for (const n of [4, 5, 4, 6, 5]) store.stage(Int32Array.of(n));
    store.resolve(2);
    expect([...store.outcomes.subarray(0, 5)]).toEqual([0, 1, ~0, noRoom, ~1]);
  });
});

describe('packed rows', () => {
  test('take as many bits as the columns need', () => {
    const packed = new PackedRows(4);
    const row = new Int32Array(4);
    for (let n = 0; n < 100_000; n++) {
      row[0] = n % 8;
      row[2] = n % 1000;
      row[3] = n % 2;
      packed.append(row, 0);
    }
    const full = 2 * 65_536;
    expect(packed.bytes / full).toBeCloseTo((3 + 0 + 10 + 1) / 8, 3);
  });

  test('equal flat rows after any rows', () => {
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(rows, fc.nat(), fc.nat(), (all, i, j) => {
        const packed = new PackedRows(3);
        const flat = new FlatRows(3);
        for (const row of all) {
          packed.append(Int32Array.from(row), 0);
          flat.append(Int32Array.from(row), 0);
        }
        const words = Int32Array.from([0, ...all[j % all.length]]);
        expect(packed.equals(i % all.length, words, 1)).toBe(flat.equals(i % all.length, words, 1));
        expect(packed.equals(j % all.length, words, 1)).toBe(true);
      }),
    );
  });
});

describe('a chunked list', () => {
  test('keeps its elements across the borders of its chunks, and gives the last ones back', () => {
    const list = new ChunkedInt32();
    const count = 2_100_000;
    for (let i = 0; i < count; i++) list.push(i ^ 0x2a);
    list.set(1_048_576, -5);
    let wrong = 0;
    for (let i = 0; i < count; i++) if (list.get(i) !== (i === 1_048_576 ? -5 : i ^ 0x2a)) wrong++;
    expect({ wrong, length: list.length }).toEqual({ wrong: 0, length: count });
    expect(list.bytes).toBe(3 * 4 * 2 ** 20);
    expect(list.pop()).toBe((count - 1) ^ 0x2a);
    list.push(9);
    expect(list.get(count - 1)).toBe(9);
  });
});
