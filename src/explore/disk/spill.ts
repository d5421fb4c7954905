/** What a search has found and not written yet, as a sorted run. */
import { hashRow } from '../hash.ts';
import type { SharedStore } from '../parallel/sharedstore.ts';
import type { Disk } from './disk.ts';
import { type Run, RunWriter } from './runs.ts';

/** Sorts the states of a store, all of which have been published, and writes them. Throws DiskFull; then nothing is left of it. */
export function spill(disk: Disk, store: SharedStore): Run {
  const row = new Int32Array(store.width);
  const order = byHash(store, row);
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
function byHash(store: SharedStore, row: Int32Array): Uint32Array {
  const keys = new BigUint64Array(store.size);
  const halves = new Uint32Array(keys.buffer);
  const ranges = store.takeNew();
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
function sortEqualHashes(order: Uint32Array, store: SharedStore): void {
  for (let from = 0; from < order.length; ) {
    let end = from + 2;
    while (end < order.length && order[end + 1] === order[from + 1]) end += 2;
    if (end > from + 2) sortGroup(order, from, end, store);
    from = end;
  }
}

function sortGroup(order: Uint32Array, from: number, end: number, store: SharedStore): void {
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
