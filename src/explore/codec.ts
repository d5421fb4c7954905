/**
 * Plain values as integers: equal JSON-like values (by content, whatever the order of their keys) get equal codes.
 *
 *     code   0 = no value   |   odd: a small integer >= 0, 2n + 1   |   even: id of an interned encoding, 2 (id + 1)
 *
 * An encoding is a sequence of words, the value in prefix order; the low two bits of a word say what it is:
 *
 *     0 atom: index into `atoms`     1 array: its length, the elements follow
 *     3 a small integer, signed      2 object: index into `shapes`, the values follow in the order of the sorted keys
 */
import { SeqInterner } from './intern.ts';

/** The code that stands for no value at all. */
export const absent = 0;

const atomKind = 0;
const arrayKind = 1;
const objectKind = 2;
const smallKind = 3;

/** A value that is no plain data: it would be equal to what it is not. */
export class NotPlain extends TypeError {}

type Atom = string | number | bigint | boolean | null | undefined;

export class ValueCodec {
  readonly #sequences = new SeqInterner();
  /** Decoded values by the id of their encoding, so that equal values are one object. */
  readonly #decoded: unknown[] = [];
  readonly #atomIds = new Map<Atom, number>();
  readonly #atoms: Atom[] = [];
  readonly #shapeIds = new Map<string, number>();
  /** Sorted keys of every shape of object met. */
  readonly #shapes: (readonly string[])[] = [];
  #words = new Int32Array(256);
  /** Words written, or read, so far. */
  #at = 0;

  /** The code of a value; equal values have equal codes. Throws NotPlain when the value is not plain data. */
  encode(value: unknown): number {
    if (typeof value === 'number' && value >= 0 && value < 2 ** 30 && (value | 0) === value)
      return 2 * value + 1;
    this.#at = 0;
    this.#write(value);
    return 2 * (this.#sequences.intern(this.#words, this.#at) + 1);
  }

  /** The value of a code, not to be written to. ABSENT has none. */
  decode(code: number): unknown {
    if (code & 1) return code >>> 1;
    const id = (code >>> 1) - 1;
    if (!(id in this.#decoded)) {
      this.#at = 0;
      this.#decoded[id] = this.#read(this.#sequences.get(id));
    }
    return this.#decoded[id];
  }

  #write(value: unknown): void {
    if (typeof value === 'number' && value >= -(2 ** 29) && value < 2 ** 29 && (value | 0) === value) {
      this.#push(smallKind, value);
    } else if (Array.isArray(value)) {
      this.#push(arrayKind, value.length);
      for (const element of value) this.#write(element);
    } else if (isPlainObject(value)) {
      const shape = this.#shapeOf(value);
      this.#push(objectKind, shape);
      for (const key of this.#shapes[shape]) this.#write(value[key]);
    } else {
      this.#push(atomKind, this.#atomId(value));
    }
  }

  #read(words: Int32Array): unknown {
    const word = words[this.#at++];
    const index = word >> 2;
    switch (word & 3) {
      case atomKind:
        return this.#atoms[index];
      case smallKind:
        return index;
      case arrayKind:
        return Array.from({ length: index }, () => this.#read(words));
      default: {
        const object: Record<string, unknown> = {};
        for (const key of this.#shapes[index]) object[key] = this.#read(words);
        return object;
      }
    }
  }

  #push(kind: number, index: number): void {
    if (this.#at === this.#words.length) {
      const wider = new Int32Array(2 * this.#words.length);
      wider.set(this.#words);
      this.#words = wider;
    }
    this.#words[this.#at++] = (index << 2) | kind;
  }

  #atomId(value: unknown): number {
    if (!isAtom(value)) throw new NotPlain(`a state must be plain data, found a ${nameOf(value)}`);
    let id = this.#atomIds.get(value);
    if (id === undefined) {
      id = this.#atoms.push(value) - 1;
      this.#atomIds.set(value, id);
    }
    return id;
  }

  #shapeOf(object: object): number {
    const keys = Object.keys(object).sort();
    const name = JSON.stringify(keys);
    let id = this.#shapeIds.get(name);
    if (id === undefined) {
      id = this.#shapes.push(keys) - 1;
      this.#shapeIds.set(name, id);
    }
    return id;
  }
}

/** True for an object literal (or one without a prototype): neither an array nor an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isAtom(value: unknown): value is Atom {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}
