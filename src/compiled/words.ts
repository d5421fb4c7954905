/**
 * The innermost loop, in AssemblyScript: TypeScript's syntax over one linear memory, which all workers of a search share with
 * the tables of the plain loop. Here: words of that memory, and the hashes of src/explore/hash.ts, bit for bit the same.
 */

/** The address of the word at `index` of an array. */
export function at(array: usize, index: i32): usize {
  return array + ((<usize>index) << 2);
}

/** The word at `index` of an array. */
export function get(array: usize, index: i32): i32 {
  return load<i32>(at(array, index));
}

export function set(array: usize, index: i32, value: i32): void {
  store<i32>(at(array, index), value);
}

export function hashPair(a: i32, b: i32): u32 {
  let h: u32 = <u32>a * 0x9e3779b1;
  h = (h ^ (h >> 15) ^ <u32>b) * 0x85ebca6b;
  h = (h ^ (h >> 13)) * 0xc2b2ae35;
  return h ^ (h >> 16);
}

export function hashRow(row: usize, factors: usize, width: i32): u32 {
  let h: u32 = 0;
  for (let i = 0; i < width; i++) h += <u32>get(row, i) * <u32>get(factors, i);
  h = (h ^ (h >> 16)) * 0x7feb352d;
  h = (h ^ (h >> 15)) * 0x846ca68b;
  return h ^ (h >> 16);
}

let kept: i32 = 0;

/** Takes what was read ahead, so that the reads are not optimised away. */
export function keep(read: i32): void {
  kept ^= read;
}

export function keptReads(): i32 {
  return kept;
}
