/** States of a system of one's own: as JSON, in words, what changed, what was looked at, and as a list. */
import { describe, expect, it } from 'vitest';
import { changeWords, diffStates } from '../../../src/trace/own/diff.ts';
import { ownOutline } from '../../../src/trace/own/outline.ts';
import { readsOf, readWords } from '../../../src/trace/own/reads.ts';
import { asJson, ofJson, pathTo, valueWords } from '../../../src/trace/own/value.ts';

describe('a value', () => {
  it.each([
    [null, 'null'],
    [5n, '5n'],
    [undefined, 'undefined'],
    ['a"b', '"a\\"b"'],
    [{}, '{}'],
    [{ at: [1, { 'a b': null }], gone: undefined }, '{ at: [1, { "a b": null }], gone: undefined }'],
  ])('%o is kept in a file, and told as %s', (value, words) => {
    const kept = JSON.parse(JSON.stringify(asJson(value)));
    expect(ofJson(kept)).toEqual(value);
    expect(valueWords(kept)).toBe(words);
  });

  it('that a file has not is nothing', () => {
    expect([valueWords(undefined), asJson(-0)]).toEqual(['nothing', 0]);
  });

  it.each([
    ['', 'owner', 'owner'],
    ['owner', 1, 'owner[1]'],
    ['a.b', 'c d', 'a.b["c d"]'],
  ])('has a place: %s and %s', (path, key, place) => {
    expect(pathTo(path, key)).toBe(place);
  });
});

const before = { owner: [null, 2], by: { x: 1, y: 2 }, kind: { a: 1 } };
const after = { owner: [0, 2, 3], by: { x: 1, z: 3 }, kind: [1] };

describe('what changed', () => {
  it('is told at its place, what came and went as a whole', () => {
    expect(diffStates(before, after).map(changeWords)).toEqual([
      'owner[0] null -> 0',
      'owner[2] nothing -> 3',
      'by.y 2 -> nothing',
      'by.z nothing -> 3',
      'kind { a: 1 } -> [1]',
    ]);
    expect(diffStates(1, 2).map(changeWords)).toEqual(['state 1 -> 2']);
    expect(diffStates(before, structuredClone(before))).toEqual([]);
  });

  it('is marked in the list of the whole state, and what is gone stands at its end', () => {
    const lines = ownOutline(after, diffStates(before, after));
    expect(lines.map(({ text, changed }) => (changed ? '*' : ' ') + text)).toEqual([
      ' owner [0, 2, 3]',
      ' by',
      '   x 1',
      '*  z 3',
      '*kind [1]',
      '*by.y 2 -> nothing',
    ]);
    const list = { at: [{ who: null }] };
    expect(ownOutline(list, []).map(({ text }) => text)).toEqual(['at', '  [0]', '    who null']);
    expect(ownOutline(null, diffStates(1, null))).toEqual([{ text: 'null', changed: true }]);
  });
});

describe('what a property has looked at', () => {
  it('is every value once, in the order in which it was first read', () => {
    const shared = { n: 7 };
    const reads = readsOf({ a: shared, b: [shared, 2n], c: 3 }, (state) => {
      const { a, b } = state as { a: { n: number }; b: [{ n: number }, bigint] };
      return b[1] > 1n && a.n === 7 && b[0].n === a.n;
    });
    expect(readWords(reads)).toBe('b[1] = 2n, a.n = 7, b[0].n = 7');
    expect(readWords(readsOf(5, (state) => state === 5))).toBe('state = 5');
  });

  it('is nothing where it throws, and no more than a dozen are told', () => {
    expect(
      readsOf({ a: 1 }, () => {
        throw new Error('no');
      }),
    ).toEqual([]);
    const many = readsOf({ list: Array.from({ length: 20 }, (_, k) => k) }, (state) =>
      (state as { list: number[] }).list.every((n) => n < 50),
    );
    expect(readWords(many)).toMatch(/^list\[0\] = 0, .*list\[11\] = 11, and 8 more$/);
  });
});
