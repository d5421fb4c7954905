/**
 * A search on disk: what every thread keeps, and the ledger of ids, so that the search can go on from there.
 *
 *     <spec>.checkpoint.json            the question, the version, and of each part its file, size and checksum
 *     <spec>.checkpoint-<n>-<part>.bin  its words: states and links of one thread, or the tables of all
 *
 * The first is put in its place last, in one step, and only then are the parts of the one before it removed: whenever the
 * process ends, what stands there is whole.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import xxhash from 'xxhash-wasm';
import { z } from 'zod';
import type { Findings } from '../cluster/reduce/reduce.ts';
import type { Dump } from '../explore/dump.ts';
import type { LedgerFacts } from '../explore/parallel/ledger.ts';
import type { WorkerFacts } from '../explore/parallel/share.ts';
import { packageVersion } from '../spec/root.ts';
import { type Trouble, UserError } from '../spec/usererror.ts';
import type { Job } from './prepare.ts';

/** What a checkpoint answers to: another question's is refused. */
export interface Question {
  readonly job: Job;
  readonly depth: number;
}

/** A thread as it was: its part of the search, and what it had found out besides. */
export interface ThreadFacts {
  readonly worker: WorkerFacts;
  readonly stepCalls: number;
  readonly findings: Findings;
  /** See ThreadCrew.properties. */
  readonly notes: readonly number[];
}

/** A file of words with what describes it. */
export interface Part<Facts> {
  readonly file: string;
  /** Integers of each array, one after another in the file. */
  readonly lengths: readonly number[];
  /** 64-bit hash of the file's bytes, in hexadecimal. */
  readonly checksum: string;
  readonly facts: Facts;
}

export interface Checkpoint {
  /** Of the checkpoints of one search, over all its runs. */
  readonly number: number;
  readonly raftcheck: string;
  readonly question: Question;
  /** How long has been searched. */
  readonly seconds: number;
  readonly threads: readonly Part<ThreadFacts>[];
  readonly ledger: Part<LedgerFacts>;
}

const form = 'raftcheck-checkpoint/4';

export function checkpointFile(out: string, spec: string): string {
  return join(out, `${spec.replace(/[^\w-]+/g, '-')}.checkpoint.json`);
}

export function partFile(checkpoint: string, number: number, part: string): string {
  return checkpoint.replace(/\.json$/, `-${number}-${part}.bin`);
}

/** Loads the hash function, which is WebAssembly. */
export function loadHasher(): Promise<Hasher> {
  return xxhash();
}

type Hasher = Awaited<ReturnType<typeof xxhash>>;

/** Bytes that are read, hashed and written at once. */
const block = 1 << 22;

/** Writes words to a file of their own. */
export function writePart<Facts>(file: string, { facts, words }: Dump<Facts>, hasher: Hasher): Part<Facts> {
  const hash = hasher.create64();
  const descriptor = openSync(file, 'w');
  for (const array of words) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at += block) {
      const piece = bytes.subarray(at, at + block);
      hash.update(piece);
      writeAll(descriptor, piece);
    }
  }
  closeSync(descriptor);
  const lengths = words.map(({ length }) => length);
  return { file: basename(file), lengths, checksum: hash.digest().toString(16), facts };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}

/** Puts a checkpoint in its place, and removes the parts of the one that was there. */
export function writeCheckpoint(file: string, body: Checkpoint, hasher: Hasher): void {
  const before = existsSync(file) ? partsOf(JSON.parse(readFileSync(file, 'utf8')).body) : [];
  const written = `${file}.tmp`;
  const descriptor = openSync(written, 'w');
  const checksum = hasher.h64ToString(JSON.stringify(body));
  writeAll(descriptor, Buffer.from(JSON.stringify({ form, checksum, body })));
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(written, file);
  for (const part of before) rmSync(join(dirname(file), part), { force: true });
}

/** Removes a checkpoint whose search has ended. */
export function removeCheckpoint(file: string): void {
  if (!existsSync(file)) return;
  const parts = partsOf(JSON.parse(readFileSync(file, 'utf8')).body);
  rmSync(file);
  for (const part of parts) rmSync(join(dirname(file), part), { force: true });
}

function partsOf({ threads, ledger }: Checkpoint): string[] {
  return [...threads, ledger].map(({ file }) => file);
}

const part = z.object({
  file: z.string().regex(/^[\w.-]+$/),
  lengths: z.array(z.int().nonnegative()),
  checksum: z.string(),
  facts: z.record(z.string(), z.unknown()),
});
const document = z.object({
  form: z.literal(form),
  checksum: z.string(),
  body: z.looseObject({
    number: z.int().nonnegative(),
    raftcheck: z.string(),
    question: z.record(z.string(), z.unknown()),
    threads: z.array(part).min(1),
    ledger: part,
  }),
});

/** Reads a checkpoint and verifies every part. Throws a UserError for one that is damaged or answers another question. */
export async function readCheckpoint(file: string, question: Question): Promise<Checkpoint> {
  const hasher = await loadHasher();
  const trouble = (message: string, more: Omit<Trouble, 'message' | 'where'>): UserError =>
    new UserError({ message, where: file, ...more });
  const document = readDocument(file, trouble);
  const { raftcheck, threads, ledger } = document.parsed.body;
  const version = packageVersion();
  if (raftcheck !== version) {
    throw trouble('was written by another version', { found: raftcheck, expected: version });
  }
  if (hasher.h64ToString(JSON.stringify(document.body)) !== document.parsed.checksum) {
    throw trouble('is damaged', { expected: 'the file as --checkpoint has written it' });
  }
  const differs = difference(document.parsed.body.question, JSON.parse(JSON.stringify(question)));
  if (differs !== null) {
    const hint = 'give the spec and the flags with which it was begun';
    throw trouble('answers another question', { found: `another ${differs}`, hint });
  }
  for (const { file: name, checksum, lengths } of [...threads, ledger]) {
    const path = join(dirname(file), name);
    if (!existsSync(path)) throw trouble('has lost a part', { expected: path });
    const found = checksumOf(path, hasher);
    const bytes = 4 * lengths.reduce((sum, length) => sum + length, 0);
    if (found.checksum !== checksum || found.bytes !== bytes) {
      const expected = `${bytes} bytes as they were written`;
      throw trouble('has a damaged part', { found: `${name}, ${found.bytes} bytes`, expected });
    }
  }
  // Its checksum is right, so it is what writeCheckpoint was given.
  return document.body as Checkpoint;
}

function readDocument(
  file: string,
  trouble: (message: string, more: Omit<Trouble, 'message' | 'where'>) => UserError,
): { readonly parsed: z.infer<typeof document>; readonly body: unknown } {
  let read: { readonly body?: unknown };
  try {
    read = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw trouble('cannot be read as a checkpoint', { found });
  }
  const parsed = document.safeParse(read);
  if (parsed.success) return { parsed: parsed.data, body: read.body };
  throw trouble('is no checkpoint', { expected: 'a file that --checkpoint has written, whole' });
}

/** The path of the first difference between two questions, or null. */
function difference(a: unknown, b: unknown, path = 'question'): string | null {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
    return Object.is(a, b) ? null : path;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  for (const key of keys) {
    // Where the bug stands and where things are written is no part of the question.
    if (key === 'out' || key === 'bugPlace') continue;
    const found = difference(Reflect.get(a, key), Reflect.get(b, key), key);
    if (found !== null) return found;
  }
  return null;
}

function checksumOf(path: string, hasher: Hasher): { checksum: string; bytes: number } {
  const hash = hasher.create64();
  const descriptor = openSync(path, 'r');
  const piece = new Uint8Array(block);
  let bytes = 0;
  for (;;) {
    const count = readSync(descriptor, piece);
    if (count === 0) break;
    hash.update(piece.subarray(0, count));
    bytes += count;
  }
  closeSync(descriptor);
  return { checksum: hash.digest().toString(16), bytes };
}

/** The words of a part, as they were. */
export function readPart<Facts>(checkpoint: string, { file, lengths, facts }: Part<Facts>): Dump<Facts> {
  const descriptor = openSync(join(dirname(checkpoint), file), 'r');
  const words = lengths.map((length) => {
    const array = new Int32Array(length);
    const bytes = new Uint8Array(array.buffer);
    for (let done = 0; done < bytes.length; ) {
      const count = readSync(descriptor, bytes, done, bytes.length - done, null);
      if (count === 0) throw new Error(`${file} ends too early`);
      done += count;
    }
    return array;
  });
  closeSync(descriptor);
  return { facts, words };
}
