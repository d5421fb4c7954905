/**
 * What the head of a farm, its owners and whoever places them say to each other, in frames: knows no engine.
 *
 *     frame    [ bytes of the head, 4 | bytes of the body, 4 | head, JSON | body ]        lowest byte first
 *
 * An owner says `hello` when it begins. To each request it gives one answer, and before that, where it takes longer, how far it is.
 */
import { readSync, writeSync } from 'node:fs';
import type { Trouble } from '../../base/usererror.ts';
import { isRefusedBySystem } from '../../base/write.ts';
import type { Refutation } from '../../cluster/reduce/premise.ts';
import type { Findings } from '../../cluster/reduce/reduce.ts';
import type { StopReason } from '../../explore/system.ts';
import type { SearchProblem } from '../checkpoint.ts';

/** Raised whenever what is said, or what is in rows and levels, changes. */
export const farmForm = 2;

export interface Message<Head = object> {
  readonly head: Head;
  readonly body: Uint8Array;
}

/** The first word of an owner: which it is, and what it has been asked to search. */
export interface Hello {
  readonly hello: typeof farmForm;
  readonly raftcheck: string;
  readonly question: SearchProblem;
}

/** The own states of a level, as a file. */
export interface PartFacts {
  readonly file: string;
  readonly states: number;
  readonly bytes: number;
  /** 64-bit hash of its bytes, in hexadecimal. */
  readonly checksum: string;
}

export type Request =
  /** Begin, or begin again: with the levels that were settled before. `refuted`: premises without which is searched. */
  | {
      readonly do: 'begin';
      readonly me: number;
      readonly owners: number;
      /** Where levels are. */
      readonly folder: string;
      readonly levels: readonly PartFacts[];
      readonly refuted: readonly Refutation[];
    }
  /** Body: what the dictionary has added. */
  | { readonly do: 'learn' }
  | { readonly do: 'expand'; readonly level: number }
  /** Body likewise: all parts of what was found have numbers by then, and rows are made. */
  | { readonly do: 'rows' }
  /** Gives the rows for another owner; body of the answers: runs. */
  | { readonly do: 'give'; readonly to: number }
  /** Body: runs. */
  | { readonly do: 'take' }
  | { readonly do: 'settle'; readonly level: number }
  /** Body: a row of the level after it. */
  | { readonly do: 'parent'; readonly level: number };

/** What has been counted of one level, and what has been found out since the owner began. */
export interface Expanded {
  readonly generated: number;
  readonly deadlocks: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly cuts: readonly number[];
  readonly stopped: StopReason | null;
  /** Since the owner began, by property: arguments judged, and those that it said something about. */
  readonly notes: readonly number[];
  readonly stepCalls: number;
  readonly refuted: readonly Refutation[];
}

/** A broken property: rows in base64. */
export interface BrokenFacts {
  readonly property: number;
  readonly depth: number;
  readonly row: string;
  readonly next: string | null;
}

/** `found`: numbers of messages. */
export interface RowsMade {
  readonly broken: BrokenFacts | null;
  readonly found: Findings['found'];
}

export type Answer =
  | {
      readonly done: Expanded | RowsMade | PartFacts | { readonly parent: boolean } | null;
      readonly more?: true;
    }
  /** It cannot go on. */
  | { readonly stopped: StopReason }
  | { readonly refused: Trouble }
  | { readonly failed: string };

/** How far an owner is with the level that it expands; 0 of all where it does something else. */
export interface Within {
  /** States of the level before. */
  readonly expanded: number;
  readonly generated: number;
  /** States that it has found: some may be known, or be found by others too. */
  readonly found: number;
}

/** How far an owner is with what it was asked. */
export interface Told {
  readonly told: Within;
}

const headerBytes = 8;
/** More is no frame. */
const mostBytes = 1 << 30;
const nothing = new Uint8Array(0);

export function message<Head extends object>(head: Head, body: Uint8Array = nothing): Message<Head> {
  return { head, body };
}

export function framed({ head, body }: Message): Buffer {
  const text = Buffer.from(JSON.stringify(head));
  const frame = Buffer.allocUnsafe(headerBytes + text.length + body.length);
  frame.writeUInt32LE(text.length, 0);
  frame.writeUInt32LE(body.length, 4);
  text.copy(frame, headerBytes);
  frame.set(body, headerBytes + text.length);
  return frame;
}

/** Frames as they come, piece by piece. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #held = 0;

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#held += piece.length;
  }

  /** The next message, or null until there is one. Throws an Error for what is no frame. */
  next(): Message | null {
    if (this.#held < headerBytes) return null;
    if (this.#pieces[0].length < headerBytes) this.#join();
    const total = frameLength(this.#pieces[0]);
    if (this.#held < total) return null;
    this.#join();
    const [all] = this.#pieces;
    this.#pieces = all.length === total ? [] : [all.subarray(total)];
    this.#held -= total;
    return parsed(all.subarray(0, total));
  }

  #join(): void {
    if (this.#pieces.length > 1) this.#pieces = [Buffer.concat(this.#pieces)];
  }
}

function frameLength(frame: Buffer): number {
  const [head, body] = [frame.readUInt32LE(0), frame.readUInt32LE(4)];
  if (head > mostBytes || body > mostBytes) {
    const told = JSON.stringify(frame.subarray(0, headerBytes).toString('latin1'));
    throw new Error(`frames of ${head} and ${body} bytes are announced, by ${told}`);
  }
  return headerBytes + head + body;
}

function parsed(frame: Buffer): Message {
  const end = headerBytes + frame.readUInt32LE(0);
  const head: unknown = JSON.parse(frame.toString('utf8', headerBytes, end));
  if (typeof head !== 'object' || head === null) throw new Error('a frame without a head');
  return { head, body: frame.subarray(end) };
}

/** Milliseconds between two looks at a pipe that is not ready. */
const nap = 1;
const napping = new Int32Array(new SharedArrayBuffer(4));

/** Reads a frame from a descriptor, and waits for it; null: nobody writes any more. */
export function readMessage(from: number): Message | null {
  const header = readBytes(from, headerBytes);
  if (header === null) return null;
  const rest = readBytes(from, frameLength(header) - headerBytes);
  return rest === null ? null : parsed(Buffer.concat([header, rest]));
}

/** False: nobody reads any more. */
export function writeMessage(to: number, one: Message): boolean {
  const frame = framed(one);
  try {
    // Of a frame that is longer than the pipe a part is written at a time.
    for (let at = 0; at < frame.length; ) at += waiting(() => writeSync(to, frame, at));
    return true;
  } catch (error) {
    if (isRefusedBySystem(error) && error.code === 'EPIPE') return false;
    throw error;
  }
}

function readBytes(from: number, length: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const read = waiting(() => readSync(from, bytes, at, length - at, null));
    if (read === 0) return null;
    at += read;
  }
  return bytes;
}

/** Both ends of a pipe may be such that the system does not wait. */
function waiting<Result>(act: () => Result): Result {
  for (;;) {
    try {
      return act();
    } catch (error) {
      if (!isRefusedBySystem(error) || error.code !== 'EAGAIN') throw error;
      Atomics.wait(napping, 0, 0, nap);
    }
  }
}

/** Runs in one body, each after its length. */
export function joinRuns(runs: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.allocUnsafe(runs.reduce((sum, run) => sum + 4 + run.length, 0));
  let at = 0;
  for (const run of runs) {
    body.writeUInt32LE(run.length, at);
    body.set(run, at + 4);
    at += 4 + run.length;
  }
  return body;
}

export function* runsOf(body: Uint8Array): Generator<Uint8Array> {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  for (let at = 0; at < body.length; ) {
    const length = view.getUint32(at, true);
    if (at + 4 + length > body.length) throw new RangeError('a run has no end');
    yield body.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}
