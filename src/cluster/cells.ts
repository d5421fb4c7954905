/**
 * A cell is one node with its inbox, interned to one id: all that a step of the node reads. A state of N nodes is then N + 1
 * integers, and of cells there are far fewer than states (on the default spec one in sixteen), so that whatever depends on
 * a cell alone (its moves, its name under a permutation, what is dead in it) is found once and looked up ever after.
 */
import { GrowingInts } from '../explore/growing.ts';
import type { Registrar, Replica } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';
import type { Inboxes } from './inbox.ts';

export class Cells implements Replica {
  /** By cell: the node id, the inbox id, and the messages in the inbox. Read `.data[cell]`. */
  readonly nodes = new GrowingInts();
  readonly inboxes = new GrowingInts();
  readonly sizes = new GrowingInts();

  readonly #boxes: Inboxes;
  readonly #ids = new IntPairMap();
  readonly #registrar: Registrar | null;
  readonly #number: number;
  readonly #entry = new Int32Array(2);

  constructor(boxes: Inboxes, registrar: Registrar | null) {
    this.#boxes = boxes;
    this.#registrar = registrar;
    this.#number = registrar?.attach(this) ?? 0;
  }

  get count(): number {
    return this.nodes.length;
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
    const cell = this.nodes.push(entry[0]!);
    this.inboxes.push(entry[1]!);
    this.sizes.push(this.#boxes.size(entry[1]!));
    this.#ids.set(entry[0]!, entry[1]!, cell);
    return cell;
  }

  /** The cell after one more message has arrived. Two look-ups, but no table of pairs, of which there are the most. */
  add(cell: number, message: number): number {
    return this.of(this.nodes.data[cell], this.#boxes.add(this.inboxes.data[cell], message));
  }
}
