/** What JavaScript calls: a batch of states is loaded and expanded, its steps are counted and staged, staged states are resolved. */
import { dropHistory, dropMessages } from './dead';
import { expandAll } from './expansion';
import { growActions } from './misses';
import { loadRow, touchRow } from './pages';
import { before, broken, count, kinds, parents, successor, width } from './successors';
import { represent } from './symmetry';
import { at, get, hashRow, keep, set } from './words';

export { setCells, setLatest } from './cells';
export { setDeadHistory, setDeadMessages } from './dead';
export { setEnvironments } from './environments';
export { placeSends, sendsCount, setSteps } from './expansion';
export { setPages } from './pages';
export { setPassed } from './passed';
export { resolve, setStore } from './store';
export { placeSuccessors, setCount, setSuccessors } from './successors';
export { placeRenamings, setSymmetry } from './symmetry';
export { keptReads } from './words';

/** The reductions to apply, as bits. */
const messages = 1;
const history = 2;
const names = 4;

let reductions: i32 = 0;
let factors: usize = 0;
let actions: usize = 0;
let actionRoom: i32 = 0;
/** Set by `takeIn`: states without a step, and steps that break a property. */
let deadlocked: i32 = 0;
let breaking: i32 = 0;

export function setReductions(bits: i32): void {
  reductions = bits;
}

export function setFactors(ofFactors: usize): void {
  factors = ofFactors;
}

export function placeActions(ofActions: usize, room: i32): void {
  actions = ofActions;
  actionRoom = room;
}

/** Makes the steps of the `count` states from `first` on; returns how many there are. */
export function expandStates(first: i32, states: i32): i32 {
  for (let k = 0; k < states; k++) loadRow(first + k, at(before, k * width));
  return expandLoaded(states);
}

/** The same of states that stand there already. */
export function expandLoaded(states: i32): i32 {
  expandAll(states);
  if ((reductions & messages) !== 0) dropMessages();
  if ((reductions & history) !== 0) dropHistory();
  if ((reductions & names) !== 0) represent();
  return count;
}

/** Counts the steps just made, those of `states` states, and writes their states, hashes and parents behind each other. */
export function takeIn(first: i32, states: i32, queue: usize, hashes: usize, stagedParents: usize): i32 {
  let last = -1;
  let without = 0;
  breaking = 0;
  for (let k = 0; k < count; k++) {
    const kind = get(kinds, k);
    if (kind >= actionRoom) growActions(kind);
    const action = actions + ((<usize>kind) << 3);
    store<f64>(action, load<f64>(action) + 1);
    const parent = get(parents, k);
    if (parent > last + 1) without += parent - last - 1;
    last = parent;
    if (get(broken, k) >= 0) breaking++;
    const state = successor(k);
    for (let i = 0; i < width; i++) set(queue, k * width + i, get(state, i));
    set(hashes, k, <i32>hashRow(state, factors, width));
    set(stagedParents, k, first + parent);
  }
  deadlocked = without + (states - 1 - last);
  return count;
}

/** The hashes of states that are known: of each the index is (slots[k] & mask) - 1. `row`: room for one. */
export function hashKeys(slots: usize, keys: i32, mask: i32, out: usize, row: usize): void {
  let read = 0;
  for (let k = 0; k < keys; k++) read ^= touchRow((get(slots, k) & mask) - 1);
  keep(read);
  for (let k = 0; k < keys; k++) {
    loadRow((get(slots, k) & mask) - 1, row);
    set(out, k, <i32>hashRow(row, factors, width));
  }
}

export function deadlocksFound(): i32 {
  return deadlocked;
}

export function breakingSteps(): i32 {
  return breaking;
}
