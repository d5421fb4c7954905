/**
 * A cell is one node with its inbox, interned to one id: all that a step of the node reads. A state of N nodes is then N + 1
 * integers, and of cells there are far fewer than states (on the default spec one in sixteen), so that whatever depends on
 * a cell alone (its moves, its name under a permutation, what is dead in it) is found once and looked up ever after.
 */
import { GrowingInts } from '../explore/growing.ts';
import type { Registrar, Replica } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';
import type { Inboxes } from './inbox.ts';

/**
 * The columns of a cell's row, and how many there are: a row is half a cache line, so that whoever has looked at one column
 * has read them all. The first three say what the cell is; the others are `unfound` until their owner has found them.
 *
 *     node, inbox    their ids
 *     size           messages in the inbox
 *     moves          where its moves stand (moves.ts)
 *     kept           the cell without its dead messages (reduce/dead.ts)
 *     signature      equal where a renaming may make one cell of another (reduce/symmetry.ts)
 */
export const cellRow = { node: 0, inbox: 1, size: 2, moves: 3, kept: 4, signature: 5, width: 8 } as const;
export const unfound = -1;

/** Reads the rows of all cells of states of `width` integers, the first `end` of `states`: see expansion.ts. */
export function readRows(rows: Int32Array, states: Int32Array, end: number, width: number): number {
  let read = 0;
  for (let at = 0; at < end; at += width) {
    for (let i = at; i < at + width - 1; i++) read ^= rows[states[i]! * cellRow.width]!;
  }
  return read;
}

export class Cells implements Replica {
  /** By cell, its row. */
  readonly rows = new GrowingInts(unfound);

  readonly #boxes: Inboxes;
  readonly #ids = new IntPairMap();
  readonly #registrar: Registrar | null;
  readonly #number: number;
  readonly #entry = new Int32Array(2);
  #count = 0;

  constructor(boxes: Inboxes, registrar: Registrar | null) {
    this.#boxes = boxes;
    this.#registrar = registrar;
    this.#number = registrar?.attach(this) ?? 0;
  }

  get count(): number {
    return this.#count;
  }

  node(cell: number): number {
    return this.rows.data[cell * cellRow.width + cellRow.node]!;
  }

  inbox(cell: number): number {
    return this.rows.data[cell * cellRow.width + cellRow.inbox]!;
  }

  /** The cell of a node and an inbox. */
  of(node: number, inbox: number): number {
    const known = this.#ids.get(node, inbox);
    if (known >= 0) return known;
    this.#entry[0] = node;
    this.#entry[1] = inbox;
    if (this.#registrar === null) return this.admit(this.#entry);
    return this.#registrar.register(this.#number, this.#entry, 2);
  }

  find(entry: Int32Array): number {
    return this.#ids.get(entry[0]!, entry[1]!);
  }

  admit(entry: Int32Array): number {
    const cell = this.#count++;
    const at = cell * cellRow.width;
    this.rows.set(at + cellRow.width - 1, unfound);
    this.rows.data[at + cellRow.node] = entry[0]!;
    this.rows.data[at + cellRow.inbox] = entry[1]!;
    this.rows.data[at + cellRow.size] = this.#boxes.size(entry[1]!);
    this.#ids.set(entry[0]!, entry[1]!, cell);
    return cell;
  }

  /** The cell after one more message has arrived. Two look-ups, but no table of pairs, of which there are the most. */
  add(cell: number, message: number): number {
    const at = cell * cellRow.width;
    const inbox = this.#boxes.add(this.rows.data[at + cellRow.inbox]!, message);
    return this.of(this.rows.data[at + cellRow.node]!, inbox);
  }

  /** Reads what the first look-up of `add` reads; and, once that is done, what the second does. */
  touchAdd(cell: number, message: number): number {
    return this.#boxes.touchAdd(this.rows.data[cell * cellRow.width + cellRow.inbox]!, message);
  }

  touchAdded(cell: number, message: number): number {
    const at = cell * cellRow.width;
    const inbox = this.#boxes.added(this.rows.data[at + cellRow.inbox]!, message);
    return inbox < 0 ? 0 : this.#ids.touch(this.rows.data[at + cellRow.node]!, inbox);
  }
}
