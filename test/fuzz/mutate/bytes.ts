/** Edits of a file that know nothing of its structure: what happens to files on disks, in editors and in transit. */
import fc from 'fast-check';
import { garbageWord } from './garbage.ts';

/** Places are parts of 10,000 of the file's length. */
const whole = 10_000;
const place = fc.nat({ max: whole });

export type BytesEdit =
  | { readonly op: 'truncate'; readonly at: number }
  | { readonly op: 'cut' | 'double'; readonly at: number; readonly length: number }
  | { readonly op: 'insert'; readonly at: number; readonly text: string }
  | { readonly op: 'flip'; readonly at: number; readonly bit: number }
  | { readonly op: 'lines'; readonly at: number; readonly other: number }
  | {
      readonly op: 'nest';
      readonly at: number;
      readonly depth: number;
      readonly pair: readonly [string, string];
    }
  | {
      readonly op: 'encode';
      readonly as: 'utf16' | 'latin1' | 'bom' | 'crlf' | 'tabs' | 'upper' | 'empty' | 'twice';
    };

const fragments = [
  '&a ',
  '*a',
  '*nobody',
  '&a [*a, *a]',
  '!!js/function x',
  '!!binary "=="',
  '? ',
  ': ',
  '<<: *a\n',
  '---\n',
  '...\n',
  '%TAG ! x\n',
  '\0',
  '\xff',
  'null',
  '1e400',
  '-',
  ',',
  ']',
  '}',
  '/*',
  '\u0085',
];
const pairs = [
  ['[', ']'],
  ['{"a":', '}'],
  ['- ', ''],
  ['(', ')'],
] as const;

export const bytesEdit: fc.Arbitrary<BytesEdit> = fc.oneof(
  fc.record({ op: fc.constant('truncate'), at: place }),
  fc.record({ op: fc.constantFrom('cut', 'double'), at: place, length: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    op: fc.constant('insert'),
    at: place,
    text: fc.oneof(fc.constantFrom(...fragments), garbageWord),
  }),
  fc.record({ op: fc.constant('flip'), at: place, bit: fc.nat({ max: 7 }) }),
  fc.record({ op: fc.constant('lines'), at: place, other: place }),
  fc.record({
    op: fc.constant('nest'),
    at: place,
    depth: fc.constantFrom(2, 50, 5000),
    pair: fc.constantFrom(...pairs),
  }),
  fc.record({
    op: fc.constant('encode'),
    as: fc.constantFrom('utf16', 'latin1', 'bom', 'crlf', 'tabs', 'upper', 'empty', 'twice'),
  }),
);

export const bytesEdits: fc.Arbitrary<readonly BytesEdit[]> = fc.array(bytesEdit, {
  minLength: 1,
  maxLength: 3,
});

/** The bytes with the edits made. */
export function editBytes(bytes: Buffer, edits: readonly BytesEdit[]): Buffer {
  return edits.reduce(apply, bytes);
}

function apply(bytes: Buffer, edit: BytesEdit): Buffer {
  const offset = (at: number): number => Math.floor((at / whole) * bytes.length);
  const splice = (at: number, removed: number, put: Buffer): Buffer =>
    Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + removed)]);
  switch (edit.op) {
    case 'truncate':
      return bytes.subarray(0, offset(edit.at));
    case 'cut':
      return splice(offset(edit.at), edit.length, Buffer.alloc(0));
    case 'double': {
      const at = offset(edit.at);
      return splice(at, 0, bytes.subarray(at, at + edit.length));
    }
    case 'insert':
      return splice(offset(edit.at), 0, Buffer.from(edit.text));
    case 'flip': {
      const at = Math.min(offset(edit.at), bytes.length - 1);
      return at < 0 ? bytes : splice(at, 1, Buffer.of(bytes[at] ^ (1 << edit.bit)));
    }
    case 'lines': {
      const lines = bytes.toString('latin1').split('\n');
      const [a, b] = [edit.at, edit.other].map((at) => Math.floor((at / whole) * (lines.length - 1)));
      [lines[a], lines[b]] = [lines[b], lines[a]];
      return Buffer.from(lines.join('\n'), 'latin1');
    }
    case 'nest': {
      const [open, close] = edit.pair;
      const at = offset(edit.at);
      return splice(at, 0, Buffer.from(open.repeat(edit.depth) + close.repeat(edit.depth)));
    }
    case 'encode':
      return encode(bytes, edit.as);
  }
}

type Encoding = Extract<BytesEdit, { op: 'encode' }>['as'];

function encode(bytes: Buffer, as: Encoding): Buffer {
  const text = bytes.toString('utf8');
  switch (as) {
    case 'utf16':
      return Buffer.from(`\ufeff${text}`, 'utf16le');
    case 'latin1':
      return Buffer.from(`é${text}`, 'latin1');
    case 'bom':
      return Buffer.from(`\ufeff${text}`);
    case 'crlf':
      return Buffer.from(text.replaceAll('\n', '\r\n'));
    case 'tabs':
      return Buffer.from(text.replaceAll('  ', '\t'));
    case 'upper':
      return Buffer.from(text.toUpperCase());
    case 'empty':
      return Buffer.alloc(0);
    case 'twice':
      return Buffer.concat([bytes, bytes]);
  }
}
