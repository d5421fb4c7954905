/** IntPairMap (src/explore/table.ts), for those who look up. `map`: its description, the places of its segments and then their masks. */
import { get, hashPair } from './words';

const segmentBits = 4;
const segments = 1 << segmentBits;
const slotWords = 3;

/** The value of (a, b), or -1 when there is none. */
export function pairValue(map: usize, a: i32, b: i32): i32 {
  const hash = hashPair(a, b);
  const segment = <i32>(hash >> (32 - segmentBits));
  const slots = <usize>get(map, segment);
  const mask = get(map, segments + segment);
  let i = <i32>hash & mask;
  while (true) {
    const found = get(slots, i * slotWords);
    if (found === ~a && get(slots, i * slotWords + 1) === b) return get(slots, i * slotWords + 2);
    if (found === 0) return -1;
    i = (i + 1) & mask;
  }
}

/** Reads the first place where `pairValue` looks. */
export function touch(map: usize, a: i32, b: i32): i32 {
  const hash = hashPair(a, b);
  const segment = <i32>(hash >> (32 - segmentBits));
  return get(<usize>get(map, segment), (<i32>hash & get(map, segments + segment)) * slotWords);
}
