/**
 * Where growing tables keep their integers. A table that compiled code reads as well keeps a description of itself beside
 * them: where its arrays are, as places in the one memory that such code sees.
 */
export interface IntMemory {
  /** So many integers, all 0. Throws where there is no room. */
  take(length: number): Int32Array;
  /** Nobody looks at the array any more. */
  giveBack(array: Int32Array): void;
}

/** Memory of the engine's, which compiled code does not see. */
export const ownMemory: IntMemory = {
  take: (length) => new Int32Array(length),
  giveBack: () => {},
};

/** Where an array is: its first byte in the memory that it is part of. */
export function placeOf(array: { readonly byteOffset: number }): number {
  return array.byteOffset;
}

/** A copy of the integers. */
export function takeCopy(memory: IntMemory, words: Int32Array): Int32Array {
  const copy = memory.take(words.length);
  copy.set(words);
  return copy;
}

/** So many floating-point numbers, all 0. Places that memory gives are multiples of eight bytes. */
export function takeFloats(memory: IntMemory, length: number): Float64Array {
  const words = memory.take(2 * length);
  return new Float64Array(words.buffer, words.byteOffset, length);
}
