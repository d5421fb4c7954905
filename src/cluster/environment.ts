/**
 * The last integer of a state vector: what belongs to no node and no inbox. An environment is the history (ghost) and
 * how often each bounded action has been taken, interned to one id.
 */
import { GrowingInts } from '../explore/growing.ts';
import { SeqInterner } from '../explore/intern.ts';
import { IntPairMap } from '../explore/table.ts';

export class Environments {
  readonly #counters: number;
  readonly #sequences = new SeqInterner();
  readonly #spent = new IntPairMap();
  readonly #witnessed = new IntPairMap();
  readonly #scratch: Int32Array;
  /** [ghost, used by counter 0, used by counter 1, ...] one environment after another. */
  readonly #rows = new GrowingInts();

  /** Counters are numbered 0..counters-1. */
  constructor(counters: number) {
    this.#counters = counters;
    this.#scratch = new Int32Array(counters + 1);
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
    const id = this.#sequences.intern(this.#scratch, this.#counters + 1);
    if (id * this.#scratch.length === this.#rows.length)
      for (const value of this.#scratch) this.#rows.push(value);
    return id;
  }
}
