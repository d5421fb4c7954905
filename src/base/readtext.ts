/** Text files that the user names. */
import { closeSync, openSync, readSync } from 'node:fs';
import { UserError } from './usererror.ts';
import { isRefusedBySystem, reason } from './write.ts';

/** Bytes. More than any file of use to a person; without an end, a device would be read until memory is. */
const largest = 64 * 1024 ** 2;
const block = 1 << 16;

/** What cannot be done with a file ("cannot read the trace"), and what should have been named. */
export interface Wanted {
  readonly message: string;
  readonly expected: string;
  /** What to do about one that is too large. */
  readonly shorten?: string;
}

/** The whole file. Throws a UserError that names it. */
export function readText(file: string, { message, expected, shorten }: Wanted): string {
  try {
    const bytes = readAtMost(file, largest);
    if (bytes !== null) return bytes.toString('utf8');
  } catch (error) {
    if (!isRefusedBySystem(error)) throw error;
    throw new UserError({ message, where: file, found: reason(error), expected });
  }
  const found = `more than ${largest / 1024 ** 2} MB`;
  throw new UserError({ message, where: file, found, expected, hint: shorten });
}

/** Null: there is more. */
function readAtMost(file: string, most: number): Buffer | null {
  const descriptor = openSync(file, 'r');
  try {
    const pieces: Buffer[] = [];
    for (let length = 0; length <= most; ) {
      const piece = Buffer.allocUnsafe(block);
      const count = readSync(descriptor, piece);
      if (count === 0) return Buffer.concat(pieces, length);
      pieces.push(piece.subarray(0, count));
      length += count;
    }
    return null;
  } finally {
    closeSync(descriptor);
  }
}
