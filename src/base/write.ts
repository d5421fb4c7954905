/**
 * Files, written whole or not at all: a draft beside the place, which takes it in one step when it is complete. Whoever
 * reads finds what was there before or all of what is new, and where a disk is full nothing is left behind. A symbolic link
 * that stands in the place is replaced, not followed.
 *
 * All that raftcheck writes or removes goes through this file, edited copies of the core excepted (copies.ts): a test lists
 * who may import what writes (test/house/writers.test.ts).
 */
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { mustLeadInto } from './inside.ts';
import { type Trouble, UserError } from './usererror.ts';

/** What the system has refused to write. */
export class Unwritten extends UserError {
  /** The system's own word for why. */
  readonly code: string | undefined;

  constructor(trouble: Trouble, code?: string) {
    super(trouble);
    this.code = code;
  }
}

export interface Writing {
  /** The folder that the file's own folder must really lie in, links followed; null: it may lie wherever the user has said. */
  readonly within: string | null;
  /**
   * What is told by its beginning or its end, and may be replaced: an earlier file of this kind. Anything else that stands there
   * is left as it is, and refused. Absent: whatever stands there is replaced.
   */
  readonly over?: RegExp | undefined;
  /** Whether the file is on the disk itself before it takes its place: for what must outlive the machine's end. */
  readonly durable?: boolean;
  /**
   * Whether nobody looks at the file before it is complete: then it needs no draft, of which a process that is killed would
   * leave one more each time.
   */
  readonly unseen?: boolean;
}

/**
 * Writes a text, or bytes piece by piece, and makes the folder if need be. Throws a UserError that names the file; then
 * what stood there stands there still.
 */
export function writeWhole(path: string, content: string | Iterable<Uint8Array>, writing: Writing): void {
  try {
    mustBeName(path);
    if (writing.within !== null) mustLeadInto(writing.within, dirname(resolve(path)), { where: path });
    if (writing.over !== undefined) keepForeign(path, writing.over);
    makeFolder(dirname(resolve(path)));
    const draft = writing.unseen ? path : draftOf(path);
    if (writing.unseen) rmSync(path, { force: true });
    try {
      fill(draft, path, typeof content === 'string' ? [Buffer.from(content)] : content, writing);
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** Makes the folder if need be, and a draft in it, which goes away again. Throws a UserError where that cannot be. */
export function tryFolder(folder: string): void {
  const draft = draftOf(join(folder, 'writable'));
  try {
    makeFolder(resolve(folder));
    closeSync(openSync(draft, 'wx'));
    rmSync(draft);
  } catch (error) {
    throw unwritten(folder, error);
  }
}

/** A file that has a place on the disk and, where the system allows it, no name. */
export interface ScratchFile {
  /** What the process knows it by, whichever of its threads has opened it. */
  readonly descriptor: number;
  /** Writes at the end. Throws the system's error. */
  append(bytes: Uint8Array): void;
  /** Reads from the byte `from` on as much as there is, and has room; returns how much. */
  read(from: number, bytes: Uint8Array): number;
  close(): void;
}

/** Makes one in the folder. It is gone when it is closed, and when the process ends, however that does. Throws a UserError. */
export function scratchFile(folder: string): ScratchFile {
  const path = draftOf(join(folder, 'scratch'));
  try {
    makeFolder(resolve(folder));
    const file = openedFile(openSync(path, 'wx+'));
    unlinkSync(path);
    return file;
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** As scratchFile, with this name, which nothing may have yet, and which it keeps. */
export function lastingFile(path: string): ScratchFile {
  try {
    makeFolder(dirname(resolve(path)));
    return openedFile(openSync(path, 'wx+'));
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** Waits until all of a file is on the disk itself. Throws a UserError. */
export function settleFile(path: string): void {
  try {
    const descriptor = openSync(path, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** What a thread of this process has opened. */
export function openedFile(descriptor: number): ScratchFile {
  return {
    descriptor,
    append: (bytes) => writeAll(descriptor, bytes),
    read: (from, bytes) => {
      let done = 0;
      for (let more = 1; more > 0 && done < bytes.length; done += more)
        more = readSync(descriptor, bytes, done, bytes.length - done, from + done);
      return done;
    },
    close: () => closeSync(descriptor),
  };
}

/** Adds to a file that others write to as well. Throws a UserError. */
export function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (error) {
    throw unwritten(path, error);
  }
}

/** Removes a file, or a link and not what it leads to; nothing has to be there. Throws the system's error. */
export function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!isRefusedBySystem(error) || error.code !== 'ENOENT') throw error;
  }
}

/** Gives a file, or what a link leads to, the time of now as that of its last change. Throws the system's error. */
export function markUsed(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}

/** Bytes at either end of a file that tell whose it is. */
const endSize = 1 << 16;

/** Throws a UserError where something stands that is neither empty nor what `own` tells; `where` is what errors call the place. */
export function keepForeign(path: string, own: RegExp, where = path): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && (found.size === 0 || own.test(endsOf(path, found.size)))))
    return;
  throw new UserError({
    message: 'something else stands there',
    where,
    found: found.isFile() ? 'a file that raftcheck has not written' : 'no plain file',
    hint: 'it is left as it is: move it away, or name another place',
  });
}

/** The text, without its middle where it is long. */
function endsOf(path: string, size: number): string {
  if (size <= 2 * endSize) return readFileSync(path, 'utf8');
  const descriptor = openSync(path, 'r');
  try {
    const ends = Buffer.alloc(2 * endSize);
    readSync(descriptor, ends, 0, endSize, 0);
    readSync(descriptor, ends, endSize, endSize, size - endSize);
    return ends.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

/** Half a surrogate pair would be written as another character: the file would not be the one that was named. */
export function mustBeName(path: string): void {
  if (!path.isWellFormed())
    throw new UserError({ message: 'cannot be written', where: path.toWellFormed(), found: noName });
}

/** That something could not be written, and why. An error that the system has not raised stays what it is. */
export function unwritten(path: string, error: unknown): unknown {
  if (!isRefusedBySystem(error)) return error;
  return new Unwritten({ message: 'cannot be written', where: path, found: reason(error) }, error.code);
}

/** Whether an error is one of a call of the system, or of a path that no system has. */
export function isRefusedBySystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && ('syscall' in error || isOfNoPath(error));
}

/** "ENOSPC: no space left on device": what comes after that in Node's messages is of no use to a person. */
export function reason(error: Error): string {
  if (isOfNoPath(error)) return noName;
  return /^\w+: [^,]+/.exec(error.message)?.[0] ?? error.message;
}

/** Node itself refuses a path with a NUL in it. */
function isOfNoPath(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_INVALID_ARG_VALUE' && /null bytes/.test(error.message);
}

const noName = 'a path with a character that no file can have in its name';

/** Not `recursive: true`: where no folder can be made although the parent exists (/proc), that never returns. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(path)) throw error;
  }
}

/** No other process, and no thread, makes the same. */
function draftOf(path: string): string {
  return `${path}.${randomBytes(6).toString('hex')}.tmp`;
}

/** Whoever owns the file that is replaced, and may read it, does so still. */
function fill(
  draft: string,
  path: string,
  pieces: Iterable<Uint8Array>,
  { durable = false }: Pick<Writing, 'durable'>,
): void {
  const before = lstatSync(path, { throwIfNoEntry: false });
  const descriptor = openSync(draft, 'wx');
  try {
    for (const piece of pieces) writeAll(descriptor, piece);
    if (before?.isFile()) {
      const { mode, uid, gid } = before;
      if (process.getuid?.() === 0) fchownSync(descriptor, uid, gid);
      fchmodSync(descriptor, mode & 0o777);
    }
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** A write may take a part only. */
export function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
}
