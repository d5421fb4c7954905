/**
 * The states that were resolved last, by hash: [state, what is known of it]. Half of all successors are among them (two actions that
 * do not touch each other lead to one state in either order, and to that soon after another), and for those nobody has to look into
 * the set of all states, which no cache holds. What is known of it:
 *
 *     its index + 1
 *     ~k         it is the k-th of those that are being resolved
 *     0          nothing stands here
 */
import { at, get, set } from './words';

let recalled: usize = 0;
let mask: i32 = 0;
let width: i32 = 0;
/** What stands there may be of a batch that was not resolved to its end. */
let isUnsettled: bool = false;

export function setRecall(place: usize, places: i32, ofWidth: i32): void {
  recalled = place;
  mask = places - 1;
  width = ofWidth;
}

function placeOf(hash: u32): usize {
  return at(recalled, (<i32>hash & mask) * (width + 1));
}

export function beginRecall(): void {
  if (isUnsettled) memory.fill(recalled, 0, (<usize>((mask + 1) * (width + 1))) << 2);
  isUnsettled = true;
}

export function endRecall(): void {
  isUnsettled = false;
}

/** What is known of the state in `row`, or 0: then it stands here from now on as the k-th. */
export function recall(row: usize, hash: u32, k: i32): i32 {
  const place = placeOf(hash);
  let same = 0;
  while (same < width && get(place, same) === get(row, same)) same++;
  if (same === width && get(place, width) !== 0) return get(place, width);
  for (let i = same; i < width; i++) set(place, i, get(row, i));
  set(place, width, ~k);
  return 0;
}

/** What has become of the k-th, if it stands here still. */
export function remember(hash: u32, k: i32, known: i32): void {
  const place = placeOf(hash);
  if (get(place, width) === ~k) set(place, width, known);
}
