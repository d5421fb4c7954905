/**
 * A search on disk: what every thread keeps, and the ledger of ids, so that the search can go on from there.
 *
 *     <spec>.checkpoint.json            the problem, the version, and of each part its size and checksum
 *     <spec>.checkpoint-<n>-<part>.bin  its words: states and links of one thread, or the tables of all
 *
 * The first is put in its place last, in one step, and only then are the parts of the one before it removed: whenever the
 * process ends, what stands there is whole. Where the parts are follows from where the first is and from its number: no
 * file can name others. What stands in its place and is no checkpoint of the same problem is never overwritten or removed.
 */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileWord } from '../base/inside.ts';
import { readText } from '../base/readtext.ts';
import { UserError } from '../base/usererror.ts';
import { isRefusedBySystem, reason, remove, settleFile, writeWhole } from '../base/write.ts';
import type { Findings } from '../cluster/reduce/reduce.ts';
import { nameWords } from '../explore/disk/disk.ts';
import type { NamedRun } from '../explore/disk/runlog.ts';
import { type Dump, must } from '../explore/dump.ts';
import type { LedgerFacts } from '../explore/parallel/ledger.ts';
import type { WorkerFacts } from '../explore/parallel/workercontext.ts';
import { isMapping } from '../spec/formernames.ts';
import type { Hasher } from '../spec/hasher.ts';
import { mostWorkers } from '../spec/settings.ts';
import { parseJson } from '../trace/json.ts';
import { checksumOf, removeRuns, runFile } from './diskfiles.ts';
import { mustAnswer, mustBeOfForm, refusal } from './kept.ts';
import { type SearchSetup, widthOf } from './prepare.ts';

/** What is searched, and how deep. A checkpoint of another problem is refused. */
export interface SearchProblem {
  readonly job: SearchSetup;
  readonly depth: number;
}

/** A thread as it was: its part of the search, and what it had found out besides. */
export interface ThreadFacts {
  readonly worker: WorkerFacts;
  /** Where known states are on disk: the number of the next file of states. */
  readonly nextRun?: number;
  readonly stepCalls: number;
  readonly findings: Findings;
  /** See ThreadPool.properties. */
  readonly notes: readonly number[];
}

/** A file of words, as it is described. */
export interface Part<Facts> {
  /** Integers of each array, one after another in the file. */
  readonly lengths: readonly number[];
  /** 64-bit hash of the file's bytes, in hexadecimal. */
  readonly checksum: string;
  readonly facts: Facts;
}

export interface Checkpoint {
  /** The number of the checkpoint among those of one search, over all its runs. */
  readonly number: number;
  readonly raftcheck: string;
  readonly question: SearchProblem;
  /** How long has been searched. */
  readonly seconds: number;
  readonly threads: readonly Part<ThreadFacts>[];
  readonly ledger: Part<LedgerFacts>;
}

/** A checkpoint that is gone on from, and where it stands. */
export interface Restored {
  readonly file: string;
  readonly checkpoint: Checkpoint;
}

/** Raised whenever what a checkpoint holds, or how, changes. */
const form = 8;

export function checkpointFile(out: string, spec: string): string {
  return join(out, `${fileWord(spec)}.checkpoint.json`);
}

/** Where a search on disk is written down of which nobody has asked for checkpoints, and one whose memory is full and that goes on there. */
export function onDiskFile(out: string, spec: string): string {
  return join(out, `${fileWord(spec)}.on-disk.checkpoint.json`);
}

/** `part`: the number of a thread, or the ledger. */
export function partFile(checkpoint: string, number: number, part: number | 'ledger'): string {
  return checkpoint.replace(/(\.json)?$/, `-${number}-${part}.bin`);
}

/** Bytes that are read, hashed and written at once. */
const block = 1 << 22;

/** Writes words to a file of their own. Throws a UserError. */
export function writePart<Facts>(file: string, { facts, words }: Dump<Facts>, hasher: Hasher): Part<Facts> {
  const hash = hasher.create64();
  writeWhole(file, hashed(words, hash), { within: dirname(file), durable: true, unseen: true });
  const lengths = words.map(({ length }) => length);
  return { lengths, checksum: hash.digest().toString(16), facts };
}

function* hashed(words: readonly Int32Array[], hash: ReturnType<Hasher['create64']>): Generator<Uint8Array> {
  for (const array of words) {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let at = 0; at < bytes.length; at += block) {
      const piece = bytes.subarray(at, at + block);
      hash.update(piece);
      yield piece;
    }
  }
}

/** The files of states of a search on disk; null: of one in memory. */
export function runsOf({ threads }: Checkpoint): readonly NamedRun[] | null {
  return threads[0].facts.worker?.disk?.runs ?? null;
}

/** Puts a checkpoint in its place, and removes the parts of the one that was there. Throws a UserError. */
export function writeCheckpoint(file: string, body: Checkpoint, hasher: Hasher): void {
  const before = checkpointAt(file, body.question, hasher);
  const runs = runsOf(body);
  const known = new Set((before && runsOf(before))?.map(([, , number]) => number));
  for (const [, , number] of runs ?? []) if (!known.has(number)) settleFile(runFile(file, number));
  const checksum = hasher.h64ToString(JSON.stringify(body));
  const document = { form: `raftcheck-checkpoint/${form}`, checksum, body };
  writeWhole(file, JSON.stringify(document), { within: dirname(file), durable: true });
  if (before !== null && before.number !== body.number)
    removeParts(file, before.number, before.threads.length);
  if (runs !== null) removeRuns(file, body.threads[0].facts.nextRun ?? 0, runs);
}

/** Removes a checkpoint whose search has ended. Throws a UserError for what is none of its problem. */
export function removeCheckpoint(file: string, problem: SearchProblem, hasher: Hasher): void {
  const before = checkpointAt(file, problem, hasher);
  if (before === null) return;
  inWords(file, 'cannot be removed', () => remove(file));
  removeParts(file, before.number, before.threads.length);
  if (runsOf(before) !== null) removeRuns(file, Number.POSITIVE_INFINITY);
}

/** The checkpoint of the problem that stands there, or null. Throws a UserError where something else does. */
export function checkpointAt(file: string, problem: SearchProblem, hasher: Hasher): Checkpoint | null {
  return existsSync(file) ? readHead(file, problem, hasher) : null;
}

/** The files of states of the checkpoint that stands there; null: something stands there that is none of the problem. */
export function runsThere(file: string, problem: SearchProblem, hasher: Hasher): readonly NamedRun[] | null {
  try {
    const there = checkpointAt(file, problem, hasher);
    return (there && runsOf(there)) ?? [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return null;
  }
}

/** Removes the parts of a checkpoint of so many threads. One that cannot be removed takes room and does no harm. */
export function removeParts(file: string, number: number, threads: number): void {
  for (const part of partsOf(threads)) {
    try {
      remove(partFile(file, number, part));
    } catch (error) {
      if (!isRefusedBySystem(error)) throw error;
    }
  }
}

function partsOf(threads: number): (number | 'ledger')[] {
  return [...Array(threads).keys(), 'ledger'];
}

/**
 * Whether a document has what is read here of it. What its parts say of themselves is judged before it is used, and with more
 * than a search needs that has no checkpoint: judgecheckpoint.ts.
 */
function isWhole(document: unknown): document is { readonly checksum: string; readonly body: Checkpoint } {
  const { checksum, body } = Object(document);
  if (typeof checksum !== 'string' || !isMapping(body)) return false;
  const { number, question, seconds, threads, ledger } = body;
  if (!isCount(number) || !isMapping(question) || !Number.isFinite(seconds) || Number(seconds) < 0)
    return false;
  if (!Array.isArray(threads) || threads.length < 1 || threads.length > mostWorkers) return false;
  return [...threads, ledger].every(isPart);
}

function isPart(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { lengths, checksum, facts } = value;
  return Array.isArray(lengths) && lengths.every(isCount) && typeof checksum === 'string' && isMapping(facts);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** `what`: in which way, for who looks into it. */
export function damaged(file: string, what?: string): UserError {
  const expected = 'the file as --checkpoint has written it';
  return refusal(file)('is damaged', { ...(what === undefined ? {} : { found: what }), expected });
}

/** Reads a checkpoint and verifies every part. Throws a UserError for one that is damaged or is of another problem. */
export function readCheckpoint(file: string, problem: SearchProblem, hasher: Hasher): Checkpoint {
  const refuse = refusal(file);
  const checkpoint = readHead(file, problem, hasher);
  for (const { path, checksum, bytes } of filesOf(file, checkpoint, problem)) {
    if (!existsSync(path)) throw refuse('has lost a part', { expected: path });
    const found = inWords(path, 'cannot be read', () => readSum(path, hasher, bytes));
    if (found.checksum !== checksum || found.bytes !== bytes) {
      const expected = `${bytes} bytes as they were written`;
      throw refuse('has a damaged part', { found: `${basename(path)}, ${found.bytes} bytes`, expected });
    }
  }
  return checkpoint;
}

/** All that belongs to a checkpoint: where it is, and what stands there. */
function filesOf(file: string, checkpoint: Checkpoint, problem: SearchProblem) {
  const { number, threads, ledger } = checkpoint;
  const part = (name: number | 'ledger', { lengths, checksum }: Part<unknown>) => {
    const bytes = 4 * lengths.reduce((sum, length) => sum + length, 0);
    return { path: partFile(file, number, name), checksum, bytes };
  };
  const runs = runsOf(checkpoint)?.map((run) => {
    must(run.every(Number.isSafeInteger) && run.length === 2 + nameWords, 'a file of states has no name');
    const bytes = 4 * run[1] * widthOf(problem.job);
    return { path: runFile(file, run[2]), checksum: checksumOf(run), bytes };
  });
  return [part('ledger', ledger), ...(runs ?? threads.map((thread, me) => part(me, thread)))];
}

/** What a checkpoint says of itself; its parts have not been looked at. Throws a UserError as readCheckpoint does. */
export function readHead(file: string, problem: SearchProblem, hasher: Hasher): Checkpoint {
  const refuse = refusal(file);
  const document = readDocument(file);
  mustBeOfForm(document, 'checkpoint', form, refuse);
  if (!isWhole(document)) throw damaged(file);
  const { checksum, body } = document;
  if (hasher.h64ToString(JSON.stringify(body)) !== checksum) throw damaged(file);
  mustAnswer(body.question, problem, refuse);
  return body;
}

function readDocument(file: string): unknown {
  const expected = 'a file that --checkpoint has written, whole';
  return parseJson(readText(file, { message: 'cannot be read as a checkpoint', expected }), file, expected);
}

/** What the system says of a file that it refuses is told as a UserError. */
function inWords<Result>(file: string, message: string, use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    throw isRefusedBySystem(error) ? refusal(file)(message, { found: reason(error) }) : error;
  }
}

/** Of a file that is longer than `most` bytes not all is read: it may be a device without an end. */
function readSum(path: string, hasher: Hasher, most: number): { checksum: string; bytes: number } {
  const hash = hasher.create64();
  const descriptor = openSync(path, 'r');
  const piece = new Uint8Array(block);
  let bytes = 0;
  while (bytes <= most) {
    const count = readSync(descriptor, piece);
    if (count === 0) break;
    hash.update(piece.subarray(0, count));
    bytes += count;
  }
  closeSync(descriptor);
  return { checksum: hash.digest().toString(16), bytes };
}

/** The words of a part, as they were. Throws a UserError where its file is another one by now. */
export function readPart<Facts>(file: string, { lengths, facts }: Part<Facts>): Dump<Facts> {
  return inWords(file, 'cannot be read', () => {
    const descriptor = openSync(file, 'r');
    try {
      return { facts, words: lengths.map((length) => readWords(file, descriptor, length)) };
    } finally {
      closeSync(descriptor);
    }
  });
}

function readWords(file: string, descriptor: number, length: number): Int32Array {
  const array = new Int32Array(length);
  const bytes = new Uint8Array(array.buffer);
  for (let done = 0; done < bytes.length; ) {
    const count = readSync(descriptor, bytes, done, bytes.length - done, null);
    if (count === 0)
      throw refusal(file)('ends too early', { expected: 'the file as --checkpoint has written it' });
    done += count;
  }
  return array;
}
