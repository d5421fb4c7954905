/** Shared memory that grows. */

/** Memory of all that is used from its beginning on: bytes of `buffer` from `first` on, `most` of them at most. */
export interface Stretch {
  readonly buffer: SharedArrayBuffer;
  readonly first: number;
  readonly most: number;
}

/** A buffer of its own, of which address space is taken, and memory used as it grows. */
export function ownStretch(bytes: number, most: number): Stretch {
  return { buffer: new SharedArrayBuffer(bytes, { maxByteLength: most }), first: 0, most };
}

/** So many of its integers, from the `from`-th on. It must have been reached before. */
export function wordsOf({ buffer, first }: Stretch, from: number, length: number): Int32Array {
  return new Int32Array(buffer, first + 4 * from, length);
}

/** All its integers. */
export function wholeOf(stretch: Stretch): Int32Array {
  return wordsOf(stretch, 0, Math.floor(stretch.most / 4));
}

/** Makes so many bytes usable; false when there are not so many, or the machine's memory does not allow it. */
export function reachStretch({ buffer, first, most }: Stretch, bytes: number): boolean {
  return bytes <= most && (!buffer.growable || reach(buffer, first + bytes));
}

/** Makes the buffer so long, where it is shorter; false when its address space, or the machine's memory, does not allow it. */
export function reach(buffer: SharedArrayBuffer, bytes: number): boolean {
  if (buffer.byteLength >= bytes) return true;
  try {
    buffer.grow(bytes);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
