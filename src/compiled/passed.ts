/** PassedStates (src/property/passedstates.ts): whether a state is known to break nothing. */

import { nodeOf } from './cells';
import { ghostOf } from './environments';
import { valueAt } from './ints';
import { get, hashRow, set } from './words';

let profiles: usize = 0;
let rows: usize = 0;
let row: usize = 0;
let seesHistory: bool = false;

export function setPassed(ofProfiles: usize, ofRows: usize, ofRow: usize, withHistory: bool): void {
  profiles = ofProfiles;
  rows = ofRows;
  row = ofRow;
  seesHistory = withHistory;
}

/** False too where nobody knows. */
export function passes(state: usize, width: i32): bool {
  if (profiles === 0) return false;
  for (let i = 0; i < width - 1; i++) {
    const profile = valueAt(profiles, nodeOf(get(state, i)));
    if (profile <= 0) return false;
    set(row, i, profile);
  }
  set(row, width - 1, seesHistory ? ghostOf(get(state, width - 1)) : 0);
  const slots = <usize>get(rows, 0);
  const mask = get(rows, 1);
  let slot = <i32>hashRow(row, <usize>get(rows, 2), width);
  while (true) {
    const place = (slot & mask) * width;
    if (get(slots, place) === 0) return false;
    let same = 0;
    while (same < width && get(slots, place + same) === get(row, same)) same++;
    if (same === width) return true;
    slot++;
  }
}
