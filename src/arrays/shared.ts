/** Shared memory that grows. */

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
