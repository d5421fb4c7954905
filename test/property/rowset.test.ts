/** A set that may forget, and must never make up. */
import { describe, expect, it } from 'vitest';
import { RowSet } from '../../src/property/rowset.ts';
import { numbers } from './tables.ts';

/** Rows of three small numbers, so that many come again and many differ in one place only. */
function drawnRows(count: number, below: number): Int32Array[] {
  const draw = numbers(count);
  return Array.from({ length: count }, () =>
    Int32Array.of(1 + draw(below), draw(below), draw(2) === 0 ? -draw(below) : draw(below)),
  );
}

describe('a set of rows', () => {
  it('has what was added and nothing else, however often it grew', () => {
    const rows = new RowSet(3);
    const added = new Set<string>();
    for (const row of drawnRows(20_000, 40)) {
      expect(rows.has(row)).toBe(added.has(row.join()));
      rows.add(row);
      added.add(row.join());
    }
    expect(added.size).toBeGreaterThan(10_000);
  });

  it('begins anew when it is full at its largest', () => {
    const rows = new RowSet(3, 256);
    const all = drawnRows(3000, 40);
    const added = new Set<string>();
    let forgotten = 0;
    for (const row of all) {
      const known = rows.has(row);
      if (known) expect(added.has(row.join())).toBe(true);
      else if (added.has(row.join())) forgotten++;
      rows.add(row);
      added.add(row.join());
    }
    expect(forgotten).toBeGreaterThan(0);
    expect(all.slice(0, 2900).filter((row) => rows.has(row)).length).toBeLessThan(256);
  });

  it('keeps its own copy of a row', () => {
    const rows = new RowSet(2);
    const row = Int32Array.of(1, 2);
    rows.add(row);
    row[1] = 3;
    expect([rows.has(row), rows.has(Int32Array.of(1, 2))]).toEqual([false, true]);
  });
});
