/** Expressions about states of plain data, whose shape nobody has declared. */
import { describe, expect, it } from 'vitest';
import { onPlain } from '../../../src/property/expression/onplain.ts';
import { BadExpression } from '../../../src/property/expression/syntax.ts';

const state = { owner: [null, 1, 1], done: { a: 2, b: 0 }, phase: 'idle', inner: { deep: [{ x: 1 }] } };

describe('an expression of plain data', () => {
  it.each([
    ['phase == "idle"', true],
    ['phase != "idle"', false],
    ['owner[0] == none', true],
    ['owner[9] == none and owner[9] != 1', true],
    ['owner[9] < 1 or owner[9] >= 1', false],
    ['count(o in owner: o == 1) == 2', true],
    ['all o in owner: o == 1', false],
    ['some o in owner: o == 1', true],
    ['some a, b in owner: a == b', true],
    ['some a, b in [1]: a == b', null],
    ['done.a - done.b * 3 == 2', true],
    ['done["a"] > 1 -> done.b > 1', false],
    ['not (done.b > 1)', true],
    ['"a" in done and "c" not in done', true],
    ['1 in owner', true],
    ['inner.deep[0].x == 1', true],
    ['state.phase == phase', true],
    ['state == state', true],
    ['count(done) == 2', true],
    ['phase < 3', false],
  ])('%s', (text, value) => {
    if (value === null) expect(() => onPlain(text, [state])).toThrow(BadExpression);
    else expect(onPlain(text, [state])(state)).toBe(value);
  });

  it('compares mappings whatever the order of their keys is', () => {
    const asked = onPlain('a == b', [{ a: 0, b: 0 }]);
    expect(asked({ a: { x: 1, y: [2] }, b: { y: [2], x: 1 } })).toBe(true);
    expect(asked({ a: { x: 1, y: [2] }, b: { y: [3], x: 1 } })).toBe(false);
    expect(asked({ a: [], b: {} })).toBe(false);
  });

  it.each([
    ['phas == "idle"', 'a state has no `phas`'],
    ['phase == idle', 'a state has no `idle`'],
    ['all n: n > 1', 'a system has no nodes to go through'],
    ['count(owner)', '`count(owner)` is neither true nor false'],
  ])('%s is refused at its place', (text, message) => {
    expect(() => onPlain(text, [state])).toThrow(message);
  });
});
