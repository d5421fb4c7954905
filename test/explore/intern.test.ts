import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packBytes, packedBytes, SeqInterner } from '../../src/explore/intern.ts';

describe('packed bytes', () => {
  test('are equal sequences exactly when the bytes are equal, and can be read again', () => {
    const interner = new SeqInterner();
    const into = { words: new Int32Array(2) };
    const model = new Map<string, number>();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9, max: 2 }), (bytes) => {
        const key = bytes.join();
        if (!model.has(key)) model.set(key, model.size);
        const length = packBytes(bytes, bytes.length, into);
        const id = interner.intern(into.words, length);
        expect(id).toBe(model.get(key));
        expect(packedBytes(interner.get(id)).join()).toBe(key);
      }),
    );
    expect(interner.size).toBe(model.size);
  });

  test('are the first `length` ones, with room behind them', () => {
    const into = { words: new Int32Array(1) };
    const bytes = Uint8Array.of(1, 2, 3, 0);
    expect(packBytes(bytes, 3, into, 7)).toBe(2);
    expect(into.words.length).toBeGreaterThanOrEqual(9);
    expect([...packedBytes(into.words)]).toEqual([1, 2, 3]);
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
