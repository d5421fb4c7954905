/**
 * Plain values as integers: equal JSON-like values (by content, whatever the order of their keys) get equal codes.
 *
 *     code   0 = no value   |   odd: a small integer >= 0, 2n + 1   |   even: id of an interned encoding, 2 (id + 1)
 *
 * An encoding is a sequence of words, the value in prefix order; the low two bits of a word say what it is:
 *
 *     0 atom: index into `atoms`     1 array: its length, the elements follow
 *     3 a small integer, signed      2 object: index into `shapes`, the values follow in the order of the sorted keys
 *
 * An atom is entered as its kind and its text, a shape as the atoms of its keys: so whoever shares the ids (ids.ts) knows all
 * that a code stands for.
 */
import { IdTable, type Registrar } from './ids.ts';
import { IntPairMap } from './table.ts';

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
  readonly #sequences: IdTable;
  /** Decoded values by the id of their encoding, so that equal values are one object; and what copies are made of. */
  readonly #decoded: unknown[] = [];
  readonly #models: unknown[] = [];
  readonly #atomTable: IdTable;
  readonly #atomIds = new Map<Atom, number>();
  /** Codes of the values that most fields have. */
  readonly #codes = new Map<string | boolean, number>();
  readonly #atoms: Atom[] = [];
  readonly #shapeTable: IdTable;
  readonly #shapeIds = new Map<string, number>();
  /** Sorted keys of every shape of object met. */
  readonly #shapes: (readonly string[])[] = [];
  /** What becomes of an array when an element is replaced, by its code and by which; and which there are, by place and element. */
  readonly #replaced = new IntPairMap();
  readonly #replacements = new IntPairMap();
  #words = new Int32Array(256);
  /** Words written, or read, so far. */
  #at = 0;

  constructor(registrar: Registrar) {
    this.#atomTable = new IdTable(registrar, 0, (key) => this.#atoms.push(atomOf(key)));
    this.#shapeTable = new IdTable(registrar, 0, (key) =>
      this.#shapes.push([...key].map((atom) => String(this.#atoms[atom]))),
    );
    this.#sequences = new IdTable(registrar);
  }

  /** Values that have an encoding. */
  get size(): number {
    return this.#sequences.size;
  }

  /** Whether the code stands for something that is known by now. */
  knows(code: number): boolean {
    const id = (code >>> 1) - 1;
    if (code & 1 || code === absent) return true;
    if (id >= this.#sequences.size) return false;
    try {
      this.decode(code);
      return true;
    } catch {
      return false;
    }
  }

  /** The code of a value; equal values have equal codes. Throws NotPlain when the value is not plain data. */
  encode(value: unknown): number {
    if (typeof value === 'number' && value >= 0 && value < 2 ** 30 && (value | 0) === value)
      return 2 * value + 1;
    if (typeof value !== 'string' && typeof value !== 'boolean') return this.#encode(value);
    const known = this.#codes.get(value);
    if (known !== undefined) return known;
    const code = this.#encode(value);
    this.#codes.set(value, code);
    return code;
  }

  /**
   * The same, of a value that was made from `near`, whose code is `nearCode`: where one element of an array was replaced, what
   * that makes of the array is known from the last time, without a look at the others.
   */
  encodeBeside(value: unknown, near: unknown, nearCode: number): number {
    const place = replacedIn(value, near);
    if (place < 0) return this.encode(value);
    const element = this.encode((value as readonly unknown[])[place]);
    const replacement = this.#replacement(place, element);
    const known = this.#replaced.get(nearCode, replacement);
    if (known >= 0) return known;
    const code = this.encode(value);
    this.#replaced.set(nearCode, replacement, code);
    return code;
  }

  /** A number for the element that is put in this place. */
  #replacement(place: number, element: number): number {
    const known = this.#replacements.get(place, element);
    if (known >= 0) return known;
    const next = this.#replacements.size;
    this.#replacements.set(place, element, next);
    return next;
  }

  #encode(value: unknown): number {
    this.#at = 0;
    this.#write(value);
    return 2 * (this.#sequences.intern(this.#words, this.#at) + 1);
  }

  /** The value of a code, frozen with all that is in it. ABSENT has none. */
  decode(code: number): unknown {
    if (code & 1) return code >>> 1;
    const id = (code >>> 1) - 1;
    if (!(id in this.#decoded)) this.#decoded[id] = frozen(this.#fresh(id));
    return this.#decoded[id];
  }

  /** The value of a code, which may be written to: nobody else has it. */
  copy(code: number): unknown {
    if (code & 1) return code >>> 1;
    const id = (code >>> 1) - 1;
    // What is frozen is copied several times slower, by the engine as well.
    if (!(id in this.#models)) this.#models[id] = this.#fresh(id);
    return copied(this.#models[id]);
  }

  #fresh(id: number): unknown {
    this.#at = 0;
    return this.#read(this.#sequences.get(id).slice());
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
    return this.#atomIds.get(value as Atom) ?? this.#enterAtom(value);
  }

  #enterAtom(value: unknown): number {
    if (!isAtom(value)) throw new NotPlain(`a state must be plain data, found a ${nameOf(value)}`);
    if (typeof value === 'number' && !Number.isFinite(value))
      throw new NotPlain(`a state must be plain data, found ${value}`);
    const atom = value === 0 ? 0 : value;
    const key = keyOf(atom);
    const id = this.#atomTable.intern(key, key.length);
    this.#atomIds.set(atom, id);
    return id;
  }

  #shapeOf(object: object): number {
    const keys = Object.keys(object).sort();
    const name = JSON.stringify(keys);
    let id = this.#shapeIds.get(name);
    if (id === undefined) {
      const atoms = Int32Array.from(keys, (key) => this.#atomId(key));
      id = this.#shapeTable.intern(atoms, atoms.length);
      this.#shapeIds.set(name, id);
    }
    return id;
  }
}

/** Kinds of atoms, by their numbers. */
export const atomKinds = ['string', 'number', 'bigint', 'boolean', 'undefined', 'object'] as const;

/** The kind of an atom, then its text sign by sign. */
function keyOf(atom: Atom): Int32Array {
  const text = String(atom);
  const kind = atomKinds.indexOf(typeof atom as (typeof atomKinds)[number]);
  return Int32Array.from({ length: text.length + 1 }, (_, k) => (k === 0 ? kind : text.charCodeAt(k - 1)));
}

function atomOf(key: Int32Array): Atom {
  let text = '';
  for (let k = 1; k < key.length; k++) text += String.fromCharCode(key[k]);
  return atomOfKind(key[0], text);
}

/** The atom of a kind whose text, as String gives it, this is. Throws a RangeError for a kind that there is not. */
export function atomOfKind(kind: number, text: string): Atom {
  switch (atomKinds[kind]) {
    case 'string':
      return text;
    case 'number':
      return Number(text);
    case 'bigint':
      return BigInt(text);
    case 'boolean':
      return text === 'true';
    case 'undefined':
      return undefined;
    case 'object':
      return null;
    default:
      throw new RangeError('a value of a type that there is not');
  }
}

/** True for an object literal (or one without a prototype): neither an array nor an instance of a class. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Where an array has another element than the other; -1: it is no such array, or has more than one. */
function replacedIn(value: unknown, near: unknown): number {
  if (!Array.isArray(value) || !Array.isArray(near) || value.length !== near.length) return -1;
  let place = -1;
  for (let i = 0; i < value.length; i++) {
    if (value[i] === near[i]) continue;
    if (place >= 0) return -1;
    place = i;
  }
  return place;
}

/** Whether two values have one code; `plain` is plain data. */
export function isSame(value: unknown, plain: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === plain;
  if (typeof plain !== 'object' || plain === null) return false;
  if (Array.isArray(value) || Array.isArray(plain)) {
    return (
      Array.isArray(value) &&
      Array.isArray(plain) &&
      value.length === plain.length &&
      value.every((element, i) => isSame(element, plain[i]))
    );
  }
  if (!isPlainObject(value)) return false;
  const keys = Object.keys(value);
  return (
    keys.length === Object.keys(plain).length &&
    keys.every((key) => Object.hasOwn(plain, key) && isSame(value[key], Reflect.get(plain, key)))
  );
}

/** The value itself, frozen with all that is in it. */
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) frozen(part);
  return Object.freeze(value);
}

function copied(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const copy: unknown[] = [...value];
    for (let i = 0; i < copy.length; i++) if (typeof copy[i] === 'object') copy[i] = copied(copy[i]);
    return copy;
  }
  const copy: Record<string, unknown> = { ...value };
  for (const key in copy) if (typeof copy[key] === 'object') copy[key] = copied(copy[key]);
  return copy;
}

function isAtom(value: unknown): value is Atom {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? value.constructor.name : typeof value;
}
