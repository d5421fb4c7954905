/**
 * Interners: equal contents get the same dense id (0, 1, 2, ... in the order of first sight), different contents
 * different ids, decided by comparing the contents and never by a hash alone. What is interned is copied into an arena
 * and stays there for the interner's lifetime.
 *
 *     arena   chunk 0 [ length | words ... | length | words ... | ... ]   chunk 1 [ ... ]
 *     starts  id -> chunk << 20 | position of its length word             (up to 4096 chunks of 4 MiB)
 *
 * SeqInterner holds sequences of 32-bit integers; Interner lays bytes out as such a sequence, its byte count first.
 */
import { ChunkedInt32 } from './chunked.ts';
import { hashWords } from './hash.ts';
import { SlotIndex } from './slots.ts';

const CHUNK_BITS = 20;
const OFFSET_MASK = (1 << CHUNK_BITS) - 1;
const FIRST_CHUNK_WORDS = 1 << 10;
const SEGMENT_BITS = 3;

/** Sequences of 32-bit integers -> dense ids. */
export class SeqInterner {
  private readonly chunks: Int32Array[] = [];
  private readonly starts = new ChunkedInt32();
  private readonly slots = new SlotIndex(SEGMENT_BITS, (slots, count, mask, out) => {
    for (let k = 0; k < count; k++) out[k] = this.hashOf((slots[k] & mask) - 1);
  });
  /** The first free word of the last chunk. */
  private free = 0;

  /** Ids given so far. */
  get size(): number {
    return this.starts.length;
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    const arena = this.chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
    return arena + this.starts.bytes + this.slots.bytes;
  }

  /** The id of the first `length` words of `words`, which are copied when they are new. */
  intern(words: Int32Array, length: number): number {
    const hash = hashWords(words, 0, length);
    let id = this.slots.seek(hash);
    while (id >= 0 && !this.holds(id, words, length)) id = this.slots.again();
    if (id >= 0) return id;
    id = this.size;
    this.copy(words, length);
    this.slots.put(id);
    return id;
  }

  /** The sequence of an id given by `intern`: a view into the arena, not to be written to. */
  get(id: number): Int32Array {
    const start = this.starts.get(id);
    const chunk = this.chunks[start >>> CHUNK_BITS];
    const from = (start & OFFSET_MASK) + 1;
    return chunk.subarray(from, from + chunk[from - 1]);
  }

  private hashOf(id: number): number {
    const start = this.starts.get(id);
    const chunk = this.chunks[start >>> CHUNK_BITS];
    return hashWords(chunk, (start & OFFSET_MASK) + 1, chunk[start & OFFSET_MASK]);
  }

  private holds(id: number, words: Int32Array, length: number): boolean {
    const start = this.starts.get(id);
    const chunk = this.chunks[start >>> CHUNK_BITS];
    const at = start & OFFSET_MASK;
    if (chunk[at] !== length) return false;
    for (let i = 0; i < length; i++) if (chunk[at + 1 + i] !== words[i]) return false;
    return true;
  }

  private copy(words: Int32Array, length: number): void {
    const last = this.chunks.at(-1);
    if (last === undefined || this.free + length + 1 > last.length) this.addChunk(length + 1);
    const chunk = this.chunks[this.chunks.length - 1];
    this.starts.push(((this.chunks.length - 1) << CHUNK_BITS) | this.free);
    chunk[this.free] = length;
    for (let i = 0; i < length; i++) chunk[this.free + 1 + i] = words[i];
    this.free += length + 1;
  }

  /** A sequence never straddles two chunks; one longer than a usual chunk gets a chunk of its own. */
  private addChunk(atLeast: number): void {
    if (this.chunks.length === 2 ** (32 - CHUNK_BITS))
      throw new RangeError('an interner holds at most 16 GiB');
    const usual = Math.min(FIRST_CHUNK_WORDS * 2 ** this.chunks.length, 1 << CHUNK_BITS);
    this.chunks.push(new Int32Array(Math.max(usual, atLeast)));
    this.free = 0;
  }
}

/** Byte strings -> dense ids. */
export class Interner {
  private readonly sequences = new SeqInterner();
  private words = new Int32Array(64);
  private wordBytes = new Uint8Array(this.words.buffer);

  /** Ids given so far. */
  get size(): number {
    return this.sequences.size;
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.sequences.bytes;
  }

  /** The id of the first `length` bytes of `bytes`, which are copied when they are new. */
  intern(bytes: Uint8Array, length: number): number {
    const count = 1 + ((length + 3) >>> 2);
    if (count > this.words.length) {
      this.words = new Int32Array(2 * count);
      this.wordBytes = new Uint8Array(this.words.buffer);
    }
    this.words[count - 1] = 0;
    this.words[0] = length;
    for (let i = 0; i < length; i++) this.wordBytes[4 + i] = bytes[i];
    return this.sequences.intern(this.words, count);
  }

  /** The bytes of an id given by `intern`: a view into the arena, not to be written to. */
  get(id: number): Uint8Array {
    const sequence = this.sequences.get(id);
    return new Uint8Array(sequence.buffer, sequence.byteOffset + 4, sequence[0]);
  }
}
