/** Edits of a file of arrays of 32-bit integers, which stays one: what a search would not have written, though nothing is cut off. */
import fc from 'fast-check';

/** Places are parts of 10,000 of an array's words; beyond that they are its first ones: most of a table is empty. */
const whole = 10_000;
const place = fc.oneof(fc.nat({ max: whole }), fc.integer({ min: whole + 1, max: whole + 300 }));

export type WordsEdit = { readonly array: number } & (
  | { readonly op: 'set' | 'add'; readonly at: number; readonly value: number }
  | { readonly op: 'copy'; readonly at: number; readonly from: number; readonly length: number }
  | { readonly op: 'fill'; readonly at: number; readonly length: number; readonly value: number }
  | { readonly op: 'cut' | 'double'; readonly at: number; readonly length: number }
);

const int32 = { min: -(2 ** 31), max: 2 ** 31 - 1 };
const value = fc.oneof(
  fc.constantFrom(0, 1, -1, 2, 63, 1000, 2 ** 22, 2 ** 30, int32.min, int32.max),
  fc.integer(int32),
);
const length = fc.integer({ min: 1, max: 300 });
const array = fc.oneof(fc.nat({ max: 7 }), fc.nat({ max: 99 }));

const wordsEdit: fc.Arbitrary<WordsEdit> = fc.oneof(
  { arbitrary: fc.record({ array, op: fc.constant('set'), at: place, value }), weight: 4 },
  {
    arbitrary: fc.record({
      array,
      op: fc.constant('add'),
      at: place,
      value: fc.integer({ min: -3, max: 3 }),
    }),
    weight: 4,
  },
  { arbitrary: fc.record({ array, op: fc.constant('copy'), at: place, from: place, length }), weight: 2 },
  { arbitrary: fc.record({ array, op: fc.constant('fill'), at: place, length, value }), weight: 1 },
  { arbitrary: fc.record({ array, op: fc.constantFrom('cut', 'double'), at: place, length }), weight: 1 },
);

export const wordsEdits: fc.Arbitrary<readonly WordsEdit[]> = fc.array(wordsEdit, {
  minLength: 1,
  maxLength: 3,
});

/** The words of a file, array by array. */
type Words = readonly Int32Array<ArrayBuffer>[];

export function wordsOf(bytes: Buffer, lengths: readonly number[]): Words {
  const { buffer } = Uint8Array.from(bytes);
  let at = 0;
  return lengths.map((length) => {
    at += 4 * length;
    return new Int32Array(buffer, at - 4 * length, length);
  });
}

/** The arrays with the edits made, in place where they keep their lengths. */
export function editWords(words: Words, edits: readonly WordsEdit[]): Words {
  return edits.reduce((before, edit) => {
    const chosen = edit.array % before.length;
    return before.map((array, k) => (k === chosen ? apply(array, edit) : array));
  }, words);
}

function apply(words: Int32Array<ArrayBuffer>, edit: WordsEdit): Int32Array<ArrayBuffer> {
  const at = offset(words, edit.at);
  switch (edit.op) {
    case 'set':
      return words.fill(edit.value, at, at + 1);
    case 'add':
      return words.fill((words[at] ?? 0) + edit.value, at, at + 1);
    case 'copy': {
      const from = offset(words, edit.from);
      return words.copyWithin(at, from, from + edit.length);
    }
    case 'fill':
      return words.fill(edit.value, at, at + edit.length);
    case 'cut':
      return joined(words.subarray(0, at), words.subarray(at + edit.length));
    case 'double':
      return joined(words.subarray(0, at + edit.length), words.subarray(at));
  }
}

function offset({ length }: Int32Array, place: number): number {
  return place > whole ? place - whole - 1 : Math.floor((place / whole) * length);
}

function joined(a: Int32Array, b: Int32Array): Int32Array<ArrayBuffer> {
  const all = new Int32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
