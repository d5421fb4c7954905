/**
 * What the network may do to a message in flight besides delivering it, as the table of actions has it: lose it, or deliver it
 * twice. No node notices; one inbox and the counters change.
 */
import type { Successors } from '../explore/successors.ts';
import type { MessageRow } from './action/row.ts';
import { messageRow, type NetworkKind, networkKinds } from './action.ts';
import type { Cells } from './cells.ts';
import type { Environments } from './environment.ts';
import type { Inboxes } from './inbox.ts';
import type { ActionKinds } from './kinds.ts';
import { boundNames, type Model } from './model.ts';
import { networkOf } from './network/table.ts';
import type { Tables } from './tables.ts';

const maxInFlightAt = boundNames.indexOf('max-in-flight');

interface Fault extends Pick<MessageRow, 'leaves'> {
  readonly kind: NetworkKind;
  /** Of the bound that it spends; -1: it is free. */
  readonly counter: number;
}

/** The faults that the model has, in the order in which a search tries them. */
export function faultsOf(model: Model): readonly Fault[] {
  return networkKinds.flatMap((kind) => {
    const { leaves, spends } = messageRow(kind);
    const never =
      (spends !== null && model.bounds[spends] === 0) || (leaves > 1 && !networkOf(model).doubles);
    return never ? [] : [{ kind, leaves, counter: spends === null ? -1 : boundNames.indexOf(spends) }];
  });
}

type FaultTables = Pick<
  Tables<unknown, unknown>,
  'model' | 'limits' | 'cuts' | 'kinds' | 'inboxes' | 'cells' | 'environments'
>;

export class Faults {
  readonly #nodes: number;
  readonly #faults: readonly Fault[];
  readonly #limits: readonly number[];
  readonly #cuts: Float64Array;
  readonly #kinds: ActionKinds;
  readonly #inboxes: Inboxes;
  readonly #cells: Cells;
  readonly #environments: Environments;

  constructor({ model, limits, cuts, kinds, inboxes, cells, environments }: FaultTables) {
    this.#nodes = model.nodes;
    this.#faults = faultsOf(model);
    this.#limits = limits;
    this.#cuts = cuts;
    this.#kinds = kinds;
    this.#inboxes = inboxes;
    this.#cells = cells;
    this.#environments = environments;
  }

  /** Adds every fault of every message in the state at states[from]; `room` more messages may be in flight. */
  next(states: Int32Array, from: number, room: number, into: Successors, parent: number): void {
    for (const fault of this.#faults) {
      const full = fault.leaves > 1 && room <= 0;
      for (let i = 0; i < this.#nodes; i++) this.#of(fault, full, states, from, i, into, parent);
    }
  }

  /** Adds one fault of one message that waits at node i, if it may happen. */
  one(
    kind: NetworkKind,
    state: Int32Array,
    i: number,
    message: number,
    room: number,
    into: Successors,
  ): void {
    const fault = this.#faults.find((one) => one.kind === kind);
    if (fault === undefined) return;
    const { leaves, counter } = fault;
    const cell = state[i];
    const env = state[this.#nodes];
    const rest = this.#inboxes.afterLoss(this.#cells.inbox(cell), message);
    if (rest < 0) return;
    const spent = this.#isSpent(fault, env);
    if (spent || (leaves > 1 && room <= 0)) {
      this.#cuts[spent ? counter : maxInFlightAt]++;
      return;
    }
    this.#add(fault, state, 0, i, message, rest, into, 0);
  }

  #isSpent({ counter }: Fault, env: number): boolean {
    return counter >= 0 && this.#environments.used(env, counter) >= this.#limits[counter];
  }

  /** The fault of every message that waits at one node; `full`: there is no room for one more. */
  #of(
    fault: Fault,
    full: boolean,
    states: Int32Array,
    from: number,
    i: number,
    into: Successors,
    parent: number,
  ): void {
    const choices = this.#inboxes.distinct(this.#cells.inbox(states[from + i]));
    const spent = this.#isSpent(fault, states[from + this.#nodes]);
    if (spent || full) {
      this.#cuts[spent ? fault.counter : maxInFlightAt] += choices.length / 2;
      return;
    }
    for (let k = 0; k < choices.length; k += 2)
      this.#add(fault, states, from, i, choices[k], choices[k + 1], into, parent);
  }

  /** Adds the fault of a message that waits at node i; `rest`: the inbox without it. */
  #add(
    { kind, leaves, counter }: Fault,
    states: Int32Array,
    from: number,
    i: number,
    message: number,
    rest: number,
    into: Successors,
    parent: number,
  ): void {
    const cell = states[from + i];
    const env = states[from + this.#nodes];
    const to = into.add(parent, this.#kinds.ofMessage(kind, message), message, -1);
    for (let j = 0; j < this.#nodes; j++) into.states[to + j] = states[from + j];
    into.states[to + this.#nodes] = counter < 0 ? env : this.#environments.spend(env, counter, 0);
    into.states[to + i] =
      leaves === 0 ? this.#cells.of(this.#cells.node(cell), rest) : this.#cells.add(cell, message);
  }
}
