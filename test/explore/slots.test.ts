import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowFactors } from '../../src/explore/hash.ts';
import { SlotIndex } from '../../src/explore/slots.ts';
import { ownStore } from '../../src/explore/store.ts';

/** Every index that the slots offer for a hash. */
function candidates(slots: SlotIndex, hash: number): number[] {
  const found: number[] = [];
  for (let index = slots.seek(hash); index >= 0; index = slots.again()) found.push(index);
  return found;
}

function indexOf(hashes: readonly number[], segmentBits: number): SlotIndex {
  const slots = new SlotIndex(segmentBits, (entries, count, mask, out) => {
    for (let k = 0; k < count; k++) out[k] = hashes[(entries[k] & mask) - 1];
  });
  hashes.forEach((hash, index) => {
    candidates(slots, hash);
    slots.put(index);
  });
  return slots;
}

describe('a slot index', () => {
  test('offers every index put under a hash, however many hashes crowd at the end of a segment', () => {
    const hash = fc
      .constantFrom(0, -1, -2, 0x7fffffff, 0x3fffffff, 0x3ffffffe, 12345)
      .map((word) => word | 0);
    fc.assert(
      fc.property(
        fc.array(hash, { maxLength: 200 }),
        fc.integer({ min: 1, max: 3 }),
        (hashes, segmentBits) => {
          const slots = indexOf(hashes, segmentBits);
          for (const wanted of new Set(hashes)) {
            const put = hashes.flatMap((h, index) => (h === wanted ? [index] : []));
            expect(candidates(slots, wanted).filter((index) => hashes[index] === wanted)).toEqual(put);
          }
        },
      ),
    );
  });

  test('hardly ever offers an index put under another hash', () => {
    const hashes = Array.from({ length: 50_000 }, (_, i) => Math.imul(i, 0x9e3779b1) ^ (i << 7));
    const slots = indexOf(hashes, 4);
    let wrong = 0;
    for (let i = 0; i < 50_000; i++) wrong += candidates(slots, Math.imul(i, 0x85ebca6b) | 0).length;
    expect(wrong).toBeLessThan(100);
    expect(slots.bytes / hashes.length).toBeLessThan(9.1);
  });
});

test.each([true, false])('a state store tells apart states whose hashes are equal, packed %s', (pack) => {
  const [f, g] = rowFactors(2);
  let inverse = 1;
  for (let i = 0; i < 5; i++) inverse = Math.imul(inverse, 2 - Math.imul(g, inverse));
  const rows: Int32Array[] = [];
  for (let x = 0; rows.length < 300; x++) {
    const y = Math.imul(Math.imul(-x, f), inverse);
    if (y >= 0) rows.push(Int32Array.of(x, y));
  }
  const sums = rows.map(([x, y]) => (Math.imul(x, f) + Math.imul(y, g)) | 0);
  expect(new Set(sums)).toEqual(new Set([0]));
  const store = ownStore(2, pack);
  for (const round of [0, 1]) {
    for (const row of rows) store.stage(row);
    store.resolve(1000);
    const expected = rows.map((_, index) => (round === 0 ? index : ~index));
    expect([...store.outcomes.subarray(0, rows.length)]).toEqual(expected);
  }
});
