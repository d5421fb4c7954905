import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Interner, SeqInterner } from '../../src/explore/intern.ts';

describe('Interner', () => {
  test('gives equal bytes one dense id and different bytes different ids, in the order of first sight', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 9, max: 2 })), (strings) => {
        const interner = new Interner();
        const model = new Map<string, number>();
        for (const bytes of strings) {
          const key = bytes.join();
          if (!model.has(key)) model.set(key, model.size);
          expect(interner.intern(bytes, bytes.length)).toBe(model.get(key));
        }
        expect(interner.size).toBe(model.size);
        for (const [key, id] of model) expect(interner.get(id).join()).toBe(key);
      }),
    );
  });

  test('looks at the first `length` bytes only, and keeps a copy', () => {
    const interner = new Interner();
    const buffer = Uint8Array.of(1, 2, 3, 0);
    expect(interner.intern(buffer, 2)).toBe(0);
    expect(interner.intern(buffer, 3)).toBe(1);
    expect(interner.intern(buffer, 4)).toBe(2);
    expect(interner.intern(buffer, 0)).toBe(3);
    buffer.fill(9);
    expect([...interner.get(1)]).toEqual([1, 2, 3]);
    expect([...interner.get(2)]).toEqual([1, 2, 3, 0]);
    expect([...interner.get(3)]).toEqual([]);
  });
});

describe('SeqInterner', () => {
  test('keeps every sequence across the borders of its chunks', () => {
    const interner = new SeqInterner();
    const words = new Int32Array(40);
    const fill = (n: number) => {
      for (let i = 0; i < words.length; i++) words[i] = Math.imul(n, i + 1);
      return n % words.length;
    };
    let wrong = 0;
    for (let n = 1; n <= 150_000; n++) if (interner.intern(words, fill(n) + 1) !== n - 1) wrong++;
    expect(interner.bytes).toBeGreaterThan(3 * 4 * 2 ** 20);
    for (let n = 1; n <= 150_000; n++) {
      const length = fill(n) + 1;
      if (interner.intern(words, length) !== n - 1) wrong++;
      if (interner.get(n - 1).length !== length || interner.get(n - 1)[0] !== n) wrong++;
    }
    expect({ wrong, size: interner.size }).toEqual({ wrong: 0, size: 150_000 });
  });

  test('holds a sequence longer than a chunk', () => {
    const interner = new SeqInterner();
    const long = new Int32Array(3_000_000).fill(5);
    expect(interner.intern(Int32Array.of(1), 1)).toBe(0);
    expect(interner.intern(long, long.length)).toBe(1);
    expect(interner.intern(Int32Array.of(2), 1)).toBe(2);
    expect(interner.intern(long, long.length)).toBe(1);
    expect(interner.get(1).length).toBe(3_000_000);
    expect([...interner.get(2)]).toEqual([2]);
  });
});
