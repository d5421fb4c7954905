/**
 * Interners: equal contents get the same dense id (0, 1, 2, ... in the order of first sight), different contents
 * different ids, decided by comparing the contents and never by a hash alone. What is interned is copied into an arena
 * and stays there for the interner's lifetime.
 *
 *     arena    [ length | words ... ]          starts   id -> place in the arena
 *
 * SeqInterner holds sequences of 32-bit integers; `packBytes` lays bytes out as such a sequence, its byte count first.
 */
import { ChunkedInt32 } from '../arrays/chunked.ts';
import { Arena } from '../arrays/growing.ts';
import { hashWords } from './hash.ts';
import { SlotIndex } from './slots.ts';

const segmentBits = 3;

/** Sequences of 32-bit integers -> dense ids. */
export class SeqInterner {
  private readonly arena = new Arena();
  private readonly starts = new ChunkedInt32();
  private readonly slots = new SlotIndex(segmentBits, (slots, count, mask, out) => {
    for (let k = 0; k < count; k++) out[k] = this.hashOf((slots[k] & mask) - 1);
  });

  /** Ids given so far. */
  get size(): number {
    return this.starts.length;
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.arena.bytes + this.starts.bytes + this.slots.bytes;
  }

  /** The id of the first `length` words of `words`, which are copied when they are new. */
  intern(words: Int32Array, length: number): number {
    const known = this.find(words, length);
    if (known >= 0) return known;
    this.copy(words, length);
    this.slots.put(this.size - 1);
    return this.size - 1;
  }

  /** The id of the first `length` words of `words`, or -1. */
  find(words: Int32Array, length: number): number {
    let id = this.slots.seek(hashWords(words, 0, length));
    while (id >= 0 && !this.holds(id, words, length)) id = this.slots.again();
    return id;
  }

  /** The sequence of an id given by `intern`: a view into the arena, not to be written to. */
  get(id: number): Int32Array {
    const start = this.starts.get(id);
    const from = this.arena.offset(start) + 1;
    const chunk = this.arena.chunk(start);
    return chunk.subarray(from, from + chunk[from - 1]);
  }

  private hashOf(id: number): number {
    const start = this.starts.get(id);
    const chunk = this.arena.chunk(start);
    const at = this.arena.offset(start);
    return hashWords(chunk, at + 1, chunk[at]);
  }

  private holds(id: number, words: Int32Array, length: number): boolean {
    const start = this.starts.get(id);
    const chunk = this.arena.chunk(start);
    const at = this.arena.offset(start);
    if (chunk[at] !== length) return false;
    for (let i = 0; i < length; i++) if (chunk[at + 1 + i] !== words[i]) return false;
    return true;
  }

  private copy(words: Int32Array, length: number): void {
    const start = this.arena.reserve(length + 1);
    const chunk = this.arena.chunk(start);
    const at = this.arena.offset(start);
    chunk[at] = length;
    for (let i = 0; i < length; i++) chunk[at + 1 + i] = words[i];
    this.starts.push(start);
  }
}

/** Lays the first `length` bytes out as integers, their count first; returns how many integers. `into` may grow. */
export function packBytes(bytes: Uint8Array, length: number, into: { words: Int32Array }, room = 0): number {
  const count = 1 + ((length + 3) >>> 2);
  if (count + room > into.words.length) into.words = new Int32Array(2 * (count + room));
  const { words } = into;
  words[count - 1] = 0;
  words[0] = length;
  new Uint8Array(words.buffer, words.byteOffset + 4, length).set(bytes.subarray(0, length));
  return count;
}

/** The bytes that `packBytes` has laid out: a view. */
export function packedBytes(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + 4, words[0]);
}
