/** YAML that is more or less than plain data: told in our own words, with the place and what stands there. */
import { describe, expect, it } from 'vitest';
import { describeTrouble, UserError } from '../../src/base/usererror.ts';
import { YamlText } from '../../src/spec/place.ts';

function trouble(text: string): string {
  try {
    new YamlText(text, 'a.yaml');
  } catch (error) {
    if (error instanceof UserError) return describeTrouble(error.trouble);
    throw error;
  }
  return 'no error';
}

/** What it is, the text, the message with its place, what stands there, what was expected ('': YAML). */
const refused: readonly (readonly [string, string, string, string, string])[] = [
  [
    'an alias of nothing',
    'about: *nope\n',
    '1:8: the alias leads nowhere',
    '"*nope"',
    'a value with the anchor &nope further up',
  ],
  [
    'an alias before its anchor',
    'a: *x\nb: &x 1\n',
    '1:4: the alias leads nowhere',
    '"*x"',
    'a value with the anchor &x',
  ],
  [
    'an alias of what is around it',
    'a: &x [1, *x]\n',
    '1:11: the alias leads to what it stands in',
    '"*x]"',
    'a value with the anchor &x',
  ],
  ['a tag', 'a: !env HOME\n', '1:4: the tag is not known', '"!env HOME"', ''],
  ['a tag of a known kind', 'a: !!binary aGk=\n', '1:4: the tag is not known', '"!!binary aGk="', ''],
  ['a tag that does not fit', 'a: !!int x\n', '1:4: the tag is not known, or does not fit', '"!!int x"', ''],
  ['two tags', 'a: !x !y z\n', '1:7: there is more than one tag', '"!y z"', ''],
  ['a directive', '%FOO 1\n---\na: 1\n', '1:1: the directive is not known', '"%FOO 1"', ''],
  [
    'another version',
    '%YAML 1.1\n---\na: yes\n',
    '1:1: the version of YAML is another',
    '"%YAML 1.1"',
    'YAML 1.2',
  ],
  ['a second document', 'a: 1\n---\nb: 1\n', '2:1: there is more than one document', '"---"', ''],
  ['a key that stands twice', 'a: 1\n"a": 2\n', '2:1: the key stands twice', '"\\"a\\": 2"', ''],
  ['a key that is a list', '? [a]\n: b\n', '1:3: the key is no text', '"[a]"', ''],
  ['a key that is an alias', '&a a: 1\n*a : 2\n', '2:1: the key is no text', '"*a : 2"', ''],
  ['a key over two lines', '"a\n b": 1\n', '1:1: a key cannot go over several lines', '"\\"a"', ''],
  ['a key without end', `${'x'.repeat(1100)}: 1\n`, '1:1: the key is too long', '', ''],
  ['two anchors', 'a: &x &y 1\n', '1:7: there is more than one anchor', '"&y 1"', ''],
  ['an alias with an anchor', 'a: &x 1\nb: &y *x\n', '2:7: an alias can have no anchor', '"*x"', ''],
  ['an alias without a name', 'a: * b\n', '1:4: the name of an anchor or alias is missing', '"* b"', ''],
  ['a tab', 'a:\n\t- b\n', '2:1: a tab cannot indent', '"\\t- b"', ''],
  ['an open bracket', 'a: [1, 2', ':1:9: a bracket is not closed', 'the end of the file', ''],
  ['an open quote', 'a: "x', ':1:6: a quote, bracket, comma or colon is missing', 'the end of the file', ''],
  ['an escape', 'a: "\\q"', ':1:5: there is no such escape', '"\\\\q\\""', ''],
  ['a reserved sign', 'a: @x', ':1:4: text that begins like this needs quotes', '"@x"', ''],
  [
    'a mapping in the line of a key',
    'a: b: c',
    ':1:4: a mapping or list needs a line of its own',
    '"b: c"',
    '',
  ],
  ['a list after a list', '- a\nb: 1\n', ':2:1: nothing can stand here', '"b: 1"', ''],
  [
    'a list with lines in brackets',
    'a: [\n  - b\n ]\n',
    ':2:3: an indented list or mapping cannot',
    '"- b"',
    '',
  ],
];

describe('a YAML text', () => {
  it.each([
    ['lists without brackets', '- '.repeat(20_000)],
    ['brackets', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['mappings', '? '.repeat(20_000)],
    ['indentation', Array.from({ length: 400 }, (_, k) => `${' '.repeat(k)}a:`).join('\n')],
  ])('that goes down without end is refused: %s', (_what, text) => {
    expect(trouble(text)).toMatch(/^a\.yaml.*: too many lists and mappings stand in each other\n/);
  });

  it('that goes down as far as it may is read', () => {
    const deep = '['.repeat(200) + ']'.repeat(200);
    const indented = Array.from({ length: 200 }, (_, k) => `${' '.repeat(k)}a:`).join('\n');
    expect(() => new YamlText(`a: ${deep}\nb: ${deep}\nc: "${'- '.repeat(150)}"`, 'a.yaml')).not.toThrow();
    expect(() => new YamlText(indented, 'a.yaml')).not.toThrow();
    expect(() => new YamlText('- '.repeat(200), 'a.yaml')).not.toThrow();
  });

  it('is plain data, with anchors and aliases of it', () => {
    const text = 'a: &one { b: [1, 0x10, -2.5, yes, null, ~, "3"] }\nc: *one\n"d e": !!str 7\n';
    const inner = { b: [1, 16, -2.5, 'yes', null, null, '3'] };
    expect(new YamlText(text, 'a.yaml').values()).toEqual({ a: inner, c: inner, 'd e': '7' });
    expect(new YamlText('1: x\nnull: y', 'a.yaml').values()).toEqual({ 1: 'x', null: 'y' });
    expect(new YamlText('', 'a.yaml').values()).toBeNull();
  });

  it.each(refused)('is refused with %s', (_, text, message, found, expected) => {
    const told = trouble(text);
    expect(told.replace(/^a\.yaml/, '')).toContain(message);
    expect(told).toContain(`  found     ${found}`);
    expect(told).toContain(`  expected  ${expected === '' ? 'well-formed YAML' : expected}`);
  });

  it('is refused where brackets or aliases are more than can be held', () => {
    expect(trouble(`a: ${'['.repeat(20_000)}`)).toMatch(/^a\.yaml:1: /);
    const grown = Array.from({ length: 12 }, (_, i) =>
      i === 0 ? 'a0: &a0 [x, x]' : `a${i}: &a${i} [*a${i - 1}, *a${i - 1}, *a${i - 1}]`,
    );
    expect(trouble(grown.join('\n'))).toMatch(
      /^a\.yaml:12:24: aliases multiply beyond measure\n {2}found {5}"\*a10\]"/,
    );
  });

  it('is never told of in the words of the reader of YAML', () => {
    const texts = [
      '*',
      '&',
      '? ?',
      '[}',
      '{]',
      '- - -\n -',
      'a: |x',
      '!!',
      '%',
      '"',
      "'",
      '\t',
      '\0',
      '---\n...\n---',
      'a\n:b',
      '{a: b: c}',
    ];
    for (const text of texts)
      expect(trouble(text)).not.toMatch(/YAML\.|token|implicit|scalar|flow|node|parse/i);
  });
});
