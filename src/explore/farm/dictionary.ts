/**
 * Numbers of parts (portable.ts) that all processes agree on. One process, the head, has the dictionary: which number each part has,
 * dense for each kind. The others tell it, once a level, of parts that have none yet, and hear what is new of all. Parts are compared
 * by their keys, never by a hash alone: two that differ never have one number.
 *
 *     entry    [ kind | refs | (kind, code) ... | plain integers | ... | length of the key | key ]
 *     code     2 n: the part with the number n; 2 k + 1: the k-th entry of the same list
 */
import { ByteReader, ByteWriter } from '../../arrays/bytes.ts';
import { GrowingInts } from '../../arrays/growing.ts';
import { packBytes, SeqInterner } from '../intern.ts';
import type { Entry, Portable, Ref } from './portable.ts';

const unknown = -1;

function writeEntry(out: ByteWriter, { kind, key, refs, plain }: Entry, codes: readonly number[]): void {
  out.uint(kind);
  out.uint(refs.length);
  refs.forEach((ref, k) => {
    out.uint(ref.kind);
    out.uint(codes[k]);
  });
  out.uint(plain.length);
  for (const value of plain) out.uint(value);
  out.uint(key.length);
  out.raw(key);
}

/** The ids of `refs` are codes. Throws a RangeError for what is no entry of so many kinds. */
function readEntry(reader: ByteReader, kinds: number): Entry {
  const kindOf = (): number => {
    const kind = reader.uint();
    if (kind >= kinds) throw new RangeError('a part of a kind that there is not');
    return kind;
  };
  const listOf = <Item>(read: () => Item): Item[] => {
    const count = reader.uint();
    if (count > reader.bytes.length - reader.at) throw new RangeError('a list is longer than what it is in');
    return Array.from({ length: count }, read);
  };
  const kind = kindOf();
  const refs = listOf((): Ref => ({ kind: kindOf(), id: reader.uint() }));
  const plain = listOf(() => reader.uint());
  return { kind, refs, plain, key: reader.raw(reader.uint()) };
}

/** The head's. */
export class Dictionary {
  readonly #kinds: number;
  /** By kind: keys, whose ids are the numbers. */
  readonly #keys: readonly SeqInterner[];
  readonly #scratch = { words: new Int32Array(256) };
  readonly #added = new ByteWriter();

  constructor(kinds: number) {
    this.#kinds = kinds;
    this.#keys = Array.from({ length: kinds }, () => new SeqInterner());
  }

  /** How many parts have numbers. */
  get size(): number {
    return this.#keys.reduce((sum, keys) => sum + keys.size, 0);
  }

  /** Gives numbers to those of a list that have none; returns the numbers of all, in their order. Throws a RangeError. */
  number(news: Uint8Array): Uint32Array {
    const reader = new ByteReader(news);
    const numbers: number[] = [];
    while (reader.more) {
      const entry = readEntry(reader, this.#kinds);
      const codes = entry.refs.map(({ kind, id: code }) => {
        const number = code % 2 === 0 ? code / 2 : numbers[(code - 1) / 2];
        if (!(number < this.#keys[kind].size))
          throw new RangeError('a part is made of one that nobody has told of');
        return 2 * number;
      });
      numbers.push(this.#numberOf(entry, codes));
    }
    return Uint32Array.from(numbers);
  }

  /** What has got a number since the last call, as a list in the order of the numbers. */
  takeAdded(): Uint8Array {
    const added = this.#added.bytes().slice();
    this.#added.reset();
    return added;
  }

  #numberOf(entry: Entry, codes: readonly number[]): number {
    const keys = this.#keys[entry.kind];
    const length = packBytes(entry.key, entry.key.length, this.#scratch);
    const known = keys.size;
    const number = keys.intern(this.#scratch.words, length);
    if (number === known) writeEntry(this.#added, entry, codes);
    return number;
  }
}

/** Which number each part has that this process has met, and the other way round. */
export class Numbers {
  readonly #portable: Portable;
  /** By kind and id: the number; by kind and number: the id. */
  readonly #numbers: readonly GrowingInts[];
  readonly #ids: readonly GrowingInts[];
  /** By kind: how many are known. */
  readonly #known: number[];

  constructor(portable: Portable) {
    this.#portable = portable;
    const tables = (): GrowingInts[] =>
      Array.from({ length: portable.kinds }, () => new GrowingInts(unknown));
    this.#numbers = tables();
    this.#ids = tables();
    this.#known = new Array<number>(portable.kinds).fill(0);
  }

  /** What the dictionary has added: all that it has, in the order of the numbers. Throws a RangeError. */
  learn(added: Uint8Array): void {
    const reader = new ByteReader(added);
    while (reader.more) {
      const entry = readEntry(reader, this.#portable.kinds);
      const refs = entry.refs.map(({ kind, id: code }) => ({ kind, id: this.idOf(kind, code / 2) }));
      const id = this.#portable.learn({ ...entry, refs });
      const number = this.#known[entry.kind]++;
      this.#numbers[entry.kind].set(id, number);
      this.#ids[entry.kind].set(number, id);
    }
  }

  /** The number of a part, or -1. */
  find(kind: number, id: number): number {
    return this.#numbers[kind].get(id);
  }

  /** Throws a RangeError where it has none. */
  readonly numberOf = (kind: number, id: number): number => {
    const number = this.find(kind, id);
    if (number < 0) throw new RangeError('a part has no number');
    return number;
  };

  /** The id of a number. Throws a RangeError where nobody has told of it. */
  readonly idOf = (kind: number, number: number): number => {
    const id = this.#ids[kind].get(number);
    if (id < 0) throw new RangeError('a number that no part has');
    return id;
  };
}

/** The parts that a process has met and that have no number yet, with all that they are made of. */
export class News {
  readonly #portable: Portable;
  readonly #numbers: Numbers;
  /** By kind and id: the place in the list. */
  readonly #places: readonly Map<number, number>[];
  readonly #out = new ByteWriter();
  #length = 0;

  constructor(portable: Portable, numbers: Numbers) {
    this.#portable = portable;
    this.#numbers = numbers;
    this.#places = Array.from({ length: portable.kinds }, () => new Map<number, number>());
  }

  /** Tells of a part; returns its code. What it is made of comes before it. */
  readonly tell = (kind: number, id: number): number => {
    const number = this.#numbers.find(kind, id);
    if (number >= 0) return 2 * number;
    const place = this.#places[kind].get(id);
    if (place !== undefined) return 2 * place + 1;
    const entry = this.#portable.entry(kind, id);
    const codes = entry.refs.map((ref) => this.tell(ref.kind, ref.id));
    writeEntry(this.#out, entry, codes);
    this.#places[kind].set(id, this.#length);
    return 2 * this.#length++ + 1;
  };

  /** The list. */
  encoded(): Uint8Array {
    return this.#out.bytes().slice();
  }
}
