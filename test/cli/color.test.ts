import { describe, expect, it } from 'vitest';
import { decideColor } from '../../src/cli/color.ts';

describe('whether output is coloured', () => {
  it.each([
    ['a terminal', undefined, {}, true, true],
    ['no terminal', undefined, {}, false, false],
    ['the flag over everything', true, { FORCE_COLOR: '0', NO_COLOR: '1', TERM: 'dumb' }, false, true],
    ['the negated flag over everything', false, { FORCE_COLOR: '1' }, true, false],
    ['FORCE_COLOR over NO_COLOR', undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
    ['FORCE_COLOR=0 over a terminal', undefined, { FORCE_COLOR: '0' }, true, false],
    ['NO_COLOR over a terminal', undefined, { NO_COLOR: '1' }, true, false],
    ['an empty NO_COLOR is none', undefined, { NO_COLOR: '' }, true, true],
    ['TERM=dumb over a terminal', undefined, { TERM: 'dumb' }, true, false],
  ])('is decided by %s', (_, flag, env, isTTY, colored) => {
    expect(decideColor(flag, env, isTTY)).toBe(colored);
  });
});
