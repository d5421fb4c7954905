/**
 * Frames: the length of what follows, four bytes with the lowest first, and so many bytes of UTF-8 text.
 */
import { readSync, writeSync } from 'node:fs';

export const headBytes = 4;
/** More is no answer: text that was printed among the frames begins with some such length. */
export const mostBytes = 1 << 26;

/** False: nobody reads any more. */
export function writeFrame(to: number, text: string): boolean {
  const body = Buffer.from(text);
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.writeUInt32LE(body.length);
  body.copy(frame, headBytes);
  try {
    for (let at = 0; at < frame.length; ) at += writeSync(to, frame, at);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return false;
    throw error;
  }
}

/** Null: nobody writes any more. Throws an Error for what is no frame. */
export function readFrame(from: number): string | null {
  const head = readBytes(from, headBytes);
  if (head === null) return null;
  const length = head.readUInt32LE();
  if (length > mostBytes) {
    const told = `${length} bytes are announced, by ${JSON.stringify(head.toString('latin1'))}`;
    throw new Error(`${told}; a frame has at most ${mostBytes}`);
  }
  return readBytes(from, length)?.toString('utf8') ?? null;
}

function readBytes(from: number, length: number): Buffer | null {
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; ) {
    const read = readSync(from, bytes, at, length - at, null);
    if (read === 0) return null;
    at += read;
  }
  return bytes;
}
