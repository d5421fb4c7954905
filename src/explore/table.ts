/**
 * IntPairMap maps pairs of integers to integers: the memo of a system's successor function, and so the most used table
 * of all. One look-up reads one place in memory:
 *
 *     slot   [ ~a | b | value ]        ~a is never 0, so a zeroed slot is an empty one
 *
 * It is exact (keys are compared). It is split into segments that double one at a time, so growth has no spike.
 */
import { type IntMemory, ownMemory, placeOf } from '../arrays/memory.ts';
import { hashPair } from './hash.ts';

const segmentBits = 4;
const firstSlots = 32;
/** Beyond this a segment doubles: a memo is read far more often than written, so probes are kept short. */
const maxLoad = 0.65;

/** An exact map from pairs of non-negative 32-bit integers to 32-bit integers. Nothing is ever removed. */
export class IntPairMap {
  /** The high bits of a key's hash choose its segment, the low bits its slot. */
  private readonly segments: Int32Array[] = [];
  /** Per segment: the slot count less one, and the entries still free before it doubles. */
  private readonly masks: number[] = [];
  private readonly room: number[] = [];
  private entries = 0;
  /** [ the place of each segment | the mask of each ] */
  readonly description: Int32Array;
  private readonly memory: IntMemory;

  constructor(memory = ownMemory) {
    this.memory = memory;
    this.description = memory.take(2 << segmentBits);
    for (let i = 0; i < 1 << segmentBits; i++) {
      this.segments.push(memory.take(3 * firstSlots));
      this.masks.push(firstSlots - 1);
      this.room.push(Math.floor(firstSlots * maxLoad));
      this.describe(i);
    }
  }

  get size(): number {
    return this.entries;
  }

  /** Bytes held, used or not. */
  get bytes(): number {
    return this.segments.reduce((sum, slots) => sum + slots.byteLength, 0);
  }

  /** The value of (a, b), or -1 when there is none. */
  get(a: number, b: number): number {
    const hash = hashPair(a, b);
    const slots = this.segments[hash >>> (32 - segmentBits)];
    const mask = this.masks[hash >>> (32 - segmentBits)];
    const key = ~a;
    for (let i = hash & mask; ; i = (i + 1) & mask) {
      const at = i * 3;
      const found = slots[at];
      if (found === key && slots[at + 1] === b) return slots[at + 2];
      if (found === 0) return -1;
    }
  }

  /** Reads the first place where `get` looks, which brings its cache line in. */
  touch(a: number, b: number): number {
    const hash = hashPair(a, b);
    return this.segments[hash >>> (32 - segmentBits)][(hash & this.masks[hash >>> (32 - segmentBits)]) * 3];
  }

  /** Gives (a, b) the value `value`, in place of an earlier one. */
  set(a: number, b: number, value: number): void {
    const hash = hashPair(a, b);
    const segment = hash >>> (32 - segmentBits);
    if (this.place(segment, hash, ~a, b, value)) {
      this.entries++;
      if (--this.room[segment] <= 0) this.grow(segment);
    }
  }

  /** True when the key is new. */
  private place(segment: number, hash: number, key: number, b: number, value: number): boolean {
    const slots = this.segments[segment];
    const mask = this.masks[segment];
    for (let i = hash & mask; ; i = (i + 1) & mask) {
      const at = i * 3;
      const found = slots[at];
      if (found !== 0 && (found !== key || slots[at + 1] !== b)) continue;
      slots[at] = key;
      slots[at + 1] = b;
      slots[at + 2] = value;
      return found === 0;
    }
  }

  private grow(segment: number): void {
    const old = this.segments[segment];
    const count = 2 * (this.masks[segment] + 1);
    this.segments[segment] = this.memory.take(3 * count);
    this.masks[segment] = count - 1;
    this.room[segment] = Math.floor(count * maxLoad) - Math.floor((count / 2) * maxLoad);
    for (let at = 0; at < old.length; at += 3) {
      if (old[at] !== 0)
        this.place(segment, hashPair(~old[at], old[at + 1]), old[at], old[at + 1], old[at + 2]);
    }
    this.describe(segment);
    this.memory.giveBack(old);
  }

  private describe(segment: number): void {
    this.description[segment] = placeOf(this.segments[segment]);
    this.description[(1 << segmentBits) + segment] = this.masks[segment];
  }
}
