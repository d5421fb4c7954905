import { describe, expect, it } from 'vitest';
import { bytes, count, duration, namesWithin, plural } from '../../src/report/words.ts';

describe('figures as people read them', () => {
  it('groups thousands', () => {
    expect(count(84212)).toBe('84,212');
    expect(plural(1, 'step')).toBe('1 step');
    expect(plural(1200, 'step')).toBe('1,200 steps');
  });

  it.each([
    [0, '0.0 s'],
    [3.14, '3.1 s'],
    [59.96, '1 min 0 s'],
    [250, '4 min 10 s'],
    [7500, '2 h 5 min'],
  ])('shows %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text));

  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 kB'],
    [220_200_960, '210 MB'],
    [1.5 * 1024 ** 3, '1.5 GB'],
  ])('shows %d bytes as %s', (value, text) => expect(bytes(value)).toBe(text));

  it('names as many as fit and counts the rest', () => {
    expect(namesWithin(['a', 'b', 'c'], 20)).toBe('a, b, c');
    expect(namesWithin(['alpha', 'beta', 'gamma', 'delta'], 24)).toBe('alpha, beta and 2 more');
    expect(namesWithin(['a-name-that-is-too-long', 'b'], 10)).toBe('2 of them');
  });
});
