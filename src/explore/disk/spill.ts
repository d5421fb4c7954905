/** States that have been found in any order, as a sorted run. */
import { hashRow } from '../hash.ts';
import type { Disk } from './disk.ts';
import { type Run, RunWriter } from './runs.ts';

/** Where states are by an index; `factors`: those of their hashes. */
export interface StateRows {
  readonly width: number;
  readonly factors: Int32Array;
  /** Copies state `index` to `out`. */
  load(index: number, out: Int32Array): void;
}

/** Sorts the states of these ranges of indices [first, end, first, end, ...], and writes them. Throws DiskFull; then nothing is left of it. */
export function spill(disk: Disk, store: StateRows, ranges: readonly number[]): Run {
  const row = new Int32Array(store.width);
  const order = byHash(store, ranges, row);
  sortEqualHashes(order, store);
  const writer = new RunWriter(disk, store.width);
  try {
    for (let k = 0; k < order.length; k += 2) {
      store.load(order[k], row);
      writer.add(row, 0);
    }
    return writer.end();
  } catch (error) {
    writer.remove();
    throw error;
  }
}

/** [ index | hash | index | hash | ... ] by hash: each two are one number to the engine's own sort, which is the fastest there is. */
function byHash(store: StateRows, ranges: readonly number[], row: Int32Array): Uint32Array {
  const keys = new BigUint64Array(ranges.reduce((sum, at, k) => (k % 2 === 0 ? sum - at : sum + at), 0));
  const halves = new Uint32Array(keys.buffer);
  let at = 0;
  for (let k = 0; k < ranges.length; k += 2) {
    for (let index = ranges[k]; index < ranges[k + 1]; index++) {
      store.load(index, row);
      halves[at++] = index;
      halves[at++] = hashRow(row, 0, store.factors);
    }
  }
  keys.sort();
  return halves;
}

/** States of equal hashes, which are few, are ordered by their integers. */
function sortEqualHashes(order: Uint32Array, store: StateRows): void {
  for (let from = 0; from < order.length; ) {
    let end = from + 2;
    while (end < order.length && order[end + 1] === order[from + 1]) end += 2;
    if (end > from + 2) sortGroup(order, from, end, store);
    from = end;
  }
}

function sortGroup(order: Uint32Array, from: number, end: number, store: StateRows): void {
  const group = Array.from({ length: (end - from) / 2 }, (_, k) => {
    const index = order[from + 2 * k];
    const state = new Int32Array(store.width);
    store.load(index, state);
    return { index, state };
  });
  group.sort((a, b) => compareStates(a.state, b.state));
  group.forEach(({ index }, k) => {
    order[from + 2 * k] = index;
  });
}

function compareStates(a: Int32Array, b: Int32Array): number {
  const differs = a.findIndex((value, i) => value !== b[i]);
  return differs < 0 ? 0 : a[differs] - b[differs];
}
