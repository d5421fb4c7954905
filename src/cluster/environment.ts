/**
 * The last integer of a state vector: what belongs to no node and no inbox. An environment is the history (ghost) and
 * how often each bounded action has been taken, interned to one id.
 */
import { GrowingInts } from '../arrays/growing.ts';
import { IdTable, type Registrar } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';
import { Drift } from './drift.ts';
import { boundNames } from './model.ts';
import type { Permutation } from './permutation.ts';

/** A limit that nothing reaches: what it would count is not counted. */
export const unlimited = 0x7fffffff;

/** The counter that counts no actions, but holds how the nodes' clocks stand. */
const driftAt = boundNames.indexOf('max-drift');

export class Environments {
  readonly #counters: number;
  readonly #limits: readonly number[];
  readonly #sequences: IdTable;
  readonly #drift: Drift | null;
  readonly #nodes: number;
  /** The environment after, by environment and counter; and by environment and history. */
  readonly spent: IntPairMap;
  readonly witnessed: IntPairMap;
  readonly #scratch: Int32Array;
  /** [ghost, used by counter 0, used by counter 1, ...] one environment after another. */
  readonly rows: GrowingInts;

  /** By counter: how far it may count, or `unlimited`. */
  constructor(limits: readonly number[], nodes: number, registrar: Registrar) {
    this.spent = new IntPairMap(registrar.ints);
    this.witnessed = new IntPairMap(registrar.ints);
    this.rows = new GrowingInts(0, registrar.ints);
    this.#sequences = new IdTable(registrar, 0, (row, length) => {
      for (let k = 0; k < length; k++) this.rows.push(row[k]);
    });
    this.#limits = limits;
    this.#nodes = nodes;
    this.#drift = limits[driftAt] === unlimited ? null : new Drift(nodes, limits[driftAt]);
    this.#counters = limits.length;
    this.#scratch = new Int32Array(limits.length + 1);
  }

  /** The environment with this history in which nothing has been taken yet. */
  initial(ghost: number): number {
    this.#scratch.fill(0);
    this.#scratch[0] = ghost;
    return this.#intern();
  }

  /** The counter that says how the clocks stand, or -1 where they go as they like. */
  get driftCounter(): number {
    return this.#drift === null ? -1 : driftAt;
  }

  /** Environments met so far. */
  get count(): number {
    return this.#sequences.size;
  }

  ghost(env: number): number {
    return this.rows.data[env * (this.#counters + 1)];
  }

  /** Whether the bound forbids the action of this counter to node `i`. */
  forbids(env: number, counter: number, i: number): boolean {
    const used = this.used(env, counter);
    if (counter === driftAt && this.#drift !== null) return !this.#drift.ticks(used, i);
    return used >= this.#limits[counter];
  }

  /** The counter itself: of the clocks, one number for all. */
  used(env: number, counter: number): number {
    return this.rows.data[env * (this.#counters + 1) + counter + 1];
  }

  /** The environment after node `i` has taken the action of this counter once more. */
  spend(env: number, counter: number, i: number): number {
    if (this.#limits[counter] === unlimited) return env;
    const slot = counter === driftAt ? this.#counters + i : counter;
    const known = this.spent.get(env, slot);
    if (known >= 0) return known;
    this.#copy(env);
    const used = this.#scratch[counter + 1];
    this.#scratch[counter + 1] =
      counter === driftAt && this.#drift !== null ? this.#drift.ticked(used, i) : used + 1;
    const next = this.#intern();
    this.spent.set(env, slot, next);
    return next;
  }

  /** The environment under other names of the nodes, with the history under them. */
  rename(env: number, ghost: number, perm: Permutation): number {
    if (this.#drift === null) return this.witness(env, ghost);
    this.#copy(env);
    this.#scratch[0] = ghost;
    this.#scratch[driftAt + 1] = this.#drift.rename(this.#scratch[driftAt + 1], perm);
    return this.#intern();
  }

  /** By node, how many ticks its clock is ahead of the slowest; null where clocks go as they like. */
  clocks(env: number): readonly number[] | null {
    const drift = this.#drift;
    if (drift === null) return null;
    return Array.from({ length: this.#nodes }, (_, i) => drift.ahead(this.used(env, driftAt), i));
  }

  /** What an environment is. */
  contents(env: number): { readonly ghost: number; readonly counters: Int32Array } {
    const at = env * (this.#counters + 1);
    return { ghost: this.ghost(env), counters: this.rows.data.slice(at + 1, at + 1 + this.#counters) };
  }

  /** The environment that is this. */
  learn(ghost: number, counters: readonly number[]): number {
    this.#scratch.set([ghost, ...counters]);
    return this.#intern();
  }

  /** Below 0: the counters of the first of two come before those of the other; 0: they are the same. */
  compare(a: number, b: number): number {
    const { data } = this.rows;
    const width = this.#counters + 1;
    for (let k = 1; k < width; k++) {
      const difference = data[a * width + k] - data[b * width + k];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** The environment with another history. */
  witness(env: number, ghost: number): number {
    const known = this.witnessed.get(env, ghost);
    if (known >= 0) return known;
    this.#copy(env);
    this.#scratch[0] = ghost;
    const next = this.#intern();
    this.witnessed.set(env, ghost, next);
    return next;
  }

  #copy(env: number): void {
    const at = env * this.#scratch.length;
    this.#scratch.set(this.rows.data.subarray(at, at + this.#scratch.length));
  }

  #intern(): number {
    return this.#sequences.intern(this.#scratch, this.#scratch.length);
  }
}
