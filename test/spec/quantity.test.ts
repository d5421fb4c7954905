import { describe, expect, it } from 'vitest';
import { parseCount, parseMemory, parseTime } from '../../src/spec/quantity.ts';

describe('amounts as people write them', () => {
  it.each([
    ['512m', 512 * 1024 ** 2],
    ['8g', 8 * 1024 ** 3],
    ['8GiB', 8 * 1024 ** 3],
    ['1.5gb', 1.5 * 1024 ** 3],
    ['1000', 1000],
    [2048, 2048],
    ['8x', undefined],
    ['-1g', undefined],
    ['0', undefined],
    ['', undefined],
    [true, undefined],
  ])('memory %j is %j bytes', (text, bytes) => expect(parseMemory(text)).toBe(bytes));

  it.each([
    ['90s', 90],
    ['5m', 300],
    ['2h', 7200],
    ['1.5h', 5400],
    ['30', 30],
    [0.5, 0.5],
    ['5mb', undefined],
    ['soon', undefined],
  ])('time %j is %j seconds', (text, seconds) => expect(parseTime(text)).toBe(seconds));

  it.each([
    ['500k', 500_000],
    ['2m', 2_000_000],
    ['1_000', 1000],
    ['1.5', undefined],
    [0, undefined],
  ])('count %j is %j', (text, count) => expect(parseCount(text)).toBe(count));
});
