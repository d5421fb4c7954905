/**
 * The hash index under the states of all workers: as SlotIndex (slots.ts), where several look keys up and enter them at the
 * same time.
 *
 * A slot is empty or says an index, and never changes again: who enters one does so by compare-and-exchange, and if another
 * was first, he looks at what that one has entered. The row behind an index is written before the index is, and where the row
 * is follows from the index, so whoever sees the one sees the other.
 *
 *     control   [ bits of an index | capacity of segment 0, 1, ... | keys in segment 0, 1, ... | 1: it can grow no more ]
 *
 * Growing moves slots. For that all workers meet and tell how many keys they have put (`publish`), each grows its part of the
 * segments (`grow`), and when all have they take notice (`refresh`). A look-up ends at an empty slot, so there must always be
 * one: of the slots that are free when they meet, but one, each worker may fill an equal part until they meet again.
 *
 *     Invariant, for each segment:   keys + the sum of `allowed` of all workers < capacity,   used <= allowed
 */
import { type IntMemory, ownMemory, placeOf } from '../../arrays/memory.ts';
import { ownStretch, reachStretch, type Stretch, wordsOf } from '../../arrays/shared.ts';
import { must } from '../dump.ts';
import { IndexCrowded, TablesFull } from '../region.ts';
import { type HashAll, SlotTable, widenIndex } from '../slots.ts';

/** Memory for one of the segments, of so many bytes at first and at most. */
export type SegmentStretch = (bytes: number, most: number, segment: number) => Stretch;

export interface SlotMemory {
  readonly control: SharedArrayBuffer;
  readonly segments: readonly Stretch[];
}

const segmentBits = 6;
export const segmentCount = 1 << segmentBits;
const maxLoad = 0.85;
/** A segment doubles by itself when so much of it is full, or would be with some keys of each worker: hashes are not even. */
const fullest = 0.95;
const keysEach = 16;
/** Slots up to which the smallest segment may double: room for all that an index can name, 2^31 keys, at half of the load. */
const mostSlots = 1 << 26;
const firstIndexBits = 22;

const bitsAt = 0;
const capacityAt = 1;
const keysAt = capacityAt + segmentCount;
const fullAt = keysAt + segmentCount;
const controlWords = fullAt + 1;

/** The description that compiled code reads: [ bits of an index | place and length of each segment | used of each | allowed of each ]. */
const placesAt = 1;
const usedAt = placesAt + 2 * segmentCount;
const allowedAt = usedAt + segmentCount;
const descriptionWords = allowedAt + segmentCount;

/**
 * With `first` slots in each segment or more, and with room to double up to `most` in the smallest. Address space is reserved,
 * and memory used as segments grow.
 */
export function slotMemory(
  first: number,
  most = mostSlots,
  stretch: SegmentStretch = ownStretch,
): SlotMemory {
  // So that the segments, which grow by doubling, do so at different times.
  const firstSlots = (segment: number): number => Math.floor(first * 2 ** (segment / segmentCount));
  const doublings = Math.ceil(Math.log2(most / first));
  const control = new SharedArrayBuffer(4 * controlWords);
  const words = new Int32Array(control);
  words[bitsAt] = firstIndexBits;
  const segments = Array.from({ length: segmentCount }, (_, segment) => {
    words[capacityAt + segment] = firstSlots(segment);
    return stretch(4 * firstSlots(segment), 4 * firstSlots(segment) * 2 ** doublings, segment);
  });
  return { control, segments };
}

/** All its words: what says how they are laid out, then segment by segment. For when nobody writes. */
export function dumpSlots({ control, segments }: SlotMemory): Int32Array[] {
  const layout = new Int32Array(control, 0, keysAt).slice();
  return [layout, ...segments.map((stretch, k) => wordsOf(stretch, 0, layout[capacityAt + k]))];
}

/** Fills the memory of an index that nobody has used. `keys`: all that it names are below. */
export function restoreSlots(
  { control, segments }: SlotMemory,
  [layout, ...words]: readonly Int32Array[],
  keys: number,
): void {
  const bits = layout[0];
  must(bits >= firstIndexBits && bits <= 31, 'the index names keys of another width');
  const mask = 2 ** bits - 1;
  const written = new Int32Array(control);
  segments.forEach(({ most }, segment) => {
    const slots = words[segment];
    const { length } = slots;
    const roomy = length === layout[capacityAt + segment] && length >= written[capacityAt + segment];
    must(roomy && 4 * length <= most, 'a segment of the index has another length');
    // Where none is empty a key that is not there would be looked for without end.
    must(slots.includes(0), 'a segment of the index is full');
    must(
      slots.every((slot) => slot === 0 || ((slot & mask) > 0 && (slot & mask) <= keys)),
      'the index names a key that nobody has',
    );
  });
  written.set(layout);
  segments.forEach((stretch, segment) => {
    const slots = words[segment];
    if (!reachStretch(stretch, slots.byteLength)) throw new TablesFull('no room for the index');
    wordsOf(stretch, 0, slots.length).set(slots);
    written[keysAt + segment] = slots.reduce((keys, slot) => keys + (slot === 0 ? 0 : 1), 0);
  });
}

export class SharedSlots extends SlotTable {
  readonly #memory: SlotMemory;
  readonly #control: Int32Array;
  readonly #workers: number;
  /** Keys at which the fullest segment has too many. */
  #room = 0;
  /** For each segment: the keys that this worker has put and not told of, and those that it may put until all meet. */
  readonly #used: Int32Array;
  readonly #allowed: Int32Array;
  readonly description: Int32Array;

  /** The index as one of `workers` sees it. */
  constructor(memory: SlotMemory, hashAll: HashAll, workers: number, ints: IntMemory = ownMemory) {
    super(segmentBits, firstIndexBits, hashAll, ints);
    this.description = ints.take(descriptionWords);
    this.#used = this.description.subarray(usedAt, allowedAt);
    this.#allowed = this.description.subarray(allowedAt);
    this.#memory = memory;
    this.#control = new Int32Array(memory.control);
    this.#workers = workers;
    this.refresh();
  }

  /** True when it can grow no more: then what has no room ends the search. */
  get full(): boolean {
    return Atomics.load(this.#control, fullAt) === 1;
  }

  /** Throws IndexCrowded where all have to meet first, or TablesFull when that would not help. */
  put(index: number): boolean {
    const segment = this.hash >>> (32 - segmentBits);
    if (this.#used[segment] >= this.#allowed[segment]) this.refuse();
    if (!this.enter(index)) return false;
    this.#used[segment]++;
    return true;
  }

  /** Says that there is no room for another key of this worker's. */
  refuse(): never {
    throw this.full ? new TablesFull('no room for further keys') : new IndexCrowded('all have to meet');
  }

  /** As put, for a key that is `expected`. */
  enter(index: number): boolean {
    if ((index + 1) >>> this.indexBits !== 0)
      throw new RangeError('an index has more bits than there is room for');
    const slots = this.segments[this.hash >>> (32 - segmentBits)];
    const slot = (this.hash << this.indexBits) | (index + 1);
    return Atomics.compareExchange(slots, this.position, 0, slot) === 0;
  }

  /** Counts a key that will be entered once all have met and the index has grown. */
  expect(hash: number): void {
    this.#used[hash >>> (32 - segmentBits)]++;
  }

  /** How many keys, the first of so many with these hashes, have room, were they all new. */
  fitting(hashes: Int32Array, count: number): number {
    let least = count;
    for (let segment = 0; segment < segmentCount; segment++)
      least = Math.min(least, this.#allowed[segment] - this.#used[segment]);
    if (least === count) return count;
    const left = this.#allowed.map((allowed, segment) => allowed - this.#used[segment]);
    for (let k = 0; k < count; k++) if (--left[hashes[k] >>> (32 - segmentBits)] < 0) return k;
    return count;
  }

  /** True when it is time to grow for so many keys, with indices below `indices`. */
  crowded(keys: number, indices: number): boolean {
    return keys > this.#room || indices >>> this.indexBits !== 0;
  }

  /** Tells how many keys this worker has put: to be called when all meet. */
  publish(): void {
    this.#used.forEach((keys, segment) => {
      if (keys > 0) Atomics.add(this.#control, keysAt + segment, keys);
    });
    this.#used.fill(0);
  }

  /** Grows one of so many parts where it is crowded. For all workers at once, all with the same numbers, when all have published. */
  grow(keys: number, indices: number, part: number, parts: number): void {
    // The next ones too, so that all have something to do: the fuller a segment, the lower its number, of those of one length.
    // However many there are, one doubling gives each of the segments to somebody.
    const load = maxLoad * 2 ** -Math.min(1, (2 * parts) / segmentCount);
    const evenly = this.crowded(keys, indices) ? keys / segmentCount / load : 0;
    const before = this.indexBits;
    while (this.indexBits < 31 && indices >>> this.indexBits !== 0) this.indexBits++;
    if (indices >>> this.indexBits !== 0) throw new RangeError('an index holds at most 2^31 - 2 keys');
    this.#control[bitsAt] = this.indexBits;
    for (let segment = part; segment < segmentCount; segment += parts) {
      widenIndex(this.segments[segment], before, this.indexBits);
      this.#growSegment(segment, evenly);
    }
  }

  /** Forgets all keys, one of so many parts; all workers at once, which then meet and `refresh`. It stays as large as it was. */
  clear(part: number, parts: number): void {
    for (let segment = part; segment < segmentCount; segment += parts) this.segments[segment].fill(0);
    if (part === 0) this.#control.fill(0, keysAt, fullAt);
    this.#used.fill(0);
  }

  /** Takes notice of what all have grown, before the next look. */
  refresh(): void {
    this.indexBits = this.#control[bitsAt];
    this.description[0] = this.indexBits;
    this.segments = this.#memory.segments.map((stretch, segment) => {
      const capacity = this.#control[capacityAt + segment];
      const known = this.segments[segment];
      return known?.length === capacity ? known : wordsOf(stretch, 0, capacity);
    });
    this.segments.forEach((slots, segment) => {
      const { length } = slots;
      this.description[placesAt + 2 * segment] = placeOf(slots);
      this.description[placesAt + 2 * segment + 1] = length;
      const free = length - 1 - Atomics.load(this.#control, keysAt + segment);
      this.#allowed[segment] = Math.max(0, Math.floor(free / this.#workers));
    });
    // What cannot grow need not.
    const growing = this.segments.filter(({ length }, k) => !this.full && this.#canDouble(k, length));
    this.#room = maxLoad * segmentCount * Math.min(...growing.map(({ length }) => length));
  }

  #canDouble(segment: number, capacity: number): boolean {
    return 2 * 4 * capacity <= this.#memory.segments[segment].most;
  }

  /** Doubles a segment until it has so many slots, and enough for its own keys, as far as it can. */
  #growSegment(segment: number, evenly: number): void {
    const stretch = this.#memory.segments[segment];
    const needed = (this.#control[keysAt + segment] + keysEach * this.#workers) / fullest;
    const { length } = this.segments[segment];
    let capacity = length;
    while (capacity < Math.max(evenly, needed) && this.#canDouble(segment, capacity)) capacity *= 2;
    const grown = reachStretch(stretch, 4 * capacity);
    if (!grown || capacity < needed) Atomics.store(this.#control, fullAt, 1);
    if (!grown || capacity === length) return;
    const old = this.segments[segment].slice();
    this.#control[capacityAt + segment] = capacity;
    const slots = wordsOf(stretch, 0, capacity);
    slots.fill(0);
    this.move(old, slots);
  }
}
