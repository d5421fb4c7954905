/** Cells (src/cluster/cells.ts) and Moves (src/cluster/moves.ts). */
import { addToInbox, cellOf, findMoves } from './misses';
import { pairValue, touch } from './pairmap';
import { again, seek, touchSlot } from './slots';
import { states } from './successors';
import { at, get, hashPair, keep, set } from './words';

const rowWords = 8;
const node = 0;
const inbox = 1;
export const size = 2;
const moves = 3;
export const kept = 4;
export const signature = 5;
export const rank = 6;
const next = 0;

let rows: usize = 0;
let slots: usize = 0;
let added: usize = 0;
export let arena: usize = 0;

export function setCells(ofRows: usize, ofSlots: usize, ofAdded: usize, ofArena: usize): void {
  rows = ofRows;
  slots = ofSlots;
  added = ofAdded;
  arena = ofArena;
}

/** A column of a cell's row. */
export function column(cell: i32, position: i32): i32 {
  return get(rows, cell * rowWords + position);
}

export function nodeOf(cell: i32): i32 {
  return column(cell, node);
}

/** Reads the rows of all cells of so many states. */
export function readRows(first: usize, count: i32, width: i32): void {
  let read = 0;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < width - 1; i++) read ^= column(get(first, k * width + i), node);
  }
  keep(read);
}

/** Where the cell's moves stand in the arena. */
export function movesOf(cell: i32): i32 {
  const known = column(cell, moves);
  return known === 0 ? findMoves(cell) : ~known;
}

/** The cell that the move at `move` leaves; `step`: the row of its step. */
export function cellAfter(move: usize, step: usize): i32 {
  const known = get(move, 1);
  if (known >= 0) return known;
  const cell = cellWith(get(step, next), ~known);
  set(move, 1, cell);
  return cell;
}

function is(cell: i32, ofNode: i32, ofInbox: i32): bool {
  return column(cell, node) === ofNode && column(cell, inbox) === ofInbox;
}

function cellWith(ofNode: i32, ofInbox: i32): i32 {
  let cell = seek(slots, hashPair(ofNode, ofInbox));
  while (cell >= 0 && !is(cell, ofNode, ofInbox)) cell = again(slots);
  return cell >= 0 ? cell : cellOf(ofNode, ofInbox);
}

function inboxWith(ofInbox: i32, message: i32): i32 {
  const known = pairValue(added, ofInbox, message);
  return known >= 0 ? known : addToInbox(ofInbox, message);
}

/** As Cells.addAll. `waiting` has room for four words a message. Only what was not added lately is looked up, all together. */
export function addAll(sends: usize, waiting: usize, length: i32): void {
  let open = 0;
  for (let k = 0; k < length; k += 2) {
    const to = get(sends, k);
    const message = get(sends, k + 1);
    const cell = get(states, to);
    const known = cell < 0 ? 0 : lately(cell, message);
    if (known > 0) {
      set(states, to, known);
      continue;
    }
    // A complement: something has yet to come to it, and what is sent after that has to wait.
    set(states, to, cell < 0 ? cell : ~cell);
    set(sends, open++, to);
    set(sends, open++, message);
  }
  readAhead(sends, waiting, open);
  for (let k = 0; k < open; k += 2) {
    const to = get(sends, k);
    const message = get(sends, k + 1);
    const now = get(states, to);
    const cell = now < 0 ? ~now : now;
    const wait = at(waiting, 2 * k);
    const found = get(wait, 3);
    const ofNode = nodeOf(cell);
    // Another message may have come to the same cell meanwhile.
    const right = found >= 0 && cell === get(wait, 0) && is(found, ofNode, get(wait, 1));
    const after = right ? found : cellWith(ofNode, inboxWith(column(cell, inbox), message));
    set(states, to, after);
    noteAdded(cell, message, after);
  }
}

function readAhead(sends: usize, waiting: usize, length: i32): void {
  let read = 0;
  for (let k = 0; k < length; k += 2) {
    read ^= touch(added, column(~get(states, get(sends, k)), inbox), get(sends, k + 1));
  }
  for (let k = 0; k < length; k += 2) {
    const cell = ~get(states, get(sends, k));
    const found = pairValue(added, column(cell, inbox), get(sends, k + 1));
    const hash = hashPair(nodeOf(cell), found);
    const wait = at(waiting, 2 * k);
    set(wait, 0, cell);
    set(wait, 1, found);
    set(wait, 2, <i32>hash);
    read ^= touchSlot(slots, hash);
  }
  for (let k = 0; k < length; k += 2) {
    const wait = at(waiting, 2 * k);
    const found = get(wait, 1) < 0 ? -1 : seek(slots, <u32>get(wait, 2));
    set(wait, 3, found);
    if (found >= 0) read ^= nodeOf(found);
  }
  keep(read);
}

/** The messages that were added last, by hash: [cell, message, cell with it, nothing]. No cell is 0. */
let latest: usize = 0;
let latestMask: i32 = 0;

export function setLatest(place: usize, places: i32): void {
  latest = place;
  latestMask = places - 1;
}

function latestAt(cell: i32, message: i32): usize {
  return at(latest, (<i32>hashPair(cell, message) & latestMask) << 2);
}

/** The cell with the message, or 0 where it was not added lately. */
function lately(cell: i32, message: i32): i32 {
  const place = latestAt(cell, message);
  return get(place, 0) === cell && get(place, 1) === message ? get(place, 2) : 0;
}

function noteAdded(cell: i32, message: i32, after: i32): void {
  const place = latestAt(cell, message);
  set(place, 0, cell);
  set(place, 1, message);
  set(place, 2, after);
}
