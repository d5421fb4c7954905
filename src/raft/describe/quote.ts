/**
 * Bytes as a quoted string, the way Go's %q verb prints them, because the library's transcripts show entry
 * data that way. Bytes are read as UTF-8; what is not UTF-8 or cannot be printed is escaped.
 * Bottom of the describing functions: imports nothing.
 */

const shortEscapes = new Map<number, string>([
  [0x07, '\\a'],
  [0x08, '\\b'],
  [0x09, '\\t'],
  [0x0a, '\\n'],
  [0x0b, '\\v'],
  [0x0c, '\\f'],
  [0x0d, '\\r'],
  [0x22, '\\"'],
  [0x5c, '\\\\'],
]);

/** Go's notion of "printable": letters, marks, numbers, punctuation, symbols and the ASCII space. */
const printable = /^[ \p{L}\p{M}\p{N}\p{P}\p{S}]$/u;

/** The smallest code point that needs `length` bytes: a shorter one written so long is not UTF-8. */
const smallestOfLength = [0, 0, 0x80, 0x800, 0x10000];

/** Go's %q of a byte string (one character, 0..255, a byte). */
export function quote(bytes: string): string {
  let text = '"';
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      text += `\\x${hex(bytes.charCodeAt(at), 2)}`;
      at += 1;
    } else {
      text += shown(codePoint(bytes, at, length));
      at += length;
    }
  }
  return `${text}"`;
}

/** How many bytes the UTF-8 sequence at `at` has; 0 when there is no valid one. */
function sequenceLength(bytes: string, at: number): number {
  const length = lengthFromLead(bytes.charCodeAt(at));
  if (length <= 1) {
    return length;
  }
  for (let i = at + 1; i < at + length; i++) {
    // Past the end charCodeAt is NaN, which the bit test turns into 0: not a continuation byte.
    if ((bytes.charCodeAt(i) & 0xc0) !== 0x80) {
      return 0;
    }
  }
  const point = codePoint(bytes, at, length);
  const surrogate = point >= 0xd800 && point <= 0xdfff;
  return point < smallestOfLength[length] || point > 0x10ffff || surrogate ? 0 : length;
}

function lengthFromLead(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc0) return 0;
  if (lead < 0xe0) return 2;
  if (lead < 0xf0) return 3;
  return lead < 0xf8 ? 4 : 0;
}

function codePoint(bytes: string, at: number, length: number): number {
  const lead = bytes.charCodeAt(at);
  let point = length === 1 ? lead : lead & (0xff >> (length + 1));
  for (let i = at + 1; i < at + length; i++) {
    point = (point << 6) | (bytes.charCodeAt(i) & 0x3f);
  }
  return point;
}

function shown(point: number): string {
  const short = shortEscapes.get(point);
  if (short !== undefined) return short;
  const character = String.fromCodePoint(point);
  if (printable.test(character)) return character;
  if (point < 0x20 || point === 0x7f) return `\\x${hex(point, 2)}`;
  return point < 0x10000 ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
