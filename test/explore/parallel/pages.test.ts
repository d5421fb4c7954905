import { describe, expect, test } from 'vitest';
import { mostPages, type PageMemory, pageMemory, SharedPages } from '../../../src/explore/parallel/pages.ts';
import { copied } from './copied.ts';

const pageRows = 1 << 14;
/** Two handles on one memory, for rows of one integer. */
function two(memory: PageMemory): [SharedPages, SharedPages] {
  return [new SharedPages(memory, 1, 0), new SharedPages(memory, 1, 1)];
}
const append = (pages: SharedPages, value: number): number => pages.append(Int32Array.of(value), 0);
function read(pages: SharedPages, index: number): number {
  const out = new Int32Array(1);
  pages.load(index, out);
  return out[0];
}

describe('the pages of states', () => {
  test('say to all what one has added, under its owner', () => {
    const [a, b] = two(pageMemory(1));
    const added = [append(a, 5), append(b, 6), append(a, 7)];
    expect(added).toEqual([0, pageRows, 1]);
    expect(added.map((index) => read(b, index))).toEqual([5, 6, 7]);
    expect(added.map((index) => a.owner(index))).toEqual([0, 1, 0]);
    expect([a.length, b.length, a.count, a.indices]).toEqual([2, 1, 2, 2 * pageRows]);
    expect([b.equals(1, Int32Array.of(7), 0), b.equals(1, Int32Array.of(5), 0)]).toEqual([true, false]);
  });

  test('begin the next page where a row is too wide, and where one is full', () => {
    const [a] = two(pageMemory(1));
    expect([append(a, 255), append(a, 256), append(a, 1)]).toEqual([0, pageRows, pageRows + 1]);
    for (let row = 2; row < pageRows; row++) append(a, row % 500);
    expect(append(a, 3)).toBe(2 * pageRows);
    expect(append(a, 2 ** 31 - 1)).toBe(3 * pageRows);
    expect([0, pageRows, 2 * pageRows - 1, 3 * pageRows].map((index) => read(a, index))).toEqual([
      255,
      256,
      (pageRows - 1) % 500,
      2 ** 31 - 1,
    ]);
  });

  test('give each published row once as new, and none that was taken back', () => {
    const [a, b] = two(pageMemory(1));
    append(a, 1);
    append(b, 2);
    append(b, 3);
    b.takeBack(Int32Array.of(3), 0);
    expect(b.takeNew()).toEqual([]);
    a.publish();
    b.publish();
    expect(a.takeNew()).toEqual([0, 1, pageRows, pageRows + 1]);
    expect(append(b, 4)).toBe(pageRows + 1);
    b.publish();
    expect([a.takeNew(), read(a, pageRows + 1)]).toEqual([[pageRows + 1, pageRows + 2], 4]);
  });
});

describe('the memory of the pages', () => {
  test('has no room when all pieces are full, says so each time, and leaves all as it was', () => {
    // A page of 8 bits a row takes 16 KiB and a word: one in each piece of 64 KiB that begins with one of 31 bits.
    const [a, b] = two(pageMemory(1, 2, 1 << 16));
    expect([append(a, 2 ** 30), append(b, 2 ** 30)]).toEqual([0, pageRows]);
    const bytes = a.bytes;
    for (let row = 1; row < pageRows; row++) expect(append(a, row)).toBe(row);
    const full = a.bytes;
    expect(full).toBeGreaterThan(bytes);
    for (let again = 0; again < 3; again++)
      expect([append(a, 1), a.full, a.bytes, a.length]).toEqual([-1, true, full, pageRows]);
    expect([append(b, 9), b.full, a.count, read(b, pageRows - 1)]).toEqual([
      pageRows + 1,
      false,
      2,
      pageRows - 1,
    ]);
    expect(() => pageMemory(3, 2, 1 << 16)).toThrow('larger than a piece');
  });

  test('gives bounds of 32 bits up to the last page, after which there is none', () => {
    const memory = pageMemory(1);
    const [a, b] = two(memory);
    const page = { rows: 1, expanded: 0, bits: [8] };
    a.restore({ facts: { pages: [{ ...page, number: mostPages - 2 }] }, words: [Int32Array.of(7)] });
    expect(append(b, 9)).toBe((mostPages - 1) * pageRows);
    for (let row = 1; row < pageRows; row++) append(b, 9);
    b.publish();
    expect(append(b, 9)).toBe(-1);
    expect([append(a, 9), a.full, a.count]).toEqual([-1, true, mostPages]);
    const bounds = [a.indices, ...a.takeNew()];
    expect(bounds).toEqual([
      mostPages * pageRows,
      (mostPages - 2) * pageRows,
      (mostPages - 2) * pageRows + 1,
      (mostPages - 1) * pageRows,
      mostPages * pageRows,
    ]);
    expect([...Int32Array.from(bounds)]).toEqual(bounds);
  });

  test('gives pages of a dump the numbers that they had', () => {
    const [a, b] = two(pageMemory(1));
    append(b, 1);
    append(a, 300);
    append(a, 5);
    a.publish();
    b.publish();
    const memory = pageMemory(1);
    const [c, d] = two(memory);
    c.restore(copied(a.dump()));
    d.restore(copied(b.dump()));
    expect([0, pageRows, pageRows + 1].map((index) => [read(d, index), d.owner(index)])).toEqual([
      [1, 1],
      [300, 0],
      [5, 0],
    ]);
    expect([c.length, d.length, c.takeNew()]).toEqual([2, 1, [0, 1, pageRows, pageRows + 2]]);
    expect(append(d, 2)).toBe(2 * pageRows);
  });
});
