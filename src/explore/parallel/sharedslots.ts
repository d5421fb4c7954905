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
 * Growing moves slots. For that all workers meet, each grows its part of the segments (`grow`), and when all have they take
 * notice (`refresh`). It is asked for in time: between two looks at `crowded` there is room for what they may enter.
 */
import { must } from '../dump.ts';
import { type HashAll, SlotTable, widenIndex } from '../slots.ts';

export interface SlotMemory {
  readonly control: SharedArrayBuffer;
  readonly segments: readonly SharedArrayBuffer[];
}

const SEGMENT_BITS = 6;
export const SEGMENTS = 1 << SEGMENT_BITS;
const MAX_LOAD = 0.85;
/** Slots up to which the smallest segment may double: room for all that an index can name, 2^31 keys, at half of the load. */
const MOST_SLOTS = 1 << 26;
const FIRST_INDEX_BITS = 22;

/** With `first` slots in each segment or more. Address space is reserved, and memory used as segments grow. */
export function slotMemory(first: number): SlotMemory {
  // So that the segments, which grow by doubling, do so at different times.
  const firstSlots = (segment: number): number => Math.floor(first * 2 ** (segment / SEGMENTS));
  const doublings = Math.ceil(Math.log2(MOST_SLOTS / first));
  const control = new SharedArrayBuffer(4 * (1 + SEGMENTS));
  const words = new Int32Array(control);
  words[0] = FIRST_INDEX_BITS;
  const segments = Array.from({ length: SEGMENTS }, (_, segment) => {
    words[1 + segment] = firstSlots(segment);
    return new SharedArrayBuffer(4 * firstSlots(segment), {
      maxByteLength: 4 * firstSlots(segment) * 2 ** doublings,
    });
  });
  return { control, segments };
}

/** All its words: what says how they are laid out, then segment by segment. For when nobody writes. */
export function dumpSlots({ control, segments }: SlotMemory): Int32Array[] {
  return [control, ...segments].map((buffer) => new Int32Array(buffer).slice());
}

/** Fills the memory of an index that nobody has used. `keys`: all that it names are below. */
export function restoreSlots(
  { control, segments }: SlotMemory,
  [layout, ...words]: readonly Int32Array[],
  keys: number,
): void {
  const bits = layout[0];
  must(bits >= FIRST_INDEX_BITS && bits <= 31, 'the index names keys of another width');
  const mask = 2 ** bits - 1;
  segments.forEach((buffer, segment) => {
    const slots = words[segment];
    const roomy = slots.length === layout[1 + segment] && 4 * slots.length >= buffer.byteLength;
    must(roomy && 4 * slots.length <= buffer.maxByteLength, 'a segment of the index has another length');
    // Where none is empty a key that is not there would be looked for without end.
    must(slots.includes(0), 'a segment of the index is full');
    must(
      slots.every((slot) => slot === 0 || ((slot & mask) > 0 && (slot & mask) <= keys)),
      'the index names a key that nobody has',
    );
  });
  new Int32Array(control).set(layout);
  segments.forEach((buffer, segment) => {
    if (buffer.byteLength < words[segment].byteLength) buffer.grow(words[segment].byteLength);
    new Int32Array(buffer).set(words[segment]);
  });
}

export class SharedSlots extends SlotTable {
  readonly #memory: SlotMemory;
  readonly #control: Int32Array;
  /** Keys at which the fullest segment has too many. */
  #room = 0;

  constructor(memory: SlotMemory, hashAll: HashAll) {
    super(SEGMENT_BITS, FIRST_INDEX_BITS, hashAll);
    this.#memory = memory;
    this.#control = new Int32Array(memory.control);
    this.refresh();
  }

  put(index: number): boolean {
    const slots = this.segments[this.hash >>> (32 - SEGMENT_BITS)];
    if ((index + 1) >>> this.indexBits !== 0)
      throw new RangeError('an index has more bits than there is room for');
    const slot = (this.hash << this.indexBits) | (index + 1);
    return Atomics.compareExchange(slots, this.position, 0, slot) === 0;
  }

  /** True when it is time to grow for so many keys, with indices below `indices`. */
  crowded(keys: number, indices: number): boolean {
    return keys > this.#room || indices >>> this.indexBits !== 0;
  }

  /** Grows one of so many parts until it is no longer crowded. For all workers at once, all with the same numbers. */
  grow(keys: number, indices: number, part: number, parts: number): void {
    const before = this.indexBits;
    while (indices >>> this.indexBits !== 0) this.indexBits++;
    if (this.indexBits > 31) throw new RangeError('an index holds at most 2^31 - 2 keys');
    this.#control[0] = this.indexBits;
    // The next ones too, so that all have something to do: the fuller a segment, the lower its number, of those of one length.
    // However many there are, one doubling gives each of the segments to somebody.
    const load = MAX_LOAD * 2 ** -Math.min(1, (2 * parts) / SEGMENTS);
    for (let segment = part; segment < SEGMENTS; segment += parts) {
      const slots = this.segments[segment];
      widenIndex(slots, before, this.indexBits);
      const most = this.#memory.segments[segment].maxByteLength / 4;
      let capacity = slots.length;
      while (keys / SEGMENTS > load * capacity && capacity < most) capacity *= 2;
      if (capacity > slots.length) this.#growSegment(segment, capacity);
    }
  }

  /** Takes notice of what all have grown, before the next look. */
  refresh(): void {
    this.indexBits = this.#control[0];
    this.segments = this.#memory.segments.map((buffer, segment) => {
      const capacity = this.#control[1 + segment];
      const known = this.segments[segment];
      return known?.length === capacity ? known : new Int32Array(buffer, 0, capacity);
    });
    this.#room = MAX_LOAD * SEGMENTS * Math.min(...this.segments.map(({ length }) => length));
  }

  #growSegment(segment: number, capacity: number): void {
    const old = this.segments[segment].slice();
    const buffer = this.#memory.segments[segment];
    if (buffer.byteLength < 4 * capacity) buffer.grow(4 * capacity);
    this.#control[1 + segment] = capacity;
    const slots = new Int32Array(buffer, 0, capacity);
    slots.fill(0);
    this.move(old, slots);
  }
}
