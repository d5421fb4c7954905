/**
 * SharedSlots (src/explore/parallel/sharedslots.ts), for those who look up and enter. `slots`: its description,
 *
 *     [ bits of an index | for each segment its place and its length | keys put | keys allowed ]
 */
import { get, set } from './words';

const segmentBits = 6;
const segments = 1 << segmentBits;
const placesAt = 1;
const usedAt = placesAt + 2 * segments;
const allowedAt = usedAt + segments;

/** Where the last look has stopped. */
let segment: i32 = 0;
let place: i32 = 0;
let looked: u32 = 0;

function home(hash: u32, length: i32): i32 {
  return <i32>((<u64>(hash << segmentBits) * <u64>length) >> 32);
}

export function touchSlot(slots: usize, hash: u32): i32 {
  const at = placesAt + 2 * <i32>(hash >> (32 - segmentBits));
  return get(<usize>get(slots, at), home(hash, get(slots, at + 1)));
}

function scan(slots: usize, from: i32): i32 {
  const bits = get(slots, 0);
  const tag = looked << bits;
  const words = <usize>get(slots, placesAt + 2 * segment);
  const length = get(slots, placesAt + 2 * segment + 1);
  let position = from;
  while (true) {
    const slot = get(words, position);
    if (slot === 0 || (<u32>slot ^ tag) >> bits === 0) {
      place = position;
      return (slot & ((1 << bits) - 1)) - 1;
    }
    if (++position === length) position = 0;
  }
}

/** The first index whose key may have this hash, or -1. */
export function seek(slots: usize, hash: u32): i32 {
  looked = hash;
  segment = <i32>(hash >> (32 - segmentBits));
  return scan(slots, home(hash, get(slots, placesAt + 2 * segment + 1)));
}

/** The next such index, or -1. */
export function again(slots: usize): i32 {
  const next = place + 1;
  return scan(slots, next === get(slots, placesAt + 2 * segment + 1) ? 0 : next);
}

/** After `put` came too late: the index that stands there, if it may be the key's, or the next such, or -1. */
export function retry(slots: usize): i32 {
  return scan(slots, place);
}

/** Whether this worker may put the key looked for before all meet. */
export function mayPut(slots: usize): bool {
  return get(slots, usedAt + segment) < get(slots, allowedAt + segment);
}

/** Enters `index` where the last look has found nothing; false: somebody else was first. */
export function put(slots: usize, index: i32): bool {
  const bits = get(slots, 0);
  const words = <usize>get(slots, placesAt + 2 * segment);
  const slot = (looked << bits) | (<u32>index + 1);
  if (atomic.cmpxchg<i32>(words + ((<usize>place) << 2), 0, <i32>slot) !== 0) return false;
  set(slots, usedAt + segment, get(slots, usedAt + segment) + 1);
  return true;
}
