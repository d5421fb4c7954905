/**
 * The files of a farm, in one folder: written whole or not at all, and verified before they are used.
 *
 *     level-<level>-<owner>of<owners>.rows    the own states of one owner
 *     dictionary-<level>.bin                  numbers that were given in that level
 *     head.json                               what they are parts of (record.ts)
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../base/usererror.ts';
import { isRefusedBySystem, reason, remove, writeWhole } from '../../base/write.ts';
import type { LevelPart } from '../../explore/farm/owner.ts';
import type { Hasher } from '../../spec/hasher.ts';
import type { PartFacts } from './messages.ts';

/** What is said of a file. */
export type FileFacts = Pick<PartFacts, 'file' | 'bytes' | 'checksum'>;

/** Bytes that are read and hashed at once. */
const block = 1 << 20;

export function levelFile(level: number, me: number, owners: number): string {
  return `level-${level}-${me}of${owners}.rows`;
}

export function dictionaryFile(level: number): string {
  return `dictionary-${level}.bin`;
}

/** Writes a file of the folder. Throws a UserError. */
export function writeFile(
  folder: string,
  file: string,
  pieces: Iterable<Uint8Array>,
  hasher: Hasher,
): FileFacts {
  const hash = hasher.create64();
  let bytes = 0;
  function* hashed(): Generator<Uint8Array> {
    for (const piece of pieces) {
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
  }
  writeWhole(join(folder, file), hashed(), { within: folder, durable: true });
  return { file, bytes, checksum: hash.digest().toString(16) };
}

/** Opens the own states of a level, once they are as they were written. Throws a UserError that names the file. */
export function openLevel(folder: string, facts: PartFacts, hasher: Hasher): LevelPart & { close(): void } {
  const path = verified(folder, facts, hasher);
  const descriptor = openSync(path, 'r');
  return {
    states: facts.states,
    file: { bytes: facts.bytes, read: (from, into) => readAt(descriptor, from, into) },
    close: () => closeSync(descriptor),
  };
}

/** The bytes of a file, once they are as they were written. Throws likewise. */
export function readWhole(folder: string, facts: FileFacts, hasher: Hasher): Uint8Array {
  const path = verified(folder, facts, hasher);
  const bytes = new Uint8Array(facts.bytes);
  const descriptor = openSync(path, 'r');
  try {
    if (readAt(descriptor, 0, bytes) < bytes.length) throw damaged(path, 'it is shorter than it was written');
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}

/** One that cannot be removed takes room and does no harm. */
export function removeFile(folder: string, file: string): void {
  try {
    remove(join(folder, file));
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
  }
}

export function damaged(path: string, found: string): UserError {
  return new UserError({
    message: 'is damaged',
    where: path,
    found,
    expected: 'the file as a farm has written it',
    hint: 'put it back as it was and go on with --resume, or begin anew without',
  });
}

function verified(folder: string, { file, bytes, checksum }: FileFacts, hasher: Hasher): string {
  const path = join(folder, file);
  if (!existsSync(path)) {
    throw new UserError({
      message: 'is missing',
      where: path,
      expected: 'a file that a farm has written, in a folder that all its machines see',
      hint: 'put it back and go on with --resume, or begin anew without',
    });
  }
  try {
    const hash = hasher.create64();
    const descriptor = openSync(path, 'r');
    try {
      const { size } = fstatSync(descriptor);
      if (size !== bytes) throw damaged(path, `${size} bytes in the place of ${bytes}`);
      const piece = new Uint8Array(block);
      for (let at = 0; at < bytes; ) {
        const read = readAt(descriptor, at, piece);
        if (read === 0) throw damaged(path, 'it ends early');
        hash.update(piece.subarray(0, read));
        at += read;
      }
    } finally {
      closeSync(descriptor);
    }
    if (hash.digest().toString(16) !== checksum) throw damaged(path, 'other bytes than were written');
    return path;
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    throw new UserError({ message: 'cannot be read', where: path, found: reason(error) });
  }
}

function readAt(descriptor: number, from: number, into: Uint8Array): number {
  let done = 0;
  for (let more = 1; more > 0 && done < into.length; done += more)
    more = readSync(descriptor, into, done, into.length - done, from + done);
  return done;
}
