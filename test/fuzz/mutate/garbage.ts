/** What files and command lines are filled with: harmless, and of every sort that has ever been taken for something else. */
import fc from 'fast-check';

/** Words that mean something to JavaScript, YAML, a terminal, a CI log, Markdown, XML or a shell. */
const words: readonly string[] = [
  '',
  ' ',
  '\t',
  'none',
  'null',
  'true',
  'false',
  '~',
  '-',
  '--',
  '*',
  '&a',
  '*a',
  '!!binary x',
  '<<',
  '{',
  '[',
  '"',
  "'",
  '`',
  '\\',
  '#',
  '%YAML 9.9',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'length',
  'two\nlines',
  'one\r\ntwo',
  'x\nraftcheck: OK nothing broken',
  'x\n::error::from a file',
  '::warning file=x::y',
  'a%0Ab',
  'a|b',
  '<b>bold</b>',
  '</script>',
  ']]>',
  '&amp;',
  '$' + '{x}',
  '%s%d',
  '\u001b[31mred',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u0007',
  '\b',
  '\u007f',
  '\u2028',
  '\u202etxt',
  '\ufeff',
  '\ufffe',
  'é',
  '日本',
  '😀',
  '../outside',
  'precious.txt',
  'no/such/folder/file.json',
  '.',
  '..',
];

/** Numbers, as they are typed, that are too large, too small, or none. */
const figures: readonly string[] = [
  '0',
  '-0',
  '-1',
  '1.5',
  '2147483648',
  '-2147483649',
  '4294967296',
  '9007199254740993',
  '1e21',
  '1e400',
  '-1e400',
  '0x10',
  '0o7',
  '1_000',
  'NaN',
  '.inf',
  '٣',
];

const long = fc.constantFrom(300, 5000, 100_000).map((n) => 'long '.repeat(n / 5));

const character = fc.nat({ max: 0x10ffff }).map((code) => String.fromCodePoint(code));

/** A text; of those that no process can be given (a NUL, half a character) none. */
export const garbageWord: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom(...words), weight: 6 },
  { arbitrary: fc.constantFrom(...figures), weight: 3 },
  { arbitrary: fc.array(character, { maxLength: 12 }).map((all) => harmless(all.join(''))), weight: 2 },
  { arbitrary: long, weight: 1 },
);

/** Not a path that leads out of the sandbox, nothing a process cannot be given. */
function harmless(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cs}/\\]/gu, '_');
}

const numbers = [0, -0, -1, 1, 2, 3, 1.5, 255, 2 ** 31, -(2 ** 31), 2 ** 32, 2 ** 53, -(2 ** 53), 1e308];

/** A value of JSON, of any type. */
export const garbageValue: fc.Arbitrary<unknown> = fc.oneof(
  { arbitrary: fc.constantFrom(...numbers), weight: 4 },
  { arbitrary: garbageWord, weight: 4 },
  { arbitrary: fc.constantFrom<unknown>('\0', '\ud800', null, true, false, [], {}), weight: 4 },
  {
    arbitrary: fc.constantFrom<unknown>([null], [[]], [0, 0], { x: 1 }, { length: 3 }, { 0: 'a' }),
    weight: 2,
  },
);
