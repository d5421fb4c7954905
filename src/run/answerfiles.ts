/**
 * What cores have answered, on disk between runs: in `cache` of the folder for whatever is written, a file for each core and model. Of
 * the file of another core, model or raftcheck nothing is read, nor of one that is damaged: then all is asked, and the file made anew.
 *
 *     file     [ mark | bytes of the key | bytes of the form | checksum of all that follows: 8 ]   [ key ]   [ form (cluster/answers/table.ts) ]
 *
 * Files are written whole, by the thread that runs the search, when it has ended. Two processes that write one at once leave one of both.
 */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { leadsInto } from '../base/inside.ts';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem, markUsed, remove, writeWhole } from '../base/write.ts';
import { AnswerTable } from '../cluster/answers/table.ts';
import type { Model } from '../cluster/model.ts';
import type { Hasher } from '../spec/hasher.ts';
import type { OtherCore } from '../spec/othercore.ts';
import { coreKey } from './corekey.ts';

/** Bytes of all files together; beyond it the oldest go. */
const mostBytes = 256 * 2 ** 20;
/** "RCA1": another form of the file has another number. */
const mark = 0x52434131;
const headBytes = 20;
const ending = '.answers';

/** What another thread has a table of answers from: the form that was on disk, if there was one. */
export interface GivenAnswers {
  readonly form: SharedArrayBuffer | null;
}

export function givenTable({ form }: GivenAnswers): AnswerTable {
  return (form === null ? null : AnswerTable.of(new Uint8Array(form))) ?? AnswerTable.empty();
}

export interface AnswerFilesOptions {
  /** For whatever is written: they are in `cache` of it. */
  readonly out: string;
  readonly core: OtherCore | null;
  readonly hasher: Hasher;
  /** Bytes that all files together may take. */
  readonly most?: number;
  /** Is told what the user should know. */
  remark(text: string): void;
}

export class AnswerFiles implements GivenAnswers {
  readonly #options: AnswerFilesOptions;
  readonly #core: string;
  readonly #folder: string;
  #file: string | null = null;
  #key = '';
  #table: AnswerTable | null = null;
  /** The form on disk, in memory that threads share; null: there is none. */
  form: SharedArrayBuffer | null = null;

  /** Null where it is not known what the core's answers follow from, or where the folder leads elsewhere. */
  static of(options: AnswerFilesOptions): AnswerFiles | null {
    const core = coreKey(options.core);
    const isInside = leadsInto(options.out, join(options.out, 'cache'));
    return core === null || !isInside ? null : new AnswerFiles(options, core);
  }

  private constructor(options: AnswerFilesOptions, core: string) {
    this.#options = options;
    this.#core = core;
    this.#folder = join(options.out, 'cache');
  }

  /** The table for a model. */
  table(model: Model): AnswerTable {
    const key = JSON.stringify({ core: this.#core, model });
    if (this.#table !== null && this.#key === key) return this.#table;
    this.#key = key;
    const name = createHash('sha256').update(key).digest('hex').slice(0, 24);
    this.#file = join(this.#folder, name + ending);
    this.form = this.#read(this.#file, Buffer.from(key));
    this.#table = givenTable(this);
    return this.#table;
  }

  /** The core answers otherwise: its file goes, and is made anew. False: there was nothing of it. */
  discard(what: string): boolean {
    if (this.#file === null || this.form === null) return false;
    this.#options.remark(
      `the core does not answer as it did in an earlier run (${what}): ${this.#file} is thrown away, and the core asked everything anew; a core's answers may follow from nothing but what it is given`,
    );
    attempt(() => remove(this.#file!));
    this.form = null;
    this.#table = AnswerTable.empty();
    return true;
  }

  /** Takes in what other threads have been told, and writes what is new. */
  keep(news: readonly Uint8Array[]): void {
    const table = this.#table;
    const file = this.#file;
    if (table === null || file === null) return;
    for (const form of news) table.take(form);
    if (table.news === 0) attempt(() => markUsed(file));
    else attempt(() => this.#write(file, table));
  }

  #write(file: string, table: AnswerTable): void {
    const key = Buffer.from(this.#key);
    const form = table.form();
    const length = form.reduce((sum, part) => sum + part.length, 0);
    if (!this.#makeRoom(file, headBytes + key.length + length)) return;
    const sum = this.#options.hasher.create64();
    for (const part of [key, ...form]) sum.update(part);
    const head = Buffer.alloc(headBytes);
    [mark, key.length, length].forEach((word, k) => {
      head.writeUInt32LE(word, 4 * k);
    });
    head.writeBigUInt64LE(sum.digest(), 12);
    writeWhole(file, [head, key, ...form], { within: this.#options.out });
  }

  /** Removes the files that nobody has used for longest; whether there is room for one of this size. */
  #makeRoom(file: string, size: number): boolean {
    const { most = mostBytes } = this.#options;
    let sum = size;
    for (const { path, bytes } of this.#others(file)) {
      sum += bytes;
      if (sum > most) remove(path);
    }
    return size <= most;
  }

  /** The other files, those used last first. */
  #others(file: string): readonly { readonly path: string; readonly bytes: number; readonly used: number }[] {
    const folder = this.#folder;
    const found = attempt(() => readdirSync(folder)) ?? [];
    return found
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name))
      .filter((path) => path !== file)
      .flatMap((path) => {
        const stat = statSync(path, { throwIfNoEntry: false });
        return stat === undefined ? [] : { path, bytes: stat.size, used: stat.mtimeMs };
      })
      .sort((a, b) => b.used - a.used);
  }

  /** The form in the file; null where there is none of this key, or what there is is no such file. */
  #read(file: string, key: Buffer): SharedArrayBuffer | null {
    const bytes = attempt(() => bytesOf(file));
    if (bytes === null) return null;
    const fault = this.#faultOf(bytes, key);
    if (fault === null) {
      const form = new SharedArrayBuffer(bytes.length - headBytes - key.length);
      new Uint8Array(form).set(bytes.subarray(headBytes + key.length));
      return form;
    }
    this.#options.remark(`${file} is ${fault}: it is not used, and made anew`);
    return null;
  }

  #faultOf(bytes: Buffer, key: Buffer): string | null {
    if (bytes.length < headBytes || bytes.readUInt32LE(0) !== mark)
      return 'no file of answers, or one of another version';
    const [keyLength, length] = [bytes.readUInt32LE(4), bytes.readUInt32LE(8)];
    const rest = bytes.subarray(headBytes);
    if (rest.length !== keyLength + length) return 'cut off';
    if (this.#options.hasher.create64().update(rest).digest() !== bytes.readBigUInt64LE(12)) return 'damaged';
    return rest.subarray(0, keyLength).equals(key) ? null : 'about another core or model';
  }
}

function bytesOf(file: string): Buffer {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    if (size > mostBytes) return Buffer.alloc(0);
    const bytes = Buffer.allocUnsafeSlow(size);
    let read = 0;
    for (let more = 1; more > 0 && read < size; read += more)
      more = readSync(descriptor, bytes, read, size - read, read);
    return bytes.subarray(0, read);
  } finally {
    closeSync(descriptor);
  }
}

/** What a system refuses here costs time, and nothing else. */
function attempt<Made>(make: () => Made): Made | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof UserError || isRefusedBySystem(error)) return null;
    throw error;
  }
}
