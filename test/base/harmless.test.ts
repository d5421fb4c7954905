/** Strings of others in text that people and machines read: nothing of them but what can be seen. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { harmless, harmlessLines, harmlessly, shellWord } from '../../src/base/harmless.ts';

describe('a string of others', () => {
  it.each([
    ['line\nfeed', 'line\\nfeed'],
    ['\r\t', '\\r\\t'],
    ['\x1b[31mred\x07', '\\u001b[31mred\\u0007'],
    ['\x9b31m', '\\u009b31m'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['a\u2028b', 'a\\u2028b'],
    ['\u{e0001}', '\\udb40\\udc01'],
    ['half \ud83d', 'half \\ud83d'],
    ['\ufffe\uffff', '\\ufffe\\uffff'],
  ])('shows what is not for reading: %j', (text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  it.each([
    ['::error::x', '\\u003a:error::x'],
    ['  ::stop-commands::x', '  \\u003a:stop-commands::x'],
    ['see ##[error] and ##vso[task]', 'see \\u0023#[error] and \\u0023#vso[task]'],
    ['###[x', '#\\u0023#[x'],
  ])('is no command to a runner of CI: %j', (text, shown) => {
    expect(harmless(text)).toBe(shown);
  });

  it.each(['', 'n1 leads term 2', 'C++ std::vector', '## heading', 'größer, 日本, 👍, ①', 'a: b'])(
    'stays as it is when it is harmless: %j',
    (text) => {
      expect(harmless(text)).toBe(text);
    },
  );

  it('is made harmless once and for all, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = harmless(text);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|^\s*::|##\w*\[/u);
        expect(harmless(shown)).toBe(shown);
        // Text that is JSON stays equal to itself.
        expect(JSON.parse(harmless(JSON.stringify(text)))).toBe(text);
      }),
    );
  });

  it('keeps its lines where it is a text of lines', () => {
    expect(harmlessLines('a\x00\n::b\nc')).toBe('a\\u0000\n\\u003a:b\nc');
  });
});

describe('a value of others', () => {
  it('is harmless in all its depth, names of fields as well', () => {
    const value = { 'k\n': ['v\n', { deep: '\x1b' }], n: 1, none: null, absent: undefined };
    expect(harmlessly(value)).toEqual({
      'k\\n': ['v\\n', { deep: '\\u001b' }],
      n: 1,
      none: null,
      absent: undefined,
    });
  });

  it('is the very value when nothing in it had to be shown', () => {
    const value = { list: ['a', { b: 'c' }], none: null };
    expect(harmlessly(value)).toBe(value);
  });
});

describe('a word of a command that is shown', () => {
  it.each([
    ['out/a-b.json', 'out/a-b.json'],
    ['out/a b.json', "'out/a b.json'"],
    ['out/$(touch x).json', "'out/$(touch x).json'"],
    ["out/it's;rm.json", "'out/it'\\''s;rm.json'"],
    ['', "''"],
  ])('is one word to a shell: %j', (word, shown) => {
    expect(shellWord(word)).toBe(shown);
  });
});
