/**
 * What the network may do to a message in flight besides delivering it: lose it, or deliver it twice. No node notices; one
 * inbox and the counters change.
 */
import type { Emit } from '../explore/system.ts';
import type { Cells } from './cells.ts';
import type { Environments } from './environment.ts';
import type { Choices, Inboxes } from './inbox.ts';
import type { ActionKinds } from './kinds.ts';
import { type BoundName, boundNames, type Model } from './model.ts';

const at = (name: BoundName): number => boundNames.indexOf(name);
const maxInFlightAt = at('max-in-flight');
const maxDropsAt = at('max-drops');
const maxDuplicatesAt = at('max-duplicates');

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
  readonly #out: Int32Array;

  /** `limits` and `cuts` by bound. */
  constructor(
    model: Model,
    limits: readonly number[],
    cuts: Float64Array,
    kinds: ActionKinds,
    inboxes: Inboxes,
    cells: Cells,
    environments: Environments,
  ) {
    this.#nodes = model.nodes;
    this.#drops = limits[maxDropsAt] !== 0;
    this.#duplicates = limits[maxDuplicatesAt] !== 0 && model.network === 'unordered';
    this.#limits = limits;
    this.#cuts = cuts;
    this.#kinds = kinds;
    this.#inboxes = inboxes;
    this.#cells = cells;
    this.#environments = environments;
    this.#out = new Int32Array(model.nodes + 1);
  }

  /** Emits every loss, then every duplication; `room` more messages may be in flight. */
  next(state: Int32Array, room: number, emit: Emit): void {
    if (this.#drops) for (let i = 0; i < this.#nodes; i++) this.#drop(state, i, emit);
    if (this.#duplicates) for (let i = 0; i < this.#nodes; i++) this.#duplicate(state, i, room, emit);
  }

  #drop(state: Int32Array, i: number, emit: Emit): void {
    const choices = this.#choices(state, i);
    const env = state[this.#nodes]!;
    if (this.#spent(env, maxDropsAt)) {
      this.#cuts[maxDropsAt]! += choices.length / 2;
      return;
    }
    const node = this.#cells.nodes.data[state[i]!]!;
    for (let k = 0; k < choices.length; k += 2) {
      const message = choices[k]!;
      const cell = this.#cells.of(node, choices[k + 1]!);
      this.#emit(state, i, cell, maxDropsAt, this.#kinds.drop(message), message, emit);
    }
  }

  #duplicate(state: Int32Array, i: number, room: number, emit: Emit): void {
    const choices = this.#choices(state, i);
    const spent = this.#spent(state[this.#nodes]!, maxDuplicatesAt);
    if (spent || room <= 0) {
      this.#cuts[spent ? maxDuplicatesAt : maxInFlightAt]! += choices.length / 2;
      return;
    }
    for (let k = 0; k < choices.length; k += 2) {
      const message = choices[k]!;
      const cell = this.#cells.add(state[i]!, message);
      this.#emit(state, i, cell, maxDuplicatesAt, this.#kinds.duplicate(message), message, emit);
    }
  }

  /** Every distinct message in the cell, each with the inbox without it. */
  #choices(state: Int32Array, i: number): Choices {
    return this.#inboxes.distinct(this.#cells.inboxes.data[state[i]!]!);
  }

  #spent(env: number, counter: number): boolean {
    return this.#environments.used(env, counter) >= this.#limits[counter]!;
  }

  #emit(
    state: Int32Array,
    i: number,
    cell: number,
    counter: number,
    kind: number,
    message: number,
    emit: Emit,
  ): void {
    const out = this.#out;
    out.set(state);
    out[i] = cell;
    out[this.#nodes] = this.#environments.spend(state[this.#nodes]!, counter, 0);
    emit(out, kind, message, -1);
  }
}
