/**
 * The hash index under the states of all workers: as SlotIndex (slots.ts), where several look keys up and enter them at the
 * same time.
 *
 * A slot is empty or says an index, and never changes again: who enters one does so by compare-and-exchange, and if another
 * was first, he looks at what that one has entered. The row behind an index is written before the index is, and where the row
 * is follows from the index, so whoever sees the one sees the other.
 *
 *     control   [ bits of an index | capacity of segment 0, 1, ... ]
 *
 * Growing moves slots. For that all workers meet, one grows (`grow`), and the others take notice (`refresh`). It is asked for
 * in time: between two looks at `crowded` there is room for what the workers may enter.
 */
import type { HashAll, Slots } from '../slots.ts';

export interface SlotMemory {
  readonly control: SharedArrayBuffer;
  readonly segments: readonly SharedArrayBuffer[];
}

const SEGMENT_BITS = 6;
const SEGMENTS = 1 << SEGMENT_BITS;
const MAX_LOAD = 0.85;
const FIRST_SLOTS = 1 << 12;
/** So that the segments, which grow by doubling, do so at different times. */
const mostSlots = (segment: number): number => firstSlots(segment) * 2 ** 13;
const FIRST_INDEX_BITS = 22;
/** Entries moved together when a segment doubles. */
const BATCH = 256;

function firstSlots(segment: number): number {
  return Math.floor(FIRST_SLOTS * 2 ** (segment / SEGMENTS));
}

/** Address space is reserved, and memory used as segments grow. */
export function slotMemory(): SlotMemory {
  const control = new SharedArrayBuffer(4 * (1 + SEGMENTS));
  const words = new Int32Array(control);
  words[0] = FIRST_INDEX_BITS;
  const segments = Array.from({ length: SEGMENTS }, (_, segment) => {
    words[1 + segment] = firstSlots(segment);
    return new SharedArrayBuffer(4 * firstSlots(segment), { maxByteLength: 4 * mostSlots(segment) });
  });
  return { control, segments };
}

export class SharedSlots implements Slots {
  readonly #memory: SlotMemory;
  readonly #control: Int32Array;
  readonly #hashAll: HashAll;
  #segments: Int32Array[] = [];
  #bits = FIRST_INDEX_BITS;
  /** Where the last seek or again stopped. */
  #hash = 0;
  #position = 0;

  constructor(memory: SlotMemory, hashAll: HashAll) {
    this.#memory = memory;
    this.#control = new Int32Array(memory.control);
    this.#hashAll = hashAll;
    this.refresh();
  }

  /** Of all workers. */
  get bytes(): number {
    return this.#segments.reduce((sum, slots) => sum + slots.byteLength, 0);
  }

  touch(hash: number): number {
    const slots = this.#segments[hash >>> (32 - SEGMENT_BITS)];
    return slots[homeOf(hash, slots)];
  }

  seek(hash: number): number {
    this.#hash = hash;
    const slots = this.#segments[hash >>> (32 - SEGMENT_BITS)];
    return this.#scan(slots, homeOf(hash, slots));
  }

  again(): number {
    const slots = this.#segments[this.#hash >>> (32 - SEGMENT_BITS)];
    const position = this.#position + 1;
    return this.#scan(slots, position === slots.length ? 0 : position);
  }

  put(index: number): boolean {
    const slots = this.#segments[this.#hash >>> (32 - SEGMENT_BITS)];
    if (index + 1 >= 2 ** this.#bits) throw new RangeError('an index has more bits than there is room for');
    const slot = (this.#hash << this.#bits) | (index + 1);
    return Atomics.compareExchange(slots, this.#position, 0, slot) === 0;
  }

  /** After a `put` that came too late: the index that stands there if its key may have the hash, or the next such, or -1. */
  retry(): number {
    return this.#scan(this.#segments[this.#hash >>> (32 - SEGMENT_BITS)], this.#position);
  }

  /** True when it is time to grow for so many keys, with indices below `indices`. */
  crowded(keys: number, indices: number): boolean {
    if (indices >= 2 ** this.#bits) return true;
    return this.#segments.some((slots) => keys / SEGMENTS > MAX_LOAD * slots.length);
  }

  /** Grows until it is no longer crowded. For one worker, while all others wait. */
  grow(keys: number, indices: number): void {
    this.refresh();
    while (indices >= 2 ** this.#bits) this.#widenIndex();
    this.#segments.forEach((slots, segment) => {
      let capacity = slots.length;
      while (keys / SEGMENTS > MAX_LOAD * capacity) capacity *= 2;
      if (capacity > slots.length) this.#growSegment(segment, capacity);
    });
    this.refresh();
  }

  /** Takes notice of what one has grown, before the next look. */
  refresh(): void {
    this.#bits = this.#control[0];
    this.#segments = this.#memory.segments.map((buffer, segment) => {
      const capacity = this.#control[1 + segment];
      const known = this.#segments[segment];
      return known?.length === capacity ? known : new Int32Array(buffer, 0, capacity);
    });
  }

  #scan(slots: Int32Array, from: number): number {
    const bits = this.#bits;
    const tag = this.#hash << bits;
    let position = from;
    for (;;) {
      const slot = slots[position];
      if (slot === 0 || (slot ^ tag) >>> bits === 0) {
        this.#position = position;
        return (slot & ((1 << bits) - 1)) - 1;
      }
      if (++position === slots.length) position = 0;
    }
  }

  #growSegment(segment: number, capacity: number): void {
    const old = this.#segments[segment].slice();
    const buffer = this.#memory.segments[segment];
    if (buffer.byteLength < 4 * capacity) buffer.grow(4 * capacity);
    this.#control[1 + segment] = capacity;
    const slots = new Int32Array(buffer, 0, capacity);
    slots.fill(0);
    const mask = (1 << this.#bits) - 1;
    const hashes = new Int32Array(BATCH);
    const taken = old.filter((slot) => slot !== 0);
    for (let from = 0; from < taken.length; from += BATCH) {
      const moving = taken.subarray(from, from + BATCH);
      this.#hashAll(moving, moving.length, mask, hashes);
      for (let k = 0; k < moving.length; k++) {
        let position = homeOf(hashes[k], slots);
        while (slots[position] !== 0) if (++position === slots.length) position = 0;
        slots[position] = moving[k];
      }
    }
  }

  /** Gives the index one more bit: every tag moves up by one and loses its highest. */
  #widenIndex(): void {
    if (this.#bits === 31) throw new RangeError('an index holds at most 2^31 - 2 keys');
    const mask = (1 << this.#bits) - 1;
    for (const slots of this.#segments) {
      for (let i = 0; i < slots.length; i++) slots[i] = ((slots[i] & ~mask) << 1) | (slots[i] & mask);
    }
    this.#bits++;
    this.#control[0] = this.#bits;
  }
}

function homeOf(hash: number, slots: Int32Array): number {
  return (((hash << SEGMENT_BITS) >>> 0) * slots.length * 2 ** -32) | 0;
}
