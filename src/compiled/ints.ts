/** GrowingInts (src/arrays/growing.ts), for those who look up. `ints`: its description, its place and how many there is room for. */
import { get } from './words';

/** The value at `index`, or -1 where nothing was ever set. */
export function valueAt(ints: usize, index: i32): i32 {
  return index < get(ints, 1) ? get(<usize>get(ints, 0), index) : -1;
}
