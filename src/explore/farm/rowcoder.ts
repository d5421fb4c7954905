/** States as rows, and rows as states: by the numbers of their parts. What an integer of a state is written as is remembered. */
import { ByteReader, ByteWriter } from '../../arrays/bytes.ts';
import { GrowingInts } from '../../arrays/growing.ts';
import type { News, Numbers } from './dictionary.ts';
import type { Portable } from './portable.ts';

/** Bytes that are remembered before all is forgotten. */
const mostRemembered = 1 << 28;

export class RowCoder {
  readonly #portable: Portable;
  readonly #numbers: Numbers;
  readonly #tables: Int32Array;
  /** By table and integer: one above the place of its bytes, [ length, two bytes | bytes ]; 0: it has not been written. */
  readonly #places: GrowingInts[] = [];
  /** By table and integer: the round in which its parts were told of last. */
  readonly #told: GrowingInts[] = [];
  #pieces: Uint8Array = new Uint8Array(1 << 16);
  #filled = 1;
  #round = 0;
  readonly #words: number[] = [];
  readonly #scratch = new ByteWriter();
  readonly #row = new ByteWriter();

  constructor(portable: Portable, numbers: Numbers, width: number) {
    this.#portable = portable;
    this.#numbers = numbers;
    this.#tables = Int32Array.from({ length: width }, (_, column) => portable.tableOf(column));
    for (const table of this.#tables) {
      this.#places[table] ??= new GrowingInts();
      this.#told[table] ??= new GrowingInts();
    }
  }

  /** From now on others are told of parts. */
  beginRound(): void {
    this.#round++;
  }

  /** Tells of the parts of a state that have no number yet. */
  tell(state: Int32Array, news: News): void {
    for (let column = 0; column < state.length; column++) {
      const [table, value] = [this.#tables[column], state[column]];
      if (this.#places[table].get(value) > 0 || this.#told[table].get(value) === this.#round) continue;
      this.#portable.parts(column, value, news.tell);
      this.#told[table].set(value, this.#round);
    }
  }

  /** The row of a state, all parts of which have numbers: a view, valid until the next one. */
  write(state: Int32Array): Uint8Array {
    this.#row.reset();
    for (let column = 0; column < state.length; column++) {
      const known = this.#places[this.#tables[column]].get(state[column]);
      const at = known > 0 ? known : this.#learn(column, state[column]);
      const first = at + 2;
      this.#row.part(this.#pieces, first, first + this.#pieces[at] + 256 * this.#pieces[at + 1]);
    }
    return this.#row.bytes();
  }

  /** Writes the state of a row to `out`. Throws a RangeError where it is none, and whatever the system's tables throw. */
  read(bytes: Uint8Array, start: number, end: number, out: Int32Array, at: number): void {
    const reader = new ByteReader(bytes, start);
    const words = { next: () => reader.uint() };
    for (let column = 0; column < this.#tables.length; column++)
      out[at + column] = this.#portable.read(column, words, this.#numbers.idOf);
    if (reader.at !== end) throw new RangeError('a row is no state');
  }

  /** Writes down what an integer is; returns its place. */
  #learn(column: number, value: number): number {
    this.#words.length = 0;
    this.#portable.write(column, value, this.#numbers.numberOf, this.#words);
    this.#scratch.reset();
    for (const word of this.#words) this.#scratch.uint(word);
    const { length } = this.#scratch;
    if (length > 0xffff) throw new RangeError('more messages wait at a node than a row has room for');
    if (this.#filled + length + 2 > mostRemembered) this.#forget();
    while (this.#filled + length + 2 > this.#pieces.length) {
      const longer = new Uint8Array(2 * this.#pieces.length);
      longer.set(this.#pieces);
      this.#pieces = longer;
    }
    const at = this.#filled;
    this.#pieces[at] = length & 0xff;
    this.#pieces[at + 1] = length >>> 8;
    this.#pieces.set(this.#scratch.bytes(), at + 2);
    this.#filled += length + 2;
    this.#places[this.#tables[column]].set(value, at);
    return at;
  }

  #forget(): void {
    for (const places of this.#places) places.data.fill(0);
    this.#filled = 1;
  }
}
