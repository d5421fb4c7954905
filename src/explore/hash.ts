/**
 * The hashes behind the explorer's tables: 32 bits out of small dense integers. They only decide where a key is looked
 * for; what is found there is always compared, so a poor hash costs time and never a state.
 *
 * Both ends of a result matter: SlotIndex takes the high bits as a position and the low bits as a tag.
 */

/** Mixes two non-negative integers. */
export function hashPair(a: number, b: number): number {
  let h = Math.imul(a, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 15) ^ b, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Mixes `length` integers of `words` from `start` on: multiply, rotate, add, and a final avalanche. */
export function hashWords(words: Int32Array, start: number, length: number): number {
  let h = length;
  for (let i = start; i < start + length; i++) {
    const k = Math.imul(words[i], 0x9e3779b1);
    h ^= Math.imul((k << 15) | (k >>> 17), 0x85ebca6b);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0x52dce729) | 0;
  }
  return avalanche(h);
}

/**
 * Mixes a row of factors.length integers, which all rows have: a sum of products that do not wait for each other, which
 * is faster than hashWords.
 */
export function hashRow(words: Int32Array, start: number, factors: Int32Array): number {
  let h = 0;
  for (let i = 0; i < factors.length; i++) h = (h + Math.imul(words[start + i], factors[i])) | 0;
  return avalanche(h);
}

/** Odd factors for the columns of a row. */
export function rowFactors(width: number): Int32Array {
  return Int32Array.from({ length: width }, (_, i) => avalanche(Math.imul(i + 1, 0x9e3779b1)) | 1);
}

function avalanche(word: number): number {
  let h = Math.imul(word ^ (word >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return h ^ (h >>> 16);
}
