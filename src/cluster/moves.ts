/**
 * What a cell's node can do next, found once for each cell: the local actions that its node enables, and the messages that
 * may be delivered to it. A move is a step (a row of steptable.ts) and the cell that the step leaves, before messages that it
 * sends to itself; that is looked up when the move is first taken, since bounds forbid many.
 *
 *     place    [ locals | deliveries | step, cell | step, cell | ... ]      the local moves first, in the model's order
 *     cell     its id, or ~ the id of the inbox that the step leaves
 */
import { type Region, type RowTable, Sequences } from '../explore/region.ts';
import { type Cells, cellRow, unfound } from './cells.ts';
import type { Inboxes } from './inbox.ts';
import { disabled, type StepTable, stepRow } from './steptable.ts';

/** The part of Steps that moves need. */
interface Memo {
  step(nodeId: number, input: number): number;
}

export class Moves {
  readonly arena: Sequences;
  readonly #rows: RowTable;
  readonly #steps: Memo;
  readonly #cells: Cells;
  readonly #inboxes: Inboxes;
  readonly #locals: number;
  /** A move that is asked for alone: until the next one is. */
  readonly #single = new Int32Array(2);
  /** The steps of a node's enabled local actions, by node id. */
  readonly #localSteps: (Int32Array | undefined)[] = [];

  /** `locals`: how many local actions the model has. */
  constructor(table: StepTable, steps: Memo, cells: Cells, inboxes: Inboxes, locals: number, region: Region) {
    this.arena = new Sequences(region);
    this.#rows = table.rows;
    this.#steps = steps;
    this.#cells = cells;
    this.#inboxes = inboxes;
    this.#locals = locals;
  }

  /** The place of the cell's moves in the arena. */
  of(cell: number): number {
    const known = this.#cells.rows.data[cell * cellRow.width + cellRow.moves];
    return known === unfound ? this.#find(cell) : ~known;
  }

  /** The cell that the move at moves[at] leaves. */
  cellAfter(moves: Int32Array, at: number): number {
    const known = moves[at + 1];
    if (known >= 0) return known;
    const step = moves[at];
    const cell = this.#cells.of(this.#rows.get(step, stepRow.next), ~known);
    moves[at + 1] = cell;
    return cell;
  }

  /** The move of one message that may be delivered, as it stands in the arena, or null when it is not enabled; until the next is asked for. */
  delivery(cell: number, message: number): Int32Array | null {
    const rest = this.#inboxes.afterDelivery(this.#cells.inbox(cell), message);
    return rest < 0 ? null : this.#move(cell, this.#locals + message, rest);
  }

  /** The move of one local action, without a question about the others; null when it is not enabled. */
  local(cell: number, input: number): Int32Array | null {
    return this.#move(cell, input, this.#cells.inbox(cell));
  }

  #move(cell: number, input: number, rest: number): Int32Array | null {
    const step = this.#steps.step(this.#cells.node(cell), input);
    if (step === disabled) return null;
    this.#single[0] = step;
    this.#single[1] = ~rest;
    return this.#single;
  }

  #find(cell: number): number {
    const node = this.#cells.node(cell);
    const inbox = this.#cells.inbox(cell);
    const locals = this.#localStepsOf(node);
    const found: number[] = [locals.length, 0];
    for (const step of locals) found.push(step, ~inbox);
    const choices = this.#inboxes.deliverable(inbox);
    for (let k = 0; k < choices.length; k += 2) {
      const step = this.#steps.step(node, this.#locals + choices[k]);
      if (step === disabled) continue;
      found.push(step, ~choices[k + 1]);
      found[1]++;
    }
    const place = this.arena.reserve(found.length);
    this.arena.chunk(place).set(found, this.arena.offset(place));
    this.#cells.rows.set(cell, cellRow.moves, ~place);
    return place;
  }

  #localStepsOf(node: number): Int32Array {
    const known = this.#localSteps[node];
    if (known !== undefined) return known;
    const steps: number[] = [];
    for (let input = 0; input < this.#locals; input++) {
      const step = this.#steps.step(node, input);
      if (step !== disabled) steps.push(step);
    }
    const found = Int32Array.from(steps);
    this.#localSteps[node] = found;
    return found;
  }
}
