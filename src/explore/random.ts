/**
 * A seeded source of chance: xoshiro128** (Blackman and Vigna), its state filled by splitmix32 from a seed and a stream
 * number. The same two numbers give the same sequence on every machine; streams of one seed are unrelated.
 */

const words = 4;
const range = 0x1_0000_0000;

export class Random {
  readonly #s = new Uint32Array(words);

  /** Both are whole numbers >= 0, exact up to 2^53. */
  constructor(seed: number, stream: number) {
    // Each half of both numbers is mixed in, so that seeds that differ in one bit anywhere part at once.
    let mixed = 0;
    for (const part of [seed, seed / range, stream, stream / range]) {
      mixed = splitmix((mixed ^ Math.floor(part)) >>> 0);
    }
    for (let k = 0; k < words; k++) {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      this.#s[k] = splitmix(mixed);
    }
    // All zero is the one state that it never leaves.
    if (this.#s.every((word) => word === 0)) this.#s[0] = 1;
  }

  /** 32 bits, as a number 0 <= result < 2^32. */
  bits(): number {
    const s = this.#s;
    const result = Math.imul(rotate(Math.imul(s[1], 5), 7), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 11);
    return result;
  }

  /** 0 <= result < 1. */
  fraction(): number {
    return this.bits() / range;
  }

  /** A whole number, 0 <= result < n; n <= 2^32. */
  below(n: number): number {
    return Math.floor(this.fraction() * n);
  }
}

/** One round of splitmix32's mixing. */
function splitmix(word: number): number {
  let z = word;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}

function rotate(word: number, by: number): number {
  return ((word << by) | (word >>> (32 - by))) >>> 0;
}
