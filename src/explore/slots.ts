/**
 * The hash index under every table that gives dense indices to its keys (pairs, rows, sequences): from a 32-bit hash to
 * the indices that may hold the key. The keys themselves stay with the owner, who compares them:
 *
 *     let index = slots.seek(hash);
 *     while (index >= 0 && !sameKey(index)) index = slots.again();
 *     if (index < 0) slots.put(index of the key just appended);
 *
 * Layout. The high bits of the hash choose one of a few segments, each an open-addressing table of 4-byte slots with
 * linear probing; the next bits choose the home position, by multiplication, so that a segment may have any length:
 *
 *     hash   [ segment | position ......   ........ tag ]
 *     slot   [ tag: the hash's low 32 - n bits | index + 1: n bits ]        0 = empty
 *
 * An index needs only n = log2(size) bits, and what is left of the 32 is a tag for free: a wrong candidate is nearly
 * always refused without a look at its key, which would be a cache miss. When n grows by one, every tag loses a bit in
 * place. Segments grow one at a time and by a third, so a state costs 5 to 6 bytes here and growth has no spike.
 */

/** A segment grows when it is fuller than this: long probes, but within a cache line or two. */
const MAX_LOAD = 0.82;
const GROWTH = 1.35;
const FIRST_SLOTS = 16;
const FIRST_INDEX_BITS = 10;

export class SlotIndex {
  private readonly segmentBits: number;
  private readonly segments: Int32Array[] = [];
  /** Entries of each segment, and how many it may hold before it grows. */
  private readonly counts: number[] = [];
  private readonly limits: number[] = [];
  private readonly hashOf: (index: number) => number;
  private indexBits = FIRST_INDEX_BITS;
  private size = 0;
  /** Where the last seek or again stopped. */
  private hash = 0;
  private position = 0;

  /** `hashOf` gives the hash of a key already put; `segmentBits` >= 1: more segments, smaller steps of growth. */
  constructor(segmentBits: number, hashOf: (index: number) => number) {
    this.segmentBits = segmentBits;
    this.hashOf = hashOf;
    for (let i = 0; i < 1 << segmentBits; i++) {
      this.segments.push(new Int32Array(FIRST_SLOTS));
      this.counts.push(0);
      this.limits.push(Math.floor(FIRST_SLOTS * MAX_LOAD));
    }
  }

  get bytes(): number {
    return this.segments.reduce((sum, slots) => sum + slots.byteLength, 0);
  }

  /** Reads the home slot of `hash`, which brings its cache line in; see PairTable.settle. */
  touch(hash: number): number {
    const slots = this.segments[hash >>> (32 - this.segmentBits)];
    return slots[(((hash << this.segmentBits) >>> 0) * slots.length * 2 ** -32) | 0];
  }

  /** The first index whose key may have this hash, or -1. */
  seek(hash: number): number {
    this.hash = hash;
    const slots = this.segments[hash >>> (32 - this.segmentBits)];
    return this.scan(slots, (((hash << this.segmentBits) >>> 0) * slots.length * 2 ** -32) | 0);
  }

  /** The next such index, or -1. */
  again(): number {
    const slots = this.segments[this.hash >>> (32 - this.segmentBits)];
    const position = this.position + 1;
    return this.scan(slots, position === slots.length ? 0 : position);
  }

  /** Enters `index` under the hash for which seek or again has just returned -1. Indices are put in the order 0, 1, ... */
  put(index: number): void {
    const segment = this.hash >>> (32 - this.segmentBits);
    this.segments[segment][this.position] = (this.hash << this.indexBits) | (index + 1);
    this.size++;
    if (++this.counts[segment] > this.limits[segment]) this.growSegment(segment);
    if (this.size + 1 >= 2 ** this.indexBits) this.widenIndex();
  }

  private scan(slots: Int32Array, from: number): number {
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

  private growSegment(segment: number): void {
    const old = this.segments[segment];
    const slots = new Int32Array(Math.ceil(old.length * GROWTH));
    const mask = (1 << this.indexBits) - 1;
    for (let i = 0; i < old.length; i++) {
      const slot = old[i];
      if (slot === 0) continue;
      const hash = this.hashOf((slot & mask) - 1);
      let position = (((hash << this.segmentBits) >>> 0) * slots.length * 2 ** -32) | 0;
      while (slots[position] !== 0) if (++position === slots.length) position = 0;
      slots[position] = slot;
    }
    this.segments[segment] = slots;
    this.limits[segment] = Math.floor(slots.length * MAX_LOAD);
  }

  /** Gives the index one more bit: every tag moves up by one and loses its highest. */
  private widenIndex(): void {
    if (this.indexBits === 31) throw new RangeError('an index holds at most 2^31 - 2 keys');
    const mask = (1 << this.indexBits) - 1;
    for (const slots of this.segments) {
      for (let i = 0; i < slots.length; i++) {
        const slot = slots[i];
        slots[i] = ((slot & ~mask) << 1) | (slot & mask);
      }
    }
    this.indexBits++;
  }
}
