/** What the page may ask, read: anything else is refused in a sentence. */
import { describe, expect, it } from 'vitest';
import { asked } from '../../src/serve/asked.ts';

describe('a way', () => {
  it('is a step and names of branches', () => {
    expect(asked.way({ after: 2, picks: ['1x3f9a', '9ab2c-1'] })).toEqual({
      after: 2,
      picks: ['1x3f9a', '9ab2c-1'],
    });
  });

  it.each([
    ['nothing', null],
    ['a list', []],
    ['a step before the first', { after: -1, picks: [] }],
    ['half a step', { after: 0.5, picks: [] }],
    ['no names', { after: 0 }],
    ['a name that is none', { after: 0, picks: ['../x'] }],
    ['a number for a name', { after: 0, picks: [1] }],
    ['far too many names', { after: 0, picks: Array.from({ length: 10_001 }, () => 'a') }],
    ['something besides', { after: 0, picks: [], file: '/etc/passwd' }],
  ])('is not %s', (_, body) => {
    expect(() => asked.way(body)).toThrow(/^the question makes no sense/);
  });
});

describe('a search', () => {
  it('is for an expression, or for whatever is broken', () => {
    const way = { after: 0, picks: [] };
    expect(asked.search({ way, sought: null }).sought).toBeNull();
    expect(asked.search({ way, sought: 'n1.role == leader' }).sought).toBe('n1.role == leader');
    expect(() => asked.search({ way, sought: 'x'.repeat(2001) })).toThrow(/makes no sense at sought/);
    expect(() => asked.search({ way })).toThrow(/makes no sense at sought/);
  });
});
