/** Symmetry (src/cluster/reduce/symmetry.ts): the representative of each successor's orbit. */
import { column, rank, readRows, signature } from './cells';
import { valueAt } from './ints';
import {
  compareCells,
  compareEnvironments,
  growRenamings,
  rankCell,
  renameCell,
  renameEnvironment,
  sign,
} from './misses';
import { pairValue, touch } from './pairmap';
import { count, states, successor, width } from './successors';
import { at, get, keep, set } from './words';

let group: i32 = 0;
/** See Symmetry: which slot each permutation brings to each slot; neighbouring slots of a block, in pairs. */
let sources: usize = 0;
let neighbours: usize = 0;
let neighbourCount: i32 = 0;
/** What each permutation makes of a cell: rows of complements, or (0: none) a map of pairs. */
let renamed: usize = 0;
let renamedWords: i32 = 0;
let renamedPairs: usize = 0;
let environments: usize = 0;
/** Room for the keys of a state, the candidates, two states. */
let keys: usize = 0;
let candidates: usize = 0;
let best: usize = 0;
let trial: usize = 0;
/** States to be renamed: [successor, permutation, ...] */
let renamings: usize = 0;
let renamingsRoom: i32 = 0;

export function setSymmetry(
  ofGroup: i32,
  ofSources: usize,
  ofNeighbours: usize,
  ofNeighbourCount: i32,
  ofRenamed: usize,
  ofRenamedWords: i32,
  ofRenamedPairs: usize,
  ofEnvironments: usize,
  scratch: usize,
): void {
  group = ofGroup;
  sources = ofSources;
  neighbours = ofNeighbours;
  neighbourCount = ofNeighbourCount;
  renamed = ofRenamed;
  renamedWords = ofRenamedWords;
  renamedPairs = ofRenamedPairs;
  environments = ofEnvironments;
  keys = scratch;
  best = at(keys, width);
  trial = at(best, width);
  candidates = at(trial, width);
}

export function placeRenamings(ofRenamings: usize, room: i32): void {
  renamings = ofRenamings;
  renamingsRoom = room;
}

/** Puts the representative of its orbit in the place of every successor. */
export function represent(): void {
  readRows(states, count, width);
  let waiting = 0;
  let read = 0;
  for (let k = 0; k < count; k++) {
    const state = successor(k);
    readKeys(state);
    if (ascends()) continue;
    const found = choose();
    if (found > 1) {
      settleTie(state, found);
      continue;
    }
    const p = get(candidates, 0);
    for (let i = 0; i < width - 1; i++) read ^= touchRenamed(get(state, i), p);
    if (waiting === renamingsRoom) growRenamings();
    set(renamings, waiting++, k);
    set(renamings, waiting++, p);
  }
  keep(read);
  for (let w = 0; w < waiting; w += 2) {
    const state = successor(get(renamings, w));
    image(state, get(renamings, w + 1), trial);
    copy(trial, state);
  }
}

function readKeys(state: usize): void {
  for (let i = 0; i < width - 1; i++) {
    const cell = get(state, i);
    const known = column(cell, signature);
    set(keys, i, known === 0 ? sign(cell) : ~known);
  }
}

/** True when the slots are in order as they are, and in no other order. */
function ascends(): bool {
  for (let k = 0; k < neighbourCount; k += 2) {
    if (get(keys, get(neighbours, k)) >= get(keys, get(neighbours, k + 1))) return false;
  }
  return true;
}

/** Finds the permutations that put the slots in the order of their keys; returns how many there are. */
function choose(): i32 {
  let found = 0;
  for (let p = 0; p < group; p++) {
    const source = at(sources, p * (width - 1));
    let k = 0;
    while (k < neighbourCount) {
      const left = get(keys, get(source, get(neighbours, k)));
      if (left > get(keys, get(source, get(neighbours, k + 1)))) break;
      k += 2;
    }
    if (k >= neighbourCount) set(candidates, found++, p);
  }
  return found;
}

function settleTie(state: usize, found: i32): void {
  image(state, get(candidates, 0), best);
  for (let c = 1; c < found; c++) {
    image(state, get(candidates, c), trial);
    if (isLess(trial, best)) {
      const other = best;
      best = trial;
      trial = other;
    }
  }
  copy(best, state);
}

function image(state: usize, p: i32, out: usize): void {
  const n = width - 1;
  const source = at(sources, p * n);
  for (let k = 0; k < n; k++) set(out, k, renamedCell(get(state, get(source, k)), p));
  const env = get(state, n);
  const known = valueAt(environments, env * group + p);
  set(out, n, known >= 0 ? known : renameEnvironment(env, p));
}

function renamedCell(cell: i32, p: i32): i32 {
  if (renamed === 0) {
    const value = pairValue(renamedPairs, cell, p);
    return value >= 0 ? value : renameCell(cell, p);
  }
  const place = cell * group + p;
  const known = place < renamedWords ? get(renamed, place) : 0;
  return known === 0 ? renameCell(cell, p) : ~known;
}

function touchRenamed(cell: i32, p: i32): i32 {
  if (renamed === 0) return touch(renamedPairs, cell, p);
  const place = cell * group + p;
  return place < renamedWords ? get(renamed, place) : 0;
}

function copy(from: usize, to: usize): void {
  for (let i = 0; i < width; i++) set(to, i, get(from, i));
}

function isLess(a: usize, b: usize): bool {
  const n = width - 1;
  for (let i = 0; i < n; i++) {
    const one = get(a, i);
    const other = get(b, i);
    if (one === other) continue;
    const difference = rankOf(one) - rankOf(other);
    return difference !== 0 ? difference < 0 : compareCells(one, other) < 0;
  }
  return get(a, n) !== get(b, n) && compareEnvironments(get(a, n), get(b, n)) < 0;
}

/** Ranks are 0 or more, so that their difference has room. */
function rankOf(cell: i32): i32 {
  const known = column(cell, rank);
  return known === 0 ? rankCell(cell) : ~known;
}
