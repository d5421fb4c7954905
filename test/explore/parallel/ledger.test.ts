import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../src/base/root.ts';
import { IdTable } from '../../../src/explore/ids.ts';
import {
  Ledger,
  type LedgerMemory,
  ledgerMemory,
  restoreLedger,
} from '../../../src/explore/parallel/ledger.ts';
import { TablesFull } from '../../../src/explore/region.ts';
import { copied } from './copied.ts';

/** Pages of 16 words. */
const tiny = (pages: number): LedgerMemory => ledgerMemory(1 << 20, pages, 4);

/** So many workers with one table each, all of one ledger. */
function tables(memory: LedgerMemory, workers = 2): IdTable[] {
  return Array.from({ length: workers }, () => new IdTable(new Ledger(memory, workers)));
}

const key = (word: number, length: number): Int32Array => new Int32Array(length).fill(word);

describe('a ledger', () => {
  test('gives one key one id, whoever asks, and each new key the next', () => {
    const [a, b] = tables(tiny(8)) as [IdTable, IdTable];
    expect([
      a.intern(key(7, 2), 2),
      b.intern(key(8, 2), 2),
      b.intern(key(7, 2), 2),
      a.intern(key(8, 2), 2),
    ]).toEqual([0, 1, 0, 1]);
    expect([...a.get(1)]).toEqual([8, 8]);
    expect([a.size, b.size]).toEqual([2, 2]);
  });

  test('is replayed across the ends of pages, wherever in a page an entry stops', () => {
    for (let length = 0; length <= 12; length++) {
      const [a, b] = tables(tiny(64)) as [IdTable, IdTable];
      for (let word = 0; word < 20; word++) {
        const from = word % 3 === 0 ? b : a;
        expect(from.intern(Int32Array.of(...key(5, length), word), length + 1)).toBe(word);
      }
      b.meet(a.size - 1);
      for (let id = 0; id < b.size; id++) expect([...b.get(id)]).toEqual([...a.get(id)]);
    }
  });

  test('has no room for an entry after the last page, says so each time, and stays as it was', () => {
    const memory = tiny(2);
    const [a, b] = tables(memory) as [IdTable, IdTable];
    // Two entries of six words in each page, and four left.
    for (let word = 0; word < 4; word++) expect(a.intern(key(word, 4), 4)).toBe(word);
    for (let again = 0; again < 3; again++) {
      expect(() => a.intern(key(9, 4), 4)).toThrow(TablesFull);
      expect(() => b.intern(key(9, 4), 4)).toThrow(TablesFull);
    }
    expect([a.size, b.size]).toEqual([4, 4]);
    expect(b.intern(key(3, 4), 4)).toBe(3);
    // What is small enough still goes there, over the sign that the page ends.
    expect([b.intern(key(9, 1), 1), a.intern(key(9, 1), 1)]).toEqual([4, 4]);
    expect(() => a.intern(key(8, 1), 1)).toThrow(TablesFull);
    expect([a.size, tables(memory)[0].intern(key(9, 1), 1)]).toEqual([5, 4]);
  });

  test('has no room for an entry that is longer than a page, wherever it is', () => {
    const [a] = tables(tiny(8)) as [IdTable];
    expect(() => a.intern(key(1, 14), 14)).toThrow(TablesFull);
    expect([a.intern(key(1, 13), 13), a.intern(key(2, 13), 13)]).toEqual([0, 1]);
    expect(() => a.intern(key(1, 100), 100)).toThrow(TablesFull);
    expect(a.intern(key(3, 13), 13)).toBe(2);
  });

  test('goes on from its dump, a full one too', () => {
    const memory = tiny(2);
    const ledger = new Ledger(memory, 1);
    const table = new IdTable(ledger);
    for (let word = 0; word < 4; word++) table.intern(key(word, 4), 4);
    expect(() => table.intern(key(9, 4), 4)).toThrow(TablesFull);
    const copy = tiny(2);
    restoreLedger(copy, copied(ledger.dump()));
    const [again] = tables(copy) as [IdTable];
    expect([again.intern(key(3, 4), 4), again.intern(key(9, 1), 1)]).toEqual([3, 4]);
    expect(() => again.intern(key(9, 4), 4)).toThrow(TablesFull);
  });

  test('has as many regions as it has memory for', () => {
    const ledger = new Ledger(tiny(1), 1);
    for (let k = 0; k < 5; k++) expect(ledger.region(1).words!.most).toBe(1 << 20);
    expect(() => ledger.region(1)).toThrow('there is memory for 5 tables');
    expect(() => ledgerMemory(1, 512)).toThrow(RangeError);
  });
});

// The built ledger: the thread is one of Node alone.
const enterForEver = `
  import { workerData } from 'node:worker_threads';
  const { Ledger } = await import(workerData.ledger);
  const { IdTable } = await import(workerData.ids);
  const table = new IdTable(new Ledger(workerData.memory, 2));
  for (let word = 0; ; word = (word + 1) % 1e5) table.intern(Int32Array.of(word), 1);`;

test('whoever ends another worker leaves the lock free, wherever that one was', async () => {
  const built = (file: string): string =>
    pathToFileURL(`${packageRoot()}/out/build/src/explore/${file}.js`).href;
  for (let again = 0; again < 10; again++) {
    const memory = ledgerMemory(1 << 20, 8);
    const own = new Ledger(memory, 2);
    const data = { memory, ledger: built('parallel/ledger'), ids: built('ids') };
    const code = new URL(`data:text/javascript,${encodeURIComponent(enterForEver)}`);
    const worker = new Worker(code, { workerData: data });
    while (own.bytes === 0) await setImmediate();
    await own.endOthers(() => worker.terminate());
    expect(new Int32Array(memory.control)[0]).toBe(0);
  }
});
