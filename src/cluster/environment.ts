/**
 * The last integer of a state vector: what belongs to no node and no inbox. An environment is the history (ghost) and
 * how often each bounded action has been taken, interned to one id.
 */
import { GrowingInts } from '../explore/growing.ts';
import { IdTable, type Registrar } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';

/** A limit that nothing reaches: what it would count is not counted. */
export const unlimited = 0x7fffffff;

export class Environments {
  readonly #counters: number;
  readonly #limits: readonly number[];
  readonly #sequences: IdTable;
  readonly #spent = new IntPairMap();
  readonly #witnessed = new IntPairMap();
  readonly #scratch: Int32Array;
  /** [ghost, used by counter 0, used by counter 1, ...] one environment after another. */
  readonly #rows = new GrowingInts();

  /** By counter: how far it may count, or `unlimited`. */
  constructor(limits: readonly number[], registrar: Registrar | null) {
    this.#sequences = new IdTable(registrar, 0, (row, length) => {
      for (let k = 0; k < length; k++) this.#rows.push(row[k]!);
    });
    this.#limits = limits;
    this.#counters = limits.length;
    this.#scratch = new Int32Array(limits.length + 1);
  }

  /** The environment with this history in which nothing has been taken yet. */
  initial(ghost: number): number {
    this.#scratch.fill(0);
    this.#scratch[0] = ghost;
    return this.#intern();
  }

  ghost(env: number): number {
    return this.#rows.data[env * (this.#counters + 1)]!;
  }

  /** How often the action of this counter has been taken. */
  used(env: number, counter: number): number {
    return this.#rows.data[env * (this.#counters + 1) + counter + 1]!;
  }

  /** The environment after the action of this counter has been taken once more. */
  spend(env: number, counter: number): number {
    if (this.#limits[counter] === unlimited) return env;
    const known = this.#spent.get(env, counter);
    if (known >= 0) return known;
    this.#copy(env);
    this.#scratch[counter + 1]!++;
    const next = this.#intern();
    this.#spent.set(env, counter, next);
    return next;
  }

  /** The environment with another history. */
  witness(env: number, ghost: number): number {
    const known = this.#witnessed.get(env, ghost);
    if (known >= 0) return known;
    this.#copy(env);
    this.#scratch[0] = ghost;
    const next = this.#intern();
    this.#witnessed.set(env, ghost, next);
    return next;
  }

  #copy(env: number): void {
    const at = env * this.#scratch.length;
    this.#scratch.set(this.#rows.data.subarray(at, at + this.#scratch.length));
  }

  #intern(): number {
    return this.#sequences.intern(this.#scratch, this.#scratch.length);
  }
}
