/** A system of one's own: found among exports, told apart by its states, held to its contract, and counted. */
import { describe, expect, it } from 'vitest';
import { search } from '../../src/explore/search.ts';
import { canonical } from '../../src/system/canonical.ts';
import { verifiedSystem } from '../../src/system/contract.ts';
import { type OwnSystem, systemOf } from '../../src/system/exported.ts';
import { ContractBreach } from '../../src/system/onlooker.ts';
import { subjectOf } from '../../src/system/subject.ts';

describe('the canonical text', () => {
  it('is equal for equal values alone', () => {
    expect(canonical({ a: 1, b: [2, { c: null }] })).toBe(canonical({ b: [2, { c: null }], a: 1 }));
    const many = [1, '1', 1n, null, undefined, true, 'true', [1], [[1]], { 0: 1 }, {}, [], [null], ''];
    const values = [...many, new Array(1)];
    expect(new Set(values.map((value) => canonical(value))).size).toBe(values.length);
    expect(canonical(-0)).toBe(canonical(0));
  });

  it.each([
    [{ a: [new Map()] }, 'the value.a[0] is an object of class Map'],
    [Number.NaN, 'the value is NaN'],
    [JSON.parse('{"__proto__":1}'), 'the value is an object with the key __proto__'],
    [() => 1, 'the value is a function'],
    [{ a: Object.assign([1], { x: 1 }) }, 'the value.a is an array with the key x'],
    [{ [Symbol('s')]: 1 }, 'the value is an object with a symbol for a key'],
  ])('refuses what is no plain data: %o', (value, said) => {
    expect(() => canonical(value)).toThrow(said);
  });
});

const count: OwnSystem = {
  init: () => [0],
  next: (n) => (n === 3 ? [] : [{ action: 'add', state: Number(n) + 1 }]),
};

describe('the system among exports', () => {
  it('is the default one, or the only one', () => {
    expect(systemOf({ helper: () => 1, count })).toBe(count);
    expect(systemOf({ a: count, default: count, b: { ...count } })).toBe(count);
    expect(systemOf({ helper: () => 1, core: { ...count, step: () => null } })).toBeNull();
    expect(systemOf({ default: { count, 'module.exports': 1 } })).toBe(count);
    const more = { ...count, whatever: 1, limit: () => 3 };
    expect(systemOf({ more })).toBe(more);
  });

  it.each<[object, string]>([
    [{ a: count, b: { ...count } }, '2 systems: a, b'],
    [{ a: { ...count, invariant: [] } }, 'the key invariant'],
    [{ a: { ...count, invariants: [{ name: 'A b', holds: () => true }] } }, 'among invariants'],
    [{ a: { ...count, sometimes: 'x' } }, 'sometimes "x"'],
    [{ a: { ...count, mayEnd: true } }, 'mayEnd true'],
    [
      { a: { ...count, invariants: [{ name: 'deadlock', holds: () => true }] } },
      'two properties named deadlock',
    ],
  ])('is refused in words: %o', (exports, said) => {
    expect(systemOf({ ...exports })).toMatchObject({ refused: expect.stringContaining(said) });
  });
});

describe('the contract', () => {
  let chance = 0;
  const circle: unknown[] = [];
  circle.push(circle);
  const changes = (state: unknown) => [{ action: 'a', state: Object.assign(state as object, { n: 1 }) }];
  it.each<[string, Partial<OwnSystem>, unknown]>([
    ['next has returned 5: a list is expected', { next: () => 5 as never }, 0],
    ['next has returned a promise', { next: async () => [] as never } as never, 0],
    ['next has given {"state":1} as a step', { next: () => [{ state: 1 }] as never }, 0],
    ['next has changed the state', { next: changes }, { n: 0 }],
    ['next has given other steps', { next: () => [{ action: 'a', state: chance++ }] }, 0],
    [
      'next has thrown no',
      {
        next: () => {
          throw new Error('no');
        },
      },
      0,
    ],
    ['holds itself, or is nested too deeply', { next: () => [{ action: 'a', state: circle }] }, 0],
    ['.state is an object of class Date', { next: () => [{ action: 'a', state: new Date() }] }, 0],
  ])('is broken where %s', (said, part, state) => {
    const verified = verifiedSystem({ ...count, ...part });
    expect(() => verified.next(structuredClone(state))).toThrow(ContractBreach);
    expect(() => verifiedSystem({ ...count, ...part }).next(state)).toThrow(said);
  });

  it('holds for init and properties too', () => {
    expect(() => verifiedSystem({ ...count, init: () => [] }).init()).toThrow('init has given no state');
    const odd = verifiedSystem({ ...count, invariants: [{ name: 'odd', holds: () => 1 as never }] });
    expect(() => odd.invariants?.[0].holds(1)).toThrow('holds of odd has not returned true or false, but 1');
    const none = verifiedSystem({
      ...count,
      invariants: [{ name: 'odd', holds: () => Number.NaN as never }],
    });
    expect(() => none.invariants?.[0].holds(1)).toThrow('has not returned true or false, but NaN');
    let asked = 0;
    const moody = verifiedSystem({
      ...count,
      invariants: [{ name: 'moody', holds: () => ++asked % 2 === 1 }],
    });
    expect(() => moody.invariants?.[0].holds(1)).toThrow('holds of moody has answered otherwise when asked');
  });
});

describe('a system that is searched', () => {
  it('counts what was asked, what was reached and what broke', () => {
    const own: OwnSystem = {
      ...count,
      invariants: [{ name: 'small', holds: (n) => Number(n) < 2 }],
      sometimes: [{ name: 'one', holds: (n) => n === 1 }],
    };
    const judged = {
      deadlock: true,
      invariants: ['small'],
      sometimes: ['one'],
      eventually: [],
      leadsTo: [],
      fairness: [],
    };
    const subject = subjectOf(own, judged);
    const { violation } = finish(
      search(subject.system, { strategy: 'bfs', depth: 9, maxStates: 99, pack: true }),
    );
    expect(subject.behavior(violation!.path).map(({ state }) => state)).toEqual([0, 1, 2]);
    expect(subject.properties).toEqual(['deadlock', 'small', 'one']);
    expect(subject.report(violation!.property).map(({ name, status }) => [name, status])).toEqual([
      ['deadlock', 'held'],
      ['small', 'broken'],
      ['one', 'reached'],
    ]);
  });
});

function finish<Result>(running: Iterator<unknown, Result, null>): Result {
  for (;;) {
    const slice = running.next(null);
    if (slice.done) return slice.value;
  }
}
