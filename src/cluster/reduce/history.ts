/**
 * Dead history: that a node has led a term which nobody can lead any more is not part of the state. Such records are the
 * greatest part of what history multiplies states by: on the default spec a quarter of them differ in nothing else.
 *
 * Which terms those are follows from a floor (Adapter.floors): the lowest term that a node may lead, now or ever.
 *
 * Why it is sound. Election safety compares a leader with those who led its term before, so it looks at records of terms that
 * some node leads. floors.ts verifies for every search that it never falls; verified here, of every node state met, is that
 * no leader's term is below its floor. So in every later state each leader's term is at least the lowest floor of today, and a
 * record below that is never looked at again. It adds nothing to later history either, and the lowest floor is the same
 * under any names. So verdicts, shortest lengths and the sets of reachable node states are kept.
 *
 * A property that looks at leaders of the past asks for the history `leaders`, and then all of it is kept; one that compares
 * leaders of the same term asks for `rivals` (property.ts).
 */
import { GrowingInts } from '../../arrays/growing.ts';
import { placeOf } from '../../arrays/memory.ts';
import type { Successors } from '../../explore/successors.ts';
import { IntPairMap } from '../../explore/table.ts';
import type { Cells } from '../cells.ts';
import { noFloors } from './floors.ts';
import { type Refutation, refutationOf } from './premise.ts';
import type { AppliedReduction, CompiledReduction, Reduction } from './reduction.ts';
import type { ReductionTables } from './tables.ts';

export const deadHistory: Reduction = {
  refusal: ({ refuted, seesLeaders, tables }) => {
    if (seesLeaders) return 'a property looks at leaders of the past';
    const { leadFloor } = tables;
    if (leadFloor === null) return noFloors;
    const against =
      refutationOf(refuted, 'floor-never-falls', tables.floorKind(leadFloor)) ??
      refutationOf(refuted, 'leaders-above-floor');
    return against === undefined ? null : `not dead in this core: ${against.why}`;
  },
  apply: ({ tables, nodes }) => new DeadHistory(tables, nodes),
};

const unknown = -1;
/** A term above every term: no record. */
const none = 0x7fffffff;

export class DeadHistory implements AppliedReduction {
  readonly about = 'who led terms that nobody can lead any more';
  readonly #tables: ReductionTables;
  readonly #cells: Cells;
  readonly #nodes: number;
  /** By node id: the lowest term that it may lead. */
  readonly #floors: GrowingInts;
  /** By environment: the lowest term with a record. */
  readonly #oldest: GrowingInts;
  /** The environment without dead history, by environment and lowest floor. */
  readonly #without: IntPairMap;

  constructor(tables: ReductionTables, nodes: number) {
    this.#tables = tables;
    this.#floors = new GrowingInts(unknown, tables.ints);
    this.#oldest = new GrowingInts(unknown, tables.ints);
    this.#without = new IntPairMap(tables.ints);
    this.#cells = tables.cells;
    this.#nodes = nodes;
  }

  represent(state: Int32Array): void {
    this.#forgetIn(state, 0);
  }

  /** The states before have no dead history. */
  representAll({ states, parents, count, width }: Successors, before: Int32Array): void {
    for (let k = 0; k < count; k++) {
      const at = k * width;
      if (!this.#isAsDead(states, at, before, parents[k] * width)) this.#forgetIn(states, at);
    }
  }

  compiled(): CompiledReduction {
    return {
      bit: 2,
      misses: {
        floorOf: (nodeId) => this.#floor(nodeId),
        oldestOf: (env) => this.#oldestOf(env),
        forget: (env, lowest) => this.#forget(env, lowest),
      },
      wire: (kernel) =>
        kernel.setDeadHistory(
          placeOf(this.#floors.description),
          placeOf(this.#oldest.description),
          placeOf(this.#without.description),
        ),
    };
  }

  /** Takes dead records out of the history of the state at states[from]. */
  #forgetIn(states: Int32Array, from: number): void {
    const env = states[from + this.#nodes];
    const oldest = this.#oldestOf(env);
    if (oldest === none) return;
    let lowest = none;
    for (let i = from; i < from + this.#nodes; i++) {
      const floor = this.#floorOf(states[i]);
      if (floor <= oldest) return;
      if (floor < lowest) lowest = floor;
    }
    states[from + this.#nodes] = this.#forget(env, lowest);
  }

  /** True when history and all floors are as they were. */
  #isAsDead(states: Int32Array, at: number, before: Int32Array, from: number): boolean {
    const n = this.#nodes;
    if (states[at + n] !== before[from + n]) return false;
    for (let i = 0; i < n; i++) {
      const [cell, was] = [states[at + i], before[from + i]];
      if (cell !== was && this.#floorOf(cell) !== this.#floorOf(was)) return false;
    }
    return true;
  }

  /** That the floor never falls is seen by dead messages. */
  refuted(): readonly Refutation[] {
    return [];
  }

  /** Looks for a leader whose term is below its floor. */
  verify(isAsked: (nodeId: number) => boolean): readonly Refutation[] {
    for (let nodeId = 0; nodeId < this.#tables.nodeStates; nodeId++) {
      const term = isAsked(nodeId) ? this.#tables.leads(nodeId) : null;
      if (term !== null && term < this.#floor(nodeId)) {
        const why = `n${this.#tables.owner(nodeId)} leads term ${term}, which it could not lead any more`;
        return [{ premise: { kind: 'leaders-above-floor' }, why }];
      }
    }
    return [];
  }

  #floorOf(cell: number): number {
    return this.#floor(this.#cells.node(cell));
  }

  #floor(nodeId: number): number {
    const known = this.#floors.get(nodeId);
    if (known !== unknown) return known;
    const floor = this.#tables.floors(nodeId)[this.#tables.leadFloor ?? 0] ?? 0;
    this.#floors.set(nodeId, floor);
    return floor;
  }

  #oldestOf(env: number): number {
    const known = this.#oldest.get(env);
    if (known !== unknown) return known;
    const oldest = this.#tables.oldestRecord(env) ?? none;
    this.#oldest.set(env, oldest);
    return oldest;
  }

  #forget(env: number, lowest: number): number {
    const known = this.#without.get(env, lowest);
    if (known >= 0) return known;
    const without = this.#tables.forgetRecords(env, lowest);
    this.#without.set(env, lowest, without);
    return without;
  }
}
