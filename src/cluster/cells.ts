/**
 * A cell is one node with its inbox, interned to one id: all that a step of the node reads. A state of N nodes is then N + 1
 * integers, and of cells there are far fewer than states (on the default spec one in sixteen), so that whatever depends on
 * a cell alone (its moves, its name under a permutation, what is dead in it) is found once and looked up ever after.
 */
import { hashPair } from '../explore/hash.ts';
import type { Registrar } from '../explore/ids.ts';
import { RowTable } from '../explore/region.ts';
import type { Slots } from '../explore/slots.ts';
import { doubled } from '../explore/store.ts';
import type { Inboxes } from './inbox.ts';

/**
 * The columns of a cell's row, and how many there are: a row is half a cache line, so that whoever has looked at one column
 * has read them all. The first three say what the cell is; the others are `unfound` until somebody has found them, and then
 * the complement (~) of what is said here.
 *
 *     node, inbox    their ids
 *     size           messages in the inbox
 *     moves          where its moves stand (moves.ts)
 *     kept           the cell without its dead messages (reduce/dead.ts)
 *     signature      equal where a renaming makes one cell of another (reduce/symmetry.ts)
 *     rank           by which cells are ordered whatever their ids are (contents.ts)
 */
export const cellRow = {
  node: 0,
  inbox: 1,
  size: 2,
  moves: 3,
  kept: 4,
  signature: 5,
  rank: 6,
  width: 8,
} as const;
export const unfound = 0;

/** Reads the rows of all cells of states of `width` integers, the first `end` of `states`: see expansion.ts. */
export function readRows(rows: RowTable, states: Int32Array, end: number, width: number): number {
  const { data } = rows;
  let read = 0;
  for (let at = 0; at < end; at += width) {
    for (let i = at; i < at + width - 1; i++) read ^= data[states[i] * cellRow.width];
  }
  return read;
}

export class Cells {
  /** The row of each cell. */
  readonly rows: RowTable;
  readonly #boxes: Inboxes;
  readonly index: Slots;
  /** For each message being added: [cell, inbox with it or -1, hash of the two, candidate or -1]. */
  #waiting: Int32Array = new Int32Array(256);
  /** Takes what is read ahead, so that the reads are not optimised away. */
  #sink = 0;

  constructor(boxes: Inboxes, registrar: Registrar) {
    this.#boxes = boxes;
    this.rows = new RowTable(cellRow.width, registrar.region(cellRow.width));
    const hashAll = (slots: Int32Array, count: number, mask: number, out: Int32Array): void => {
      for (let k = 0; k < count; k++) this.#sink ^= this.node((slots[k] & mask) - 1);
      for (let k = 0; k < count; k++) {
        const cell = (slots[k] & mask) - 1;
        out[k] = hashPair(this.node(cell), this.inbox(cell));
      }
    };
    this.index = registrar.index(() => this.rows.bound, hashAll);
  }

  /** Cells met so far; with others, up to some dozens more. */
  get count(): number {
    return this.rows.bound - 1;
  }

  node(cell: number): number {
    return this.rows.data[cell * cellRow.width + cellRow.node];
  }

  inbox(cell: number): number {
    return this.rows.data[cell * cellRow.width + cellRow.inbox];
  }

  /** The cell of a node and an inbox. */
  of(node: number, inbox: number): number {
    const known = this.#sameFrom(this.index.seek(hashPair(node, inbox)), node, inbox);
    return known >= 0 ? known : this.#enter(node, inbox);
  }

  /** The first cell of node and inbox among the candidates from `cell` on, or -1. */
  #sameFrom(cell: number, node: number, inbox: number): number {
    let found = cell;
    while (found >= 0 && !this.#is(found, node, inbox)) found = this.index.again();
    return found;
  }

  #is(cell: number, node: number, inbox: number): boolean {
    return this.node(cell) === node && this.inbox(cell) === inbox;
  }

  /** Enters a cell after a look-up has found none. */
  #enter(node: number, inbox: number): number {
    const cell = this.rows.take();
    this.rows.set(cell, cellRow.node, node);
    this.rows.set(cell, cellRow.inbox, inbox);
    this.rows.set(cell, cellRow.size, this.#boxes.size(inbox));
    while (!this.index.put(cell)) {
      const other = this.#sameFrom(this.index.retry(), node, inbox);
      if (other < 0) continue;
      this.rows.giveBack();
      return other;
    }
    return cell;
  }

  /** The cell after one more message has arrived. Two look-ups, but no table of pairs, of which there are the most. */
  add(cell: number, message: number): number {
    return this.of(this.node(cell), this.#boxes.add(this.inbox(cell), message));
  }

  /** Adds messages, [where in `states` the cell stands, message, ...], in this order; every kind of look-up for all at once. */
  addAll(states: Int32Array, sends: Int32Array, length: number): void {
    while (this.#waiting.length < 2 * length) this.#waiting = doubled(this.#waiting);
    const [boxes, index, waiting] = [this.#boxes, this.index, this.#waiting];
    let read = 0;
    for (let k = 0; k < length; k += 2) read ^= boxes.touchAdd(this.inbox(states[sends[k]]), sends[k + 1]);
    for (let k = 0; k < length; k += 2) {
      const cell = states[sends[k]];
      const inbox = boxes.added(this.inbox(cell), sends[k + 1]);
      const hash = hashPair(this.node(cell), inbox);
      waiting[2 * k] = cell;
      waiting[2 * k + 1] = inbox;
      waiting[2 * k + 2] = hash;
      read ^= index.touch(hash);
    }
    for (let k = 0; k < length; k += 2) {
      const found = waiting[2 * k + 1] < 0 ? -1 : index.seek(waiting[2 * k + 2]);
      waiting[2 * k + 3] = found;
      if (found >= 0) read ^= this.node(found);
    }
    for (let k = 0; k < length; k += 2) {
      const cell = states[sends[k]];
      const found = waiting[2 * k + 3];
      // Another message may have come to the same cell meanwhile.
      const still = found >= 0 && cell === waiting[2 * k];
      const right = still && this.#is(found, this.node(cell), waiting[2 * k + 1]);
      states[sends[k]] = right ? found : this.add(cell, sends[k + 1]);
    }
    this.#sink ^= read;
  }
}
