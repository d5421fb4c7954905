import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSame, ValueCodec } from '../../src/explore/codec.ts';
import { OwnRegistrar } from '../../src/explore/ids.ts';
import { plainSystem } from '../../src/explore/plain.ts';

/** JSON values in which equality is easy to have: few keys, few numbers. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(null, true, false, 0, 1, -1, 2 ** 29, -(2 ** 29), 2 ** 30, 2 ** 40, 0.5, '', 'a', '1'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .map(([k, v]) => [k, sorted(v)] as const)
            .sort(),
        )
      : value;

describe('ValueCodec', () => {
  test('gives equal values equal codes, different values different codes, and the value back', () => {
    const codec = new ValueCodec(new OwnRegistrar());
    const byCode = new Map<number, string>();
    const byValue = new Map<string, number>();
    fc.assert(
      fc.property(json, (value) => {
        const code = codec.encode(value);
        const name = JSON.stringify(sorted(value));
        expect(byCode.get(code) ?? name).toBe(name);
        expect(byValue.get(name) ?? code).toBe(code);
        byCode.set(code, name);
        byValue.set(name, code);
        expect(codec.decode(code)).toEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  test('does not care for the order of keys, and tells a missing value from undefined', () => {
    const codec = new ValueCodec(new OwnRegistrar());
    expect(codec.encode({ a: 1, b: 2 })).toBe(codec.encode({ b: 2, a: 1 }));
    expect(codec.encode({ a: undefined })).not.toBe(codec.encode({}));
    expect(codec.encode([-0])).toBe(codec.encode([0]));
  });

  test('gives a value the code that it has, whatever it was made from', () => {
    const codec = new ValueCodec(new OwnRegistrar());
    const array = fc.array(json, { minLength: 1, maxLength: 3 });
    let replaced = 0;
    fc.assert(
      fc.property(array, json, json, fc.nat(2), (near, element, other, place) => {
        const nearCode = codec.encode(near);
        for (const value of [near.with(place % near.length, element), other, near, element]) {
          if (Array.isArray(value) && value !== near && value.length === near.length) replaced++;
          expect(codec.encodeBeside(value, near, nearCode)).toBe(codec.encode(value));
          expect(isSame(value, near)).toBe(codec.encode(value) === nearCode);
        }
      }),
      { numRuns: 1000 },
    );
    expect(replaced).toBeGreaterThan(500);
  });

  test('grows for long values', () => {
    const codec = new ValueCodec(new OwnRegistrar());
    const long = Array.from({ length: 5000 }, (_, i) => ({ i }));
    expect(codec.decode(codec.encode(long))).toEqual(long);
  });

  test.each([
    [new Map(), 'Map'],
    [{ a: [() => 0] }, 'function'],
    [Symbol('x'), 'symbol'],
  ])('refuses what is not plain data: %s', (value, name) => {
    expect(() => new ValueCodec(new OwnRegistrar()).encode(value)).toThrow(`found a ${name}`);
  });
});

describe('plainSystem', () => {
  const steps = (system: ReturnType<typeof plainSystem<unknown>>, state: unknown[]) => {
    const out: unknown[] = [];
    const vectors: Int32Array[] = [];
    system.init((vector) => vectors.push(vector.slice()));
    for (const vector of vectors) {
      system.next(vector, (successor, kind, arg) =>
        out.push([system.actionName(kind), arg, system.decode(successor)]),
      );
    }
    expect(vectors.map((vector) => system.decode(vector))).toEqual(state);
    return out;
  };

  test('shows states whose fields come and go, and states that are no objects', () => {
    const states = [{ a: 1, b: [2] }, { b: [2], c: 3 }, {}, [1, 2], 'x', null, 7, { a: undefined, b: [2] }];
    const system = plainSystem<unknown>({
      init: () => states,
      next: (state) => [
        { action: 'stay', state },
        ...states.map((other) => ({ action: 'go', state: other })),
      ],
    });
    const all = states.flatMap((state) => [
      ['stay', 0, state],
      ...states.map((other, i) => ['go', i + 1, other]),
    ]);
    expect(steps(system, states)).toStrictEqual(all);
    expect(system.actionKinds).toEqual(['stay', 'go']);
  });

  test('keeps the vector of a state that is reached in another way', () => {
    const system = plainSystem<{ n: number; s: readonly string[] }>({
      init: () => [{ n: 0, s: ['a'] }],
      next: (state) => [
        { action: 'same', state: { ...state } },
        { action: 'rebuilt', state: { s: ['a'], n: 0 } },
        { action: 'other', state: { ...state, n: 1 } },
      ],
    });
    const seen: string[] = [];
    system.init((vector) => {
      seen.push(vector.join());
      system.next(vector.slice(), (successor) => seen.push(successor.join()));
    });
    expect(seen[1]).toBe(seen[0]);
    expect(seen[2]).toBe(seen[0]);
    expect(seen[3]).not.toBe(seen[0]);
  });

  test('names the first invariant that a state breaks', () => {
    const system = plainSystem<number>({
      init: () => [0],
      next: (n) => [{ action: 'add', state: n + 1 }],
      invariants: [
        { name: 'below 5', holds: (n) => n < 5 },
        { name: 'below 3', holds: (n) => n < 3 },
      ],
    });
    const verdicts: number[] = [];
    let state = new Int32Array(system.width);
    system.init((vector) => {
      state = vector.slice();
    });
    for (let i = 0; i < 6; i++) {
      verdicts.push(system.judge(state));
      system.next(state.slice(), (successor) => {
        state = successor.slice();
      });
    }
    expect(verdicts).toEqual([-1, -1, -1, 1, 1, 0]);
  });
});

interface Shelf {
  n: number;
  books: { title: string }[];
  note?: string;
}
const writes: Readonly<Record<string, (state: Shelf) => unknown>> = {
  'a field': (state) => Object.assign(state, { n: 1 }),
  'a value deep within': (state) => Object.assign(state.books[0], { title: 'b' }),
  'a list': (state) => state.books.push({ title: 'c' }),
  'a field more': (state) => Object.assign(state, { note: 'new' }),
  'a field less': (state) => Reflect.deleteProperty(state, 'n'),
};

describe('who is given a state', () => {
  test.each(Object.entries(writes))('refuses a next that writes to its state: %s', (_, write) => {
    const shelf = (): Shelf => ({ n: 0, books: [{ title: 'a' }] });
    const next = (change: (state: Shelf) => unknown) =>
      plainSystem<Shelf>({
        init: () => [shelf()],
        *next(state) {
          yield { action: 'first', state: { ...state, n: 1 } };
          change(state);
        },
      });
    const run = (system: ReturnType<typeof next>): void =>
      system.init((vector) => system.next(vector.slice(), () => {}));
    expect(() => run(next(() => {}))).not.toThrow();
    expect(() => run(next(write))).toThrow('next has changed the state that it was given');
  });

  test('shows a state frozen to those who only look', () => {
    const looked: unknown[] = [];
    const system = plainSystem<Shelf>({
      init: () => [{ n: 0, books: [{ title: 'a' }] }],
      next: () => [],
      invariants: [{ name: 'looks', holds: (state) => looked.push(state, state.books, state.books[0]) > 0 }],
    });
    system.init((vector) => system.judge(vector));
    expect(looked.map((value) => Object.isFrozen(value))).toEqual([true, true, true]);
  });
});
