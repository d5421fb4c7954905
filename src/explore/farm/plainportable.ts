/**
 * States of a system of one's own for another process (portable.ts). Small integers are what they are; every other value of a field
 * is a part of its own, told of once, by its content.
 *
 *     value    array: [ 0 | length | elements ]    object: [ 1 | length | key, value ... ] by key    else: [ 2 + its type | text ]
 */
import { ByteReader, ByteWriter } from '../../arrays/bytes.ts';
import { absent, atomKinds, atomOfKind, isPlainObject, type ValueCodec } from '../codec.ts';
import type { Entry, Numbering, Portable, Words } from './portable.ts';

const array = 0;
const object = 1;
const others = 2;

/** A code of the codec names a part where it is even, and some value. */
const idOfCode = (code: number): number => (code >>> 1) - 1;
const codeOfId = (id: number): number => 2 * (id + 1);
const isPart = (code: number): boolean => code % 2 === 0 && code !== absent;

export class PlainPortable implements Portable {
  readonly kinds = 1;
  readonly #codec: ValueCodec;

  constructor(codec: ValueCodec) {
    this.#codec = codec;
  }

  tableOf(): number {
    return 0;
  }

  parts(_: number, code: number, tell: (kind: number, id: number) => void): void {
    if (isPart(code)) tell(0, idOfCode(code));
  }

  write(_: number, code: number, numberOf: Numbering, out: number[]): void {
    out.push(isPart(code) ? codeOfId(numberOf(0, idOfCode(code))) : code);
  }

  read(_: number, words: Words, idOf: Numbering): number {
    const code = words.next();
    return isPart(code) ? codeOfId(idOf(0, idOfCode(code))) : code;
  }

  entry(kind: number, id: number): Entry {
    const out = new ByteWriter();
    writeValue(this.#codec.decode(codeOfId(id)), out);
    return { kind, key: out.bytes().slice(), refs: [], plain: [] };
  }

  learn({ key }: Entry): number {
    const code = this.#codec.encode(readValue(new ByteReader(key)));
    if (!isPart(code)) throw new RangeError('a value that is no part is told of as one');
    return idOfCode(code);
  }
}

function writeValue(value: unknown, out: ByteWriter): void {
  if (Array.isArray(value)) {
    out.uint(array);
    out.uint(value.length);
    for (const element of value) writeValue(element, out);
  } else if (isPlainObject(value)) {
    const keys = Object.keys(value).sort();
    out.uint(object);
    out.uint(keys.length);
    for (const key of keys) {
      out.string(key);
      writeValue(value[key], out);
    }
  } else {
    out.uint(others + atomKinds.indexOf(typeof value as (typeof atomKinds)[number]));
    out.string(String(value));
  }
}

/** Throws a RangeError. */
function readValue(reader: ByteReader): unknown {
  const kind = reader.uint();
  if (kind === array) return listOf(reader, () => readValue(reader));
  if (kind === object)
    return Object.fromEntries(listOf(reader, () => [readText(reader), readValue(reader)] as const));
  return atomOfKind(kind - others, readText(reader));
}

function listOf<Item>(reader: ByteReader, read: () => Item): Item[] {
  const length = reader.uint();
  if (length > reader.bytes.length - reader.at) throw new RangeError('a list is longer than what it is in');
  return Array.from({ length }, read);
}

function readText(reader: ByteReader): string {
  return String.fromCharCode(...listOf(reader, () => reader.uint()));
}
