/**
 * A cell is one node with its inbox, interned to one id: all that a step of the node reads. A state of N nodes is then N + 1
 * integers, and of cells there are far fewer than states (on the default spec one in sixteen), so that whatever depends on
 * a cell alone (its moves, its name under a permutation, what is dead in it) is found once and looked up ever after.
 */
import { hashPair } from '../explore/hash.ts';
import type { Registrar } from '../explore/ids.ts';
import { ownRegion, RowTable } from '../explore/region.ts';
import { SlotIndex, type Slots } from '../explore/slots.ts';
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
 *     signature      equal where a renaming may make one cell of another (reduce/symmetry.ts)
 */
export const cellRow = { node: 0, inbox: 1, size: 2, moves: 3, kept: 4, signature: 5, width: 8 } as const;
export const unfound = 0;

/** Reads the rows of all cells of states of `width` integers, the first `end` of `states`: see expansion.ts. */
export function readRows(rows: RowTable, states: Int32Array, end: number, width: number): number {
  let read = 0;
  for (let at = 0; at < end; at += width) {
    for (let i = at; i < at + width - 1; i++) read ^= rows.get(states[i]!, cellRow.node);
  }
  return read;
}

const SEGMENT_BITS = 4;

export class Cells {
  /** By cell, its row. */
  readonly rows: RowTable;
  readonly #boxes: Inboxes;
  readonly #index: Slots;
  /** Takes what is read ahead, so that the reads are not optimised away. */
  #sink = 0;

  constructor(boxes: Inboxes, registrar: Registrar | null) {
    this.#boxes = boxes;
    this.rows = new RowTable(cellRow.width, registrar?.region() ?? ownRegion());
    const hashAll = (slots: Int32Array, count: number, mask: number, out: Int32Array): void => {
      for (let k = 0; k < count; k++) this.#sink ^= this.rows.get((slots[k]! & mask) - 1, cellRow.node);
      for (let k = 0; k < count; k++) {
        const cell = (slots[k]! & mask) - 1;
        out[k] = hashPair(this.node(cell), this.inbox(cell));
      }
    };
    this.#index = registrar?.index(() => this.rows.bound, hashAll) ?? new SlotIndex(SEGMENT_BITS, hashAll);
  }

  /** Cells met so far; with others, up to some dozens more. */
  get count(): number {
    return this.rows.bound - 1;
  }

  node(cell: number): number {
    return this.rows.get(cell, cellRow.node);
  }

  inbox(cell: number): number {
    return this.rows.get(cell, cellRow.inbox);
  }

  /** The cell of a node and an inbox. */
  of(node: number, inbox: number): number {
    const known = this.#sameFrom(this.#index.seek(hashPair(node, inbox)), node, inbox);
    return known >= 0 ? known : this.#enter(node, inbox);
  }

  /** The first cell of node and inbox among the candidates from `cell` on, or -1. */
  #sameFrom(cell: number, node: number, inbox: number): number {
    let found = cell;
    while (found >= 0 && (this.node(found) !== node || this.inbox(found) !== inbox)) {
      found = this.#index.again();
    }
    return found;
  }

  /** After a look-up that has found none. */
  #enter(node: number, inbox: number): number {
    const cell = this.rows.take();
    this.rows.set(cell, cellRow.node, node);
    this.rows.set(cell, cellRow.inbox, inbox);
    this.rows.set(cell, cellRow.size, this.#boxes.size(inbox));
    while (!this.#index.put(cell)) {
      const other = this.#sameFrom(this.#index.retry(), node, inbox);
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

  /** Reads what the first look-up of `add` reads; and, once that is done, what the second does; and then the row it finds. */
  touchAdd(cell: number, message: number): number {
    return this.#boxes.touchAdd(this.inbox(cell), message);
  }

  touchAdded(cell: number, message: number): number {
    const inbox = this.#boxes.added(this.inbox(cell), message);
    return inbox < 0 ? 0 : this.#index.touch(hashPair(this.node(cell), inbox));
  }

  touchFound(cell: number, message: number): number {
    const inbox = this.#boxes.added(this.inbox(cell), message);
    if (inbox < 0) return 0;
    const found = this.#index.seek(hashPair(this.node(cell), inbox));
    return found < 0 ? 0 : this.node(found);
  }
}
