/** States that have been found in any order, as a sorted run. */
import type { Disk } from './disk.ts';
import { type Run, RunWriter } from './runs.ts';

/** Where states are by an index. */
export interface StateRows {
  readonly width: number;
  /** Copies state `index` to `out`. */
  load(index: number, out: Int32Array): void;
}

/** Sorts the states of these ranges of indices [first, end, first, end, ...], and writes them. Throws DiskFull; then nothing is left of it. */
export function spill(disk: Disk, store: StateRows, ranges: readonly number[]): Run {
  const { width } = store;
  const states = loaded(store, ranges);
  const order = sorted(states, width);
  const writer = new RunWriter(disk, width);
  try {
    for (const position of order) writer.add(states, position * width);
    return writer.end();
  } catch (error) {
    writer.remove();
    throw error;
  }
}

function loaded(store: StateRows, ranges: readonly number[]): Int32Array {
  const { width } = store;
  const states = new Int32Array(
    width * ranges.reduce((sum, at, k) => (k % 2 === 0 ? sum - at : sum + at), 0),
  );
  const state = new Int32Array(width);
  let at = 0;
  for (let k = 0; k < ranges.length; k += 2) {
    for (let index = ranges[k]; index < ranges[k + 1]; index++) {
      store.load(index, state);
      for (let i = 0; i < width; i++) states[at++] = state[i];
    }
  }
  return states;
}

/**
 * The states' positions in their order: by the last columns first, as many as fit together, then by those before, among which the
 * order of the last ones stays.
 *
 *     key    [ columns | place in the order so far ]        64 bits: a number to the engine's own sort, which is the fastest there is
 */
function sorted(states: Int32Array, width: number): Uint32Array {
  const count = states.length / width;
  const order = new Uint32Array(count);
  for (let k = 0; k < count; k++) order[k] = k;
  const placeBits = Math.max(1, 32 - Math.clz32(count));
  const bits = columnBits(states, width);
  for (let end = width; end > 0; ) {
    let first = end - 1;
    let sum = bits[first];
    while (first > 0 && sum + bits[first - 1] <= 64 - placeBits) sum += bits[--first];
    sortBy(states, width, { first, end, bits }, order, placeBits);
    end = first;
  }
  return order;
}

/** Bits that the largest integer of each column needs. */
function columnBits(states: Int32Array, width: number): Int32Array {
  const all = new Int32Array(width);
  for (let at = 0; at < states.length; at += width) {
    for (let i = 0; i < width; i++) all[i] |= states[at + i];
  }
  return all.map((word) => 32 - Math.clz32(word));
}

interface Columns {
  readonly first: number;
  readonly end: number;
  readonly bits: Int32Array;
}

function sortBy(
  states: Int32Array,
  width: number,
  { first, end, bits }: Columns,
  order: Uint32Array,
  placeBits: number,
): void {
  const keys = new BigUint64Array(order.length);
  const halves = new Uint32Array(keys.buffer);
  for (let place = 0; place < order.length; place++) {
    const at = order[place] * width;
    let high = 0;
    let low = 0;
    for (let i = first; i <= end; i++) {
      const more = i < end ? bits[i] : placeBits;
      high = (high << more) | ((low >>> 1) >>> (31 - more));
      low = (low << more) | (i < end ? states[at + i] : place);
    }
    halves[2 * place] = low;
    halves[2 * place + 1] = high;
  }
  keys.sort();
  const before = order.slice();
  const places = 2 ** placeBits - 1;
  for (let k = 0; k < order.length; k++) order[k] = before[halves[2 * k] & places];
}
