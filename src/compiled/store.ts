/** SharedStore (src/explore/parallel/sharedstore.ts): many staged states are looked up together, so that their cache misses overlap. */
import { noPlace } from './misses';
import { append, head, isRow, rowsAt, takeBack, touchRow } from './pages';
import { passes } from './passed';
import { again, mayPut, put, retry, seek, touchSlot } from './slots';
import { at, get, keep, set } from './words';

/** What becomes of a new state for which there is no room. */
const noRoom: i32 = -0x80000000;

let width: i32 = 0;
let slots: usize = 0;

export function setStore(ofWidth: i32, ofSlots: usize): void {
  width = ofWidth;
  slots = ofSlots;
}

/**
 * Inserts the first `count` of the states in `queue` and writes into `outcomes` what became of each: its index when it was new,
 * ~index when it was known, or `noRoom` when `limit` states are kept. Into `fresh` go the positions of the new ones, as complements
 * (~) where they are known to break nothing, and of those without room; returns how many these are.
 */
export function resolve(
  queue: usize,
  hashes: usize,
  outcomes: usize,
  fresh: usize,
  limit: i32,
  count: i32,
): i32 {
  let read = 0;
  for (let k = 0; k < count; k++) read ^= touchSlot(slots, <u32>get(hashes, k));
  for (let k = 0; k < count; k++) {
    const candidate = seek(slots, <u32>get(hashes, k));
    set(outcomes, k, candidate);
    if (candidate >= 0) read ^= touchRow(candidate);
  }
  keep(read);
  let news = 0;
  for (let k = 0; k < count; k++) {
    const row = at(queue, k * width);
    const candidate = get(outcomes, k);
    if (candidate >= 0 && isRow(candidate, row)) {
      set(outcomes, k, ~candidate);
      continue;
    }
    const outcome = insert(row, <u32>get(hashes, k), limit);
    set(outcomes, k, outcome);
    if (outcome >= 0) set(fresh, news++, passes(row, width) ? ~k : k);
    else if (outcome === noRoom) set(fresh, news++, k);
  }
  return news;
}

function insert(row: usize, hash: u32, limit: i32): i32 {
  let added: i32 = -1;
  let index = seek(slots, hash);
  while (true) {
    while (index >= 0 && !isRow(index, row)) index = again(slots);
    if (index >= 0) {
      if (added >= 0) takeBack(row);
      return ~index;
    }
    if (added < 0) {
      if (get(head, rowsAt) >= limit) return noRoom;
      added = append(row);
      if (added < 0) return noRoom;
    }
    if (!mayPut(slots)) noPlace();
    if (put(slots, added)) return added;
    index = retry(slots);
  }
}
