/**
 * The hash index under every table that gives dense indices to its keys (states, sequences): from a 32-bit hash to
 * the indices that may hold the key. The keys themselves stay with the owner, who compares them:
 *
 *     let index = slots.seek(hash);
 *     while (index >= 0 && !sameKey(index)) index = slots.again();
 *     if (index < 0) slots.put(index of the key, which is kept by now);
 *
 * Layout. The high bits of the hash choose one of a few segments, each an open-addressing table of 4-byte slots with
 * linear probing; the next bits choose the home position, by multiplication, so that a segment may have any length:
 *
 *     hash   [ segment | position ......   ........ tag ]
 *     slot   [ tag: the hash's low 32 - n bits | index + 1: n bits ]        0 = empty
 *
 * An index needs only n = log2(size) bits, and what is left of the 32 is a tag for free: a wrong candidate is nearly
 * always refused without a look at its key, which would be a cache miss. When n grows by one, every tag loses a bit in
 * place. Segments double one at a time, and evenly spread over time because their first lengths are: so growth has no
 * spike, and memory is always between the extremes, at 6 to 7 bytes a key.
 */
import { type IntMemory, ownMemory } from '../arrays/memory.ts';

/** A segment doubles when it is fuller than this: probes are long then, but within a few cache lines. */
const maxLoad = 0.88;
const firstSlots = 16;
const firstIndexBits = 10;
/** Entries moved together when a segment doubles. */
const batchSize = 256;

/**
 * Computes again the hashes of keys already put: out[k] = the hash of the key with index (slots[k] & mask) - 1, for
 * k < count. One call for many keys, so that the reads of the keys, each a cache miss, overlap.
 */
export type HashAll = (slots: Int32Array, count: number, mask: number, out: Int32Array) => void;

/** What a table asks of its index. */
export interface Slots {
  readonly bytes: number;
  /** What compiled code reads of it; absent: it cannot. */
  readonly description?: Int32Array;
  /** Reads the home slot of `hash`, which brings its cache line in: see StateStore.resolve. */
  touch(hash: number): number;
  /** The first index whose key may have this hash, or -1. */
  seek(hash: number): number;
  /** The next such index, or -1. */
  again(): number;
  /** Enters `index` under the hash for which seek, again or retry has just returned -1; false: somebody else did so first. */
  put(index: number): boolean;
  /** After a `put` that came too late: the index that stands there if its key may have the hash, or the next such, or -1. */
  retry(): number;
}

/** What an index of one's own and a shared one (parallel/sharedslots.ts) have in common: how slots are looked up and moved. */
export abstract class SlotTable implements Slots {
  protected readonly segmentBits: number;
  protected segments: Int32Array[] = [];
  protected indexBits: number;
  /** Where the last seek or again stopped. */
  protected hash = 0;
  protected position = 0;
  private readonly hashAll: HashAll;
  private readonly moving: Int32Array;
  private readonly hashes: Int32Array;

  /** There are 2^segmentBits segments, at least 2: the more, the smaller the steps of growth. */
  constructor(segmentBits: number, indexBits: number, hashAll: HashAll, ints: IntMemory = ownMemory) {
    this.moving = ints.take(batchSize);
    this.hashes = ints.take(batchSize);
    this.segmentBits = segmentBits;
    this.indexBits = indexBits;
    this.hashAll = hashAll;
  }

  abstract put(index: number): boolean;

  get bytes(): number {
    return this.segments.reduce((sum, slots) => sum + slots.byteLength, 0);
  }

  touch(hash: number): number {
    const slots = this.segments[hash >>> (32 - this.segmentBits)];
    return slots[this.home(hash, slots)];
  }

  seek(hash: number): number {
    this.hash = hash;
    const slots = this.segments[hash >>> (32 - this.segmentBits)];
    return this.scan(slots, this.home(hash, slots));
  }

  again(): number {
    const slots = this.segments[this.hash >>> (32 - this.segmentBits)];
    const position = this.position + 1;
    return this.scan(slots, position === slots.length ? 0 : position);
  }

  retry(): number {
    return this.scan(this.segments[this.hash >>> (32 - this.segmentBits)], this.position);
  }

  /** The index in the first slot from a position on whose tag is right, or -1 at an empty one. */
  protected scan(slots: Int32Array, from: number): number {
    const bits = this.indexBits;
    const tag = this.hash << bits;
    let position = from;
    for (;;) {
      const slot = slots[position];
      if (slot === 0 || (slot ^ tag) >>> bits === 0) {
        this.position = position;
        return (slot & ((1 << bits) - 1)) - 1;
      }
      if (++position === slots.length) position = 0;
    }
  }

  /** Moves a segment's entries to another one, which is longer and empty. */
  protected move(old: Int32Array, slots: Int32Array): void {
    const mask = (1 << this.indexBits) - 1;
    const { moving, hashes } = this;
    for (let from = 0; from < old.length; from += batchSize) {
      let count = 0;
      for (let i = from; i < old.length && i < from + batchSize; i++) {
        const slot = old[i];
        if (slot !== 0) moving[count++] = slot;
      }
      this.hashAll(moving, count, mask, hashes);
      for (let k = 0; k < count; k++) {
        let position = this.home(hashes[k], slots);
        while (slots[position] !== 0) if (++position === slots.length) position = 0;
        slots[position] = moving[k];
      }
    }
  }

  private home(hash: number, slots: Int32Array): number {
    return (((hash << this.segmentBits) >>> 0) * slots.length * 2 ** -32) | 0;
  }
}

/** Gives the index in each slot more bits: every tag moves up and loses its highest. */
export function widenIndex(slots: Int32Array, bits: number, wider: number): void {
  if (wider === bits) return;
  const mask = (1 << bits) - 1;
  for (let i = 0; i < slots.length; i++) {
    slots[i] = ((slots[i] & ~mask) << (wider - bits)) | (slots[i] & mask);
  }
}

export class SlotIndex extends SlotTable {
  /** Entries of each segment, and how many it may hold before it grows. */
  private readonly counts: number[] = [];
  private readonly limits: number[] = [];

  constructor(segmentBits: number, hashAll: HashAll) {
    super(segmentBits, firstIndexBits, hashAll);
    for (let i = 0; i < 1 << segmentBits; i++) {
      const length = Math.floor(firstSlots * 2 ** (i / (1 << segmentBits)));
      this.segments.push(new Int32Array(length));
      this.counts.push(0);
      this.limits.push(Math.floor(length * maxLoad));
    }
  }

  /** Indices are put in ascending order, those from 0 or from 1 on. */
  put(index: number): true {
    const segment = this.hash >>> (32 - this.segmentBits);
    this.segments[segment][this.position] = (this.hash << this.indexBits) | (index + 1);
    if (++this.counts[segment] > this.limits[segment]) this.growSegment(segment);
    if ((index + 2) >>> this.indexBits !== 0) this.widen();
    return true;
  }

  private widen(): void {
    if (this.indexBits === 31) throw new RangeError('an index holds at most 2^31 - 2 keys');
    for (const slots of this.segments) widenIndex(slots, this.indexBits, this.indexBits + 1);
    this.indexBits++;
  }

  private growSegment(segment: number): void {
    const old = this.segments[segment];
    const slots = new Int32Array(2 * old.length);
    this.move(old, slots);
    this.segments[segment] = slots;
    this.limits[segment] = Math.floor(slots.length * maxLoad);
  }
}
