/**
 * What the network may do to a message in flight besides delivering it: lose it, or deliver it twice. No node notices; one
 * inbox and the counters change.
 */
import type { Successors } from '../explore/successors.ts';
import type { Cells } from './cells.ts';
import type { Environments } from './environment.ts';
import type { Inboxes } from './inbox.ts';
import type { ActionKinds } from './kinds.ts';
import { type BoundName, boundNames } from './model.ts';
import { networkOf } from './network/table.ts';
import type { Tables } from './tables.ts';

const at = (name: BoundName): number => boundNames.indexOf(name);
const maxInFlightAt = at('max-in-flight');
const maxDropsAt = at('max-drops');
const maxDuplicatesAt = at('max-duplicates');

type FaultTables = Pick<
  Tables<unknown, unknown>,
  'model' | 'limits' | 'cuts' | 'kinds' | 'inboxes' | 'cells' | 'environments'
>;

export class Faults {
  readonly #nodes: number;
  readonly #drops: boolean;
  readonly #duplicates: boolean;
  readonly #limits: readonly number[];
  readonly #cuts: Float64Array;
  readonly #kinds: ActionKinds;
  readonly #inboxes: Inboxes;
  readonly #cells: Cells;
  readonly #environments: Environments;

  constructor({ model, limits, cuts, kinds, inboxes, cells, environments }: FaultTables) {
    this.#nodes = model.nodes;
    this.#drops = limits[maxDropsAt] !== 0;
    this.#duplicates = limits[maxDuplicatesAt] !== 0 && networkOf(model).doubles;
    this.#limits = limits;
    this.#cuts = cuts;
    this.#kinds = kinds;
    this.#inboxes = inboxes;
    this.#cells = cells;
    this.#environments = environments;
  }

  /** Adds every loss, then every duplication, in the state at states[from]; `room` more messages may be in flight. */
  next(states: Int32Array, from: number, room: number, into: Successors, parent: number): void {
    for (let i = 0; this.#drops && i < this.#nodes; i++) this.#drop(states, from, i, into, parent);
    for (let i = 0; this.#duplicates && i < this.#nodes; i++) {
      this.#duplicate(states, from, i, room, into, parent);
    }
  }

  #drop(states: Int32Array, from: number, i: number, into: Successors, parent: number): void {
    const cell = states[from + i];
    const choices = this.#inboxes.distinct(this.#cells.inbox(cell));
    if (this.#spent(states[from + this.#nodes], maxDropsAt)) {
      this.#cuts[maxDropsAt] += choices.length / 2;
      return;
    }
    const node = this.#cells.node(cell);
    for (let k = 0; k < choices.length; k += 2) {
      const to = into.add(parent, this.#kinds.drop(choices[k]), choices[k], -1);
      this.#write(states, from, into.states, to, maxDropsAt);
      into.states[to + i] = this.#cells.of(node, choices[k + 1]);
    }
  }

  #duplicate(
    states: Int32Array,
    from: number,
    i: number,
    room: number,
    into: Successors,
    parent: number,
  ): void {
    const cell = states[from + i];
    const choices = this.#inboxes.distinct(this.#cells.inbox(cell));
    const spent = this.#spent(states[from + this.#nodes], maxDuplicatesAt);
    if (spent || room <= 0) {
      this.#cuts[spent ? maxDuplicatesAt : maxInFlightAt] += choices.length / 2;
      return;
    }
    for (let k = 0; k < choices.length; k += 2) {
      const to = into.add(parent, this.#kinds.duplicate(choices[k]), choices[k], -1);
      this.#write(states, from, into.states, to, maxDuplicatesAt);
      into.states[to + i] = this.#cells.add(cell, choices[k]);
    }
  }

  #spent(env: number, counter: number): boolean {
    return this.#environments.used(env, counter) >= this.#limits[counter];
  }

  /** The state with one action of the counter more. */
  #write(states: Int32Array, from: number, out: Int32Array, to: number, counter: number): void {
    const n = this.#nodes;
    for (let k = 0; k < n; k++) out[to + k] = states[from + k];
    out[to + n] = this.#environments.spend(states[from + n], counter, 0);
  }
}
