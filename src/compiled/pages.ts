/**
 * SharedPages (src/explore/parallel/pages.ts): rows packed bit by bit.
 *
 *     pages   for each page that was looked at [ place | bits of a row | bits of column 0, 1, ... ], place 0: look first
 *     head    [ rows of one's own | rows of the open page | its number, or -1 ]
 */
import { beginPage, lookAtPage } from './misses';
import { at, get, set } from './words';

const rowBits = 14;
const pageRows = 1 << rowBits;
const rowMask = pageRows - 1;
const bitsAt = 2;
export const rowsAt = 0;
const openRowsAt = 1;
const openAt = 2;

let width: i32 = 0;
/** Where the places of `pages` and of how many it tells are written. */
let description: usize = 0;
export let head: usize = 0;

export function setPages(ofWidth: i32, ofPages: usize, ofHead: usize): void {
  width = ofWidth;
  description = ofPages;
  head = ofHead;
}

function entryOf(page: i32): usize {
  if ((page + 1) * (bitsAt + width) > get(description, 1)) lookAtPage(page);
  let entry = at(<usize>get(description, 0), page * (bitsAt + width));
  if (get(entry, 0) === 0) {
    lookAtPage(page);
    entry = at(<usize>get(description, 0), page * (bitsAt + width));
  }
  return entry;
}

function mask(bits: i32): u32 {
  return (1 << bits) - 1;
}

/** The place of the word where the bit `bit` of a page is. */
function wordOf(page: usize, bit: u32): usize {
  return page + ((<usize>(bit >> 5)) << 2);
}

export function touchRow(index: i32): i32 {
  const entry = entryOf(index >>> rowBits);
  return load<i32>(wordOf(<usize>get(entry, 0), (index & rowMask) * get(entry, 1)));
}

export function loadRow(index: i32, out: usize): void {
  const entry = entryOf(index >>> rowBits);
  const page = <usize>get(entry, 0);
  let bit: u32 = (index & rowMask) * get(entry, 1);
  for (let i = 0; i < width; i++) {
    const bits = get(entry, bitsAt + i);
    set(out, i, <i32>(<u32>(load<u64>(wordOf(page, bit)) >> (bit & 31)) & mask(bits)));
    bit += bits;
  }
}

export function isRow(index: i32, row: usize): bool {
  const entry = entryOf(index >>> rowBits);
  const page = <usize>get(entry, 0);
  let bit: u32 = (index & rowMask) * get(entry, 1);
  for (let i = 0; i < width; i++) {
    const bits = get(entry, bitsAt + i);
    if ((<u32>(load<u64>(wordOf(page, bit)) >> (bit & 31)) & mask(bits)) !== <u32>get(row, i)) return false;
    bit += bits;
  }
  return true;
}

function fits(row: usize): bool {
  if (get(head, openAt) < 0 || get(head, openRowsAt) === pageRows) return false;
  const entry = entryOf(get(head, openAt));
  for (let i = 0; i < width; i++) {
    if (<u32>get(row, i) > mask(get(entry, bitsAt + i))) return false;
  }
  return true;
}

/** Adds a row; returns its index, or -1 when it has no room. */
export function append(row: usize): i32 {
  if (!fits(row) && beginPage(row) === 0) return -1;
  const rows = get(head, openRowsAt);
  set(head, openRowsAt, rows + 1);
  set(head, rowsAt, get(head, rowsAt) + 1);
  write(rows, row);
  return (get(head, openAt) << rowBits) | rows;
}

/** Takes the last row back: the same over itself leaves zeros. */
export function takeBack(row: usize): void {
  const rows = get(head, openRowsAt) - 1;
  set(head, openRowsAt, rows);
  set(head, rowsAt, get(head, rowsAt) - 1);
  write(rows, row);
}

function write(position: i32, row: usize): void {
  const entry = entryOf(get(head, openAt));
  const page = <usize>get(entry, 0);
  let bit: u32 = position * get(entry, 1);
  for (let i = 0; i < width; i++) {
    const word = wordOf(page, bit);
    store<u64>(word, load<u64>(word) ^ ((<u64>(<u32>get(row, i))) << (bit & 31)));
    bit += get(entry, bitsAt + i);
  }
}
