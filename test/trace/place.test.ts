import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineAndColumn, offsetOfKey, offsetOfValue } from '../../src/trace/place.ts';

const text = `{
  "a": [1, {"b]": "x, \\"y\\": {", "c": []}],
  "d\\u0065": {"f": -1.5e3, "f": true}
}`;

/** What begins at the value's place, as far as the end of its line. */
const at = (path: readonly (string | number)[]) => text.slice(offsetOfValue(text, path)).split('\n')[0];

describe('the place of a value in a JSON text', () => {
  it('is where it begins, whatever strings hold', () => {
    expect(at(['a'])).toMatch(/^\[1, /);
    expect(at(['a', 0])).toMatch(/^1, /);
    expect(at(['a', 1, 'b]'])).toMatch(/^"x, /);
    expect(at(['a', 1, 'c'])).toBe('[]}],');
  });

  it('is that of the last of equal keys, which is the one that counts', () => {
    expect(at(['de', 'f'])).toBe('true}');
  });

  it('is that of the nearest thing around it where it is missing', () => {
    expect(at(['a', 7])).toMatch(/^\[1, /);
    expect(at(['a', 0, 'x'])).toMatch(/^1, /);
    expect(offsetOfValue(text, ['nothing'])).toBe(0);
  });

  it('can be that of its key', () => {
    expect(text.slice(offsetOfKey(text, ['a', 1], 'c'))).toMatch(/^"c": /);
    expect(text.slice(offsetOfKey(text, ['a', 1], 'z'))).toMatch(/^\{"b\]"/);
  });

  it('is found in any document', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.boolean(), (document, spaced) => {
        const written = JSON.stringify(document, null, spaced ? 2 : 0);
        for (const [path, value] of paths(document)) {
          const text = written.slice(offsetOfValue(written, path));
          const own = JSON.stringify(value, null, spaced ? 2 : 0).split('\n')[0];
          expect(text.startsWith(own)).toBe(true);
        }
      }),
    );
  });
});

function* paths(value: unknown, path: readonly (string | number)[] = []): Generator<[typeof path, unknown]> {
  yield [path, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    yield* paths(part, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

it('Lines and columns are counted from 1', () => {
  expect(lineAndColumn('ab\ncd', 0)).toBe('1:1');
  expect(lineAndColumn('ab\ncd', 2)).toBe('1:3');
  expect(lineAndColumn('ab\ncd', 4)).toBe('2:2');
});
