/**
 * What a core has answered, by content and by no id of any run: so that it can lie on disk between runs, and what several threads have
 * been told is put together in any order.
 *
 *     thing    a text, a state or a message, by a number of the table's: [ kind | bytes that tell it | a note about it ]
 *     row      what was asked, and what was answered, both as things
 *
 *     form     [ things | words of rows | bytes of things ]   [ where each thing's bytes end, and where its note does ]
 *              [ rows: how many things are asked, how many answered, which ]   [ bytes ]
 *
 * Bytes and notes of a form stay in it until somebody looks at them.
 */
import { ByteWriter } from '../../arrays/bytes.ts';
import { GrowingInts } from '../../arrays/growing.ts';
import { packBytes, SeqInterner } from '../../explore/intern.ts';

/** What the bytes of a thing begin with. */
export const kinds = { text: 0, state: 1, message: 2 } as const;

const headWords = 3;
/** Bytes from which on a table takes nothing more. */
const most = 64 * 2 ** 20;
/** The row of a thing that no row has led to. */
const none = -1;

export class AnswerTable {
  /** By 2 * thing: where its bytes end; after it, where its note ends. */
  readonly #ends = new GrowingInts();
  /** By thing. */
  readonly #kinds: number[] = [];
  /** Bytes of the things of the form, and of those that have come since. */
  readonly #before: Buffer;
  readonly #since = new ByteWriter();
  readonly #texts = new Map<string, number>();
  /** Things by their bytes; null while nobody has asked for one. */
  #numbers: SeqInterner | null = null;
  readonly #asked = new SeqInterner();
  /** By row: where it begins in `#rows`. */
  readonly #starts = new GrowingInts();
  readonly #rows = new GrowingInts();
  /** By thing: the first row that has led to it from texts and from what earlier rows have led to. */
  readonly #origins = new GrowingInts(none);
  readonly #key = { words: new Int32Array(256) };
  /** What of the table is of the form. */
  readonly #first: { readonly things: number; readonly rows: number };

  private constructor({ ends, rows, bytes }: Form) {
    this.#before = bytes;
    for (const end of ends) this.#ends.push(end);
    for (let thing = 0; thing < this.things; thing++) {
      this.#kinds.push(bytes[thing === 0 ? 0 : ends[2 * thing - 1]]);
      if (this.kind(thing) === kinds.text) this.#texts.set(this.textOf(thing), thing);
    }
    for (let at = 0; at < rows.length; at += 2 + rows[at] + rows[at + 1]) {
      const answerAt = at + 2 + rows[at];
      this.add(rows.subarray(at + 2, answerAt), rows.subarray(answerAt, answerAt + rows[at + 1]));
    }
    this.#first = { things: this.things, rows: this.rows };
  }

  static empty(): AnswerTable {
    return new AnswerTable({ ends: new Int32Array(0), rows: new Int32Array(0), bytes: Buffer.alloc(0) });
  }

  /** From its form, which lies at a multiple of 4 and has to stay as it is; null: it is no form of a table. */
  static of(form: Uint8Array): AnswerTable | null {
    const read = sectionsOf(form);
    if (read === null || !isSound(read)) return null;
    const table = new AnswerTable(read);
    for (let thing = 0; thing < table.things; thing++)
      if (table.kind(thing) !== kinds.text && table.originOf(thing) === none) return null;
    return table;
  }

  get things(): number {
    return this.#ends.length / 2;
  }

  get rows(): number {
    return this.#starts.length;
  }

  /** Rows that have come since the form. */
  get news(): number {
    return this.rows - this.#first.rows;
  }

  get isFull(): boolean {
    return this.#length + 4 * (this.#rows.length + this.#ends.length) > most;
  }

  get #length(): number {
    return this.#before.length + this.#since.length;
  }

  kind(thing: number): number {
    return this.#kinds[thing];
  }

  /** Its kind, and what tells it from others of its kind: a view. */
  bytesOf(thing: number): Buffer {
    const { data } = this.#ends;
    return this.#part(thing === 0 ? 0 : data[2 * thing - 1], data[2 * thing]);
  }

  textOf(thing: number): string {
    return this.bytesOf(thing).toString('utf8', 1);
  }

  noteOf(thing: number): string {
    const { data } = this.#ends;
    return this.#part(data[2 * thing], data[2 * thing + 1]).toString();
  }

  /** The row whose answer the thing was first. */
  originOf(thing: number): number {
    return this.#origins.get(thing);
  }

  text(text: string): number {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    const thing = this.thing(Buffer.from(`${String.fromCharCode(kinds.text)}${text}`), () => '');
    this.#texts.set(text, thing);
    return thing;
  }

  /** The thing of these bytes, of which the first is its kind. `note`: of one that is new. */
  thing(bytes: Uint8Array, note: () => string): number {
    this.#numbers ??= this.#numbered();
    const length = packBytes(bytes, bytes.length, this.#key);
    const known = this.#numbers.find(this.#key.words, length);
    if (known >= 0) return known;
    const thing = this.#numbers.intern(this.#key.words, length);
    this.#kinds.push(bytes[0]);
    for (const part of [bytes, Buffer.from(note())]) {
      this.#since.raw(part);
      this.#ends.push(this.#length);
    }
    return thing;
  }

  /** The row in which this was asked, or -1. */
  find(asked: Int32Array): number {
    return this.#asked.find(asked, asked.length);
  }

  /** Whether it is a row of the form; -1 is none. */
  hadAtFirst(row: number): boolean {
    return row >= 0 && row < this.#first.rows;
  }

  askedIn(row: number): Int32Array {
    const { data } = this.#rows;
    const at = this.#starts.data[row];
    return data.subarray(at + 2, at + 2 + data[at]);
  }

  answerIn(row: number): Int32Array {
    const { data } = this.#rows;
    const at = this.#starts.data[row];
    const from = at + 2 + data[at];
    return data.subarray(from, from + data[at + 1]);
  }

  /** A row more: it was asked in none before. */
  add(asked: Int32Array, answer: ArrayLike<number>): number {
    this.#asked.intern(asked, asked.length);
    const row = this.#starts.push(this.#rows.push(asked.length));
    this.#rows.push(answer.length);
    for (const thing of asked) this.#rows.push(thing);
    const follows = asked.every((thing) => this.#isGiven(thing));
    for (let k = 0; k < answer.length; k++) {
      this.#rows.push(answer[k]);
      if (follows && !this.#isGiven(answer[k])) this.#origins.set(answer[k], row);
    }
    return row;
  }

  /** The form of all of it, in pieces. */
  form(): readonly Uint8Array[] {
    return this.#formFrom({ things: 0, rows: 0 }, this.#before);
  }

  /** What has come since the form, for `take`. */
  newForm(): Uint8Array {
    return Buffer.concat(this.#formFrom(this.#first, Buffer.alloc(0)));
  }

  /** Takes in what is new in another table, which began with the same form. */
  take(form: Uint8Array): void {
    const read = sectionsOf(form);
    if (read === null) throw new RangeError('no form of a table');
    const other = new AnswerTable(read);
    const numbers = Array.from({ length: other.things }, (_, thing) =>
      thing < this.#first.things ? thing : this.thing(other.bytesOf(thing), () => other.noteOf(thing)),
    );
    for (let row = 0; row < other.rows; row++) {
      const asked = other.askedIn(row).map((thing) => numbers[thing]);
      if (this.find(asked) < 0)
        this.add(
          asked,
          other.answerIn(row).map((thing) => numbers[thing]),
        );
    }
  }

  /** The form of what comes after the first things and rows, of which only their number is in it. */
  #formFrom(
    { things, rows }: { readonly things: number; readonly rows: number },
    before: Buffer,
  ): Uint8Array[] {
    const skipped = this.#before.length - before.length;
    const since = this.#since.bytes();
    const ends = this.#ends.data
      .slice(0, 2 * this.things)
      .map((end, k) => (k < 2 * things ? 0 : end - skipped));
    const from = rows < this.rows ? this.#starts.data[rows] : this.#rows.length;
    const words = this.#rows.data.slice(from, this.#rows.length);
    const head = Int32Array.of(this.things, words.length, before.length + since.length);
    return [...[head, ends, words].map((part) => new Uint8Array(part.buffer)), before, since];
  }

  #isGiven(thing: number): boolean {
    return this.kind(thing) === kinds.text || this.originOf(thing) !== none;
  }

  #part(from: number, to: number): Buffer {
    const first = this.#before.length;
    if (from < first) return this.#before.subarray(from, to);
    const { buffer, byteOffset } = this.#since.bytes();
    return Buffer.from(buffer, byteOffset + from - first, to - from);
  }

  #numbered(): SeqInterner {
    const numbers = new SeqInterner();
    for (let thing = 0; thing < this.things; thing++) {
      const bytes = this.bytesOf(thing);
      numbers.intern(this.#key.words, packBytes(bytes, bytes.length, this.#key));
    }
    return numbers;
  }
}

interface Form {
  readonly ends: Int32Array;
  readonly rows: Int32Array;
  readonly bytes: Buffer;
}

function sectionsOf({ buffer, byteOffset, byteLength }: Uint8Array): Form | null {
  const words = new Int32Array(buffer, byteOffset, byteLength >>> 2);
  const [things, rowWords, length] = words;
  if (words.length < headWords || Math.min(things, rowWords, length) < 0) return null;
  const rowsAt = headWords + 2 * things;
  const bytesAt = rowsAt + rowWords;
  if (4 * bytesAt + length !== byteLength) return null;
  return {
    ends: words.subarray(headWords, rowsAt),
    rows: words.subarray(rowsAt, bytesAt),
    bytes: Buffer.from(buffer, byteOffset + 4 * bytesAt, length),
  };
}

/** Whether every place and every thing that it speaks of is there. */
function isSound({ ends, rows, bytes }: Form): boolean {
  let before = 0;
  for (let k = 0; k < ends.length; k++) {
    // A thing has its kind at least; a note may be empty.
    if (ends[k] < before + (k % 2 === 0 ? 1 : 0)) return false;
    before = ends[k];
  }
  if (before !== bytes.length) return false;
  let at = 0;
  while (at < rows.length) {
    const [asked, answered] = [rows[at], rows[at + 1]];
    const next = at + 2 + asked + answered;
    if (!(asked > 0 && answered >= 0 && next <= rows.length)) return false;
    for (let k = at + 2; k < next; k++) if (rows[k] < 0 || rows[k] >= ends.length / 2) return false;
    at = next;
  }
  return true;
}
