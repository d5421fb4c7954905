import { describe, expect, it } from 'vitest';
import { describeTrouble } from '../../src/base/usererror.ts';

describe('a message about wrong input', () => {
  it('has the place and what is wrong on its first line, then what is known besides', () => {
    expect(describeTrouble({ message: 'is not valid', where: 'a.yaml:1:2', found: '3', hint: 'do' })).toBe(
      'a.yaml:1:2: is not valid\n  found     3\n  hint      do',
    );
  });

  it('shows the beginning and the end of what is far too long', () => {
    const path = `${'folder/'.repeat(1000)}file.yaml:3:4`;
    const [first, second] = describeTrouble({
      message: `unknown '${'😀'.repeat(1000)}'`,
      where: path,
      expected: 'x'.repeat(300),
    }).split('\n');
    expect(first).toMatch(/^folder\/folder\/.* \.\.\. .*folder\/file\.yaml:3:4: unknown '😀+ \.\.\. 😀+'$/u);
    expect(first.length).toBeLessThan(1000);
    expect(second).toBe(`  expected  ${'x'.repeat(300)}`);
  });
});

it.each(['', ' ', 'two.json '])('names in quotes what is hardly seen without: %j', (where) => {
  expect(describeTrouble({ message: 'is not there', where })).toBe(`${JSON.stringify(where)}: is not there`);
});

it('names a place as it is where it is seen', () => {
  expect(describeTrouble({ message: 'is not there', where: 'my file.json:1:2' })).toBe(
    'my file.json:1:2: is not there',
  );
});
