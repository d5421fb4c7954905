import { expect, test } from 'vitest';
import { quote } from '../../../src/raft/describe/quote.ts';

function utf8(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

// What Go's fmt.Sprintf("%q") gives for the same bytes.
test.each([
  ['nothing', '', '""'],
  ['plain text', 'prop_1 x', '"prop_1 x"'],
  ['quotes and backslashes', 'a"b\\c', '"a\\"b\\\\c"'],
  ['control characters with a letter', '\x07\b\f\n\r\t\v', '"\\a\\b\\f\\n\\r\\t\\v"'],
  ['control characters without one', '\x01\x7f', '"\\x01\\x7f"'],
  ['printable characters of two, three and four bytes', utf8('é€😀\ufffd'), '"é€😀\ufffd"'],
  ['spaces that are not the ASCII space', utf8('\u00a0\u200b'), '"\\u00a0\\u200b"'],
  ['unprintable characters beyond the basic plane', utf8('\u{e0001}'), '"\\U000e0001"'],
  ['bytes that begin no sequence', '\xffa', '"\\xffa"'],
  ['a sequence cut short', '\xe2\x82', '"\\xe2\\x82"'],
  ['a sequence longer than needed', '\xc0\x80', '"\\xc0\\x80"'],
  ['a surrogate', '\xed\xa0\x80', '"\\xed\\xa0\\x80"'],
  ['a code point beyond the last', '\xf4\x90\x80\x80', '"\\xf4\\x90\\x80\\x80"'],
])('quote shows %s as Go does', (_, bytes, expected) => {
  expect(quote(bytes)).toBe(expected);
});
