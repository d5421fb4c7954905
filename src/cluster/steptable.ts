/**
 * The steps of nodes, a row each, with all that taking one needs. Several workers may share them (explore/ids.ts): they lie in
 * memory of all.
 *
 *     next      node id after the step
 *     kind      what the action is counted by, and
 *     arg       which it is: the message, or for a local action input * nodes + position of its node
 *     counter   the counter that the action spends, or -1
 *     turn      the counter must stand at this; -1: whatever it is
 *     sent      where its messages start in `outbox`: [count, to-1, message, to-1, message, ...]; before them stand the node
 *               state that takes the step, the input, and the step that it follows from by symmetry, or -1
 *     verdict   index of a step property that the step breaks, -1 for none, -2 while it has not been taken
 *     flags     beyondTerm: the node's term is then above the bound; witnessed: history may grow by what the node then
 *               is; aboutClients: by what a client asks for or is told; sends: there are messages
 *
 * Step 0 stands for every (node state, input) that is not enabled, so a known answer is always >= 0.
 */
import type { Registrar } from '../explore/ids.ts';
import { RowTable, Sequences } from '../explore/region.ts';

/** The step id of "not enabled". */
export const disabled = 0;

/** What the column of verdicts holds before the step is taken. */
export const notTaken = -2;

/** The columns of a step's row, and how many there are. */
export const stepRow = {
  next: 0,
  kind: 1,
  arg: 2,
  counter: 3,
  turn: 4,
  sent: 5,
  verdict: 6,
  flags: 7,
  width: 8,
} as const;
/** Where a step's origin stands in the outbox: before the count of its messages. */
const origin = { node: -3, input: -2, followsFrom: -1, width: 3 } as const;
export const beyondTerm = 1;
export const witnessed = 2;
export const aboutClients = 4;
export const sends = 8;

/** Columns of a step's row. */
export type About = Readonly<Record<'kind' | 'arg' | 'counter' | 'turn' | 'flags', number>>;

/** What a node makes of an input, by ids: [node, input, whether it is enabled, next, to-1, message, to-1, message, ...]. */
export type Entry = Int32Array;
const entryHead = 4;

export class StepTable {
  readonly rows: RowTable;
  readonly outbox: Sequences;

  constructor(registrar: Registrar) {
    this.rows = new RowTable(stepRow.width, registrar.region(stepRow.width));
    this.outbox = new Sequences(registrar.region(1));
  }

  /** The node id after a step. */
  next(step: number): number {
    return this.rows.get(step, stepRow.next);
  }

  /** The node state that takes the step. */
  node(step: number): number {
    return this.#sentWord(step, origin.node);
  }

  input(step: number): number {
    return this.#sentWord(step, origin.input);
  }

  /** The step that it follows from by symmetry, or -1. */
  followsFrom(step: number): number {
    return this.#sentWord(step, origin.followsFrom);
  }

  /** Messages that a step sends to nodes of the cluster. */
  sentBy(step: number): number {
    return this.#sentWord(step, 0);
  }

  /** The messages that the step sends: [to-1, message, to-1, message, ...]. */
  messages(step: number): number[] {
    return Array.from({ length: 2 * this.sentBy(step) }, (_, k) => this.#sentWord(step, k + 1));
  }

  about(step: number): About {
    const of = (column: number): number => this.rows.get(step, column);
    return {
      kind: of(stepRow.kind),
      arg: of(stepRow.arg),
      counter: of(stepRow.counter),
      turn: of(stepRow.turn),
      flags: of(stepRow.flags),
    };
  }

  /** Writes a step down, of which nobody is told yet; returns its id. `followsFrom`: the step that it follows from, or -1. */
  write(entry: Entry, followsFrom: number, about: About): number {
    const [node, input, , next] = entry as unknown as [number, number, number, number];
    const sent = entry.length - entryHead;
    const place = this.outbox.reserve(origin.width + 1 + sent);
    const chunk = this.outbox.chunk(place);
    const at = this.outbox.offset(place);
    chunk.set([node, input, followsFrom, sent / 2], at);
    for (let k = 0; k < sent; k++) chunk[at + origin.width + 1 + k] = entry[entryHead + k];
    const { kind, arg, counter, turn } = about;
    const flags = about.flags | (sent > 0 ? sends : 0);
    const step = this.rows.take();
    const row = [next, kind, arg, counter, turn, place + origin.width, notTaken, flags];
    this.rows.data.set(row, step * stepRow.width);
    return step;
  }

  /** A word of the step's messages, or of its origin. */
  #sentWord(step: number, k: number): number {
    const start = this.rows.get(step, stepRow.sent);
    return this.outbox.chunk(start)[this.outbox.offset(start) + k];
  }
}
