/** DeadMessages (src/cluster/reduce/dead.ts) and DeadHistory (src/cluster/reduce/history.ts). */
import { column, kept, nodeOf, readRows } from './cells';
import { valueAt } from './ints';
import { compareFloors, floorOf, forget, oldestOf, strip } from './misses';
import { pairValue } from './pairmap';
import { before, count, parents, states, successor, width } from './successors';
import { at, get, set } from './words';

/** A term above every term. */
const none = 0x7fffffff;

let ranks: usize = 0;
let compared: usize = 0;
let floors: usize = 0;
let oldest: usize = 0;
let without: usize = 0;

export function setDeadMessages(ofRanks: usize, ofCompared: usize): void {
  ranks = ofRanks;
  compared = ofCompared;
}

export function setDeadHistory(ofFloors: usize, ofOldest: usize, ofWithout: usize): void {
  floors = ofFloors;
  oldest = ofOldest;
  without = ofWithout;
}

/** Takes the dead messages out of every successor. */
export function dropMessages(): void {
  readRows(states, count, width);
  for (let k = 0; k < count; k++) {
    const state = successor(k);
    const from = at(before, get(parents, k) * width);
    for (let i = 0; i < width - 1; i++) {
      const cell = get(state, i);
      if (cell === get(from, i)) continue;
      compare(nodeOf(get(from, i)), nodeOf(cell));
      const known = column(cell, kept);
      set(state, i, known === 0 ? strip(cell) : ~known);
    }
  }
}

/** Most cells that change have only got a message. */
function compare(earlier: i32, later: i32): void {
  if (earlier === later) return;
  const a = valueAt(ranks, earlier);
  const b = valueAt(ranks, later);
  if (a >= 0 && b >= 0 && (a === b || pairValue(compared, a, b) >= 0)) return;
  compareFloors(earlier, later);
}

/** Takes the dead records out of every successor's history. */
export function dropHistory(): void {
  for (let k = 0; k < count; k++) {
    const state = successor(k);
    if (!isAsDead(state, at(before, get(parents, k) * width))) forgetIn(state);
  }
}

function floor(cell: i32): i32 {
  const node = nodeOf(cell);
  const known = valueAt(floors, node);
  return known >= 0 ? known : floorOf(node);
}

/** True when history and all floors are as they were. */
function isAsDead(state: usize, from: usize): bool {
  const n = width - 1;
  if (get(state, n) !== get(from, n)) return false;
  for (let i = 0; i < n; i++) {
    const cell = get(state, i);
    const was = get(from, i);
    if (cell !== was && floor(cell) !== floor(was)) return false;
  }
  return true;
}

function forgetIn(state: usize): void {
  const n = width - 1;
  const env = get(state, n);
  let term = valueAt(oldest, env);
  if (term < 0) term = oldestOf(env);
  if (term === none) return;
  let lowest = none;
  for (let i = 0; i < n; i++) {
    const own = floor(get(state, i));
    if (own <= term) return;
    if (own < lowest) lowest = own;
  }
  const known = pairValue(without, env, lowest);
  set(state, n, known >= 0 ? known : forget(env, lowest));
}
