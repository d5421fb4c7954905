/** SharedStore (src/explore/parallel/sharedstore.ts): many staged states are looked up together, so that their cache misses overlap. */
import { noPlace } from './misses';
import { append, head, isRow, rowsAt, takeBack, touchRow } from './pages';
import { passes } from './passed';
import { beginRecall, endRecall, recall, remember, setRecall } from './recalled';
import { again, mayPut, put, retry, seek, touchSlot } from './slots';
import { at, get, keep, set } from './words';

/** What becomes of a new state for which there is no room. */
const noRoom: i32 = -0x80000000;

let width: i32 = 0;
let slots: usize = 0;

export function setStore(ofWidth: i32, ofSlots: usize, ofRecalled: usize, places: i32): void {
  width = ofWidth;
  slots = ofSlots;
  setRecall(ofRecalled, places, ofWidth);
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
  beginRecall();
  // In `fresh` stand meanwhile, from its beginning, those to be looked up, and from its end those like one before them.
  let open = 0;
  let alike = count;
  for (let k = 0; k < count; k++) {
    const said = recall(at(queue, k * width), <u32>get(hashes, k), k);
    if (said > 0) set(outcomes, k, -said);
    else if (said === 0) set(fresh, open++, k);
    else {
      set(outcomes, k, ~said);
      set(fresh, --alike, k);
    }
  }
  readAhead(hashes, outcomes, fresh, open);
  let news = 0;
  for (let j = 0; j < open; j++) {
    const k = get(fresh, j);
    const row = at(queue, k * width);
    const hash = <u32>get(hashes, k);
    const candidate = get(outcomes, k);
    const outcome = candidate >= 0 && isRow(candidate, row) ? ~candidate : insert(row, hash, limit);
    set(outcomes, k, outcome);
    remember(hash, k, outcome === noRoom ? 0 : outcome >= 0 ? outcome + 1 : -outcome);
    if (outcome >= 0) set(fresh, news++, passes(row, width) ? ~k : k);
    else if (outcome === noRoom) set(fresh, news++, k);
  }
  for (let j = alike; j < count; j++) {
    const k = get(fresh, j);
    const first = get(outcomes, get(outcomes, k));
    set(outcomes, k, first >= 0 ? ~first : first);
    if (first === noRoom) set(fresh, news++, k);
  }
  endRecall();
  return news;
}

function readAhead(hashes: usize, outcomes: usize, open: usize, count: i32): void {
  let read = 0;
  for (let j = 0; j < count; j++) read ^= touchSlot(slots, <u32>get(hashes, get(open, j)));
  for (let j = 0; j < count; j++) {
    const k = get(open, j);
    const candidate = seek(slots, <u32>get(hashes, k));
    set(outcomes, k, candidate);
    if (candidate >= 0) read ^= touchRow(candidate);
  }
  keep(read);
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
