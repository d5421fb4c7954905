import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { specFiles } from '../../src/spec/load.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { withPins } from '../../src/spec/pins.ts';

describe('pins in a text', () => {
  it.each([
    [
      'are replaced where they stand',
      'expect: { distinct: 1, generated: 2 } # found in May\n',
      'expect: { distinct: 7, generated: 8 } # found in May\n',
    ],
    [
      'are replaced in a block',
      'expect:\n  # states\n  distinct: 1\n  generated: 2\nname: a\n',
      'expect:\n  # states\n  distinct: 7\n  generated: 8\nname: a\n',
    ],
    [
      'are added in a line',
      'expect: { verdict: ok }\n',
      'expect: { verdict: ok, distinct: 7, generated: 8 }\n',
    ],
    [
      'are added in a block',
      'expect:\n  verdict: ok # yes\nname: a\n',
      'expect:\n  verdict: ok\n  distinct: 7\n  generated: 8 # yes\nname: a\n',
    ],
    [
      'are added to an empty mapping',
      'expect: {}\nname: a\n',
      'expect: { distinct: 7, generated: 8 }\nname: a\n',
    ],
    [
      'are added at the end where there were none',
      'about: x',
      'about: x\nexpect: { distinct: 7, generated: 8 }\n',
    ],
  ])('%s', (_, before, after) => {
    expect(withPins(before, { distinct: 7, generated: 8 })).toBe(after);
  });

  it('are all that changes in any spec there is', () => {
    for (const { path, name } of [...specFiles('specs'), ...specFiles('deep'), ...specFiles('bugs')]) {
      const text = readFileSync(path, 'utf8');
      const renewed = withPins(text, { distinct: 123456, generated: 654321 });
      expect(parseSpec(renewed, name).spec).toEqual({
        ...parseSpec(text, name).spec,
        expect: { ...parseSpec(text, name).spec.expect, distinct: 123456, generated: 654321 },
      });
      const changed = renewed.split('\n').filter((line, i) => line !== text.split('\n')[i]);
      expect(changed.length).toBeLessThanOrEqual(2);
    }
  });
});
