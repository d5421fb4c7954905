/**
 * Floors of node states: numbers that follow from a state and should never fall from step to step (Adapter.floors). Dead
 * messages and dead history rest on that, so it is verified here, of every step that a search takes.
 *
 * Node states with equal floors have one rank, and a pair of ranks is compared once.
 */
import { GrowingInts } from '../../arrays/growing.ts';
import { SeqInterner } from '../../explore/intern.ts';
import { IntPairMap } from '../../explore/table.ts';
import type { Refutation } from './premise.ts';
import type { ReductionTables } from './tables.ts';

/** Why nothing that rests on floors is applied, for people, where Adapter.leadFloor is null. */
export const noFloors = 'this core does not say what can come too late';

const unknown = -1;

export class Floors {
  readonly #tables: ReductionTables;
  /** By node id: the rank of its floors. */
  readonly ranks: GrowingInts;
  /** The floors of each rank. */
  readonly #floors: Int32Array[] = [];
  readonly #interner = new SeqInterner();
  /** The pairs of ranks that have been compared. */
  readonly compared: IntPairMap;
  /** By kind of floor: what was seen to fall. */
  readonly #fallen = new Map<string, Refutation>();

  constructor(tables: ReductionTables) {
    this.#tables = tables;
    this.ranks = new GrowingInts(unknown, tables.ints);
    this.compared = new IntPairMap(tables.ints);
  }

  of(nodeId: number): Int32Array {
    return this.#floors[this.#rank(nodeId)];
  }

  /** Notices which floors fall in a step of a node from one state to another. */
  compare(from: number, to: number): void {
    const [a, b] = [this.#rank(from), this.#rank(to)];
    if (a === b || this.compared.get(a, b) >= 0) return;
    this.compared.set(a, b, 1);
    this.#noteFalls(this.#floors[a], this.#floors[b], to);
  }

  /** One for each kind of floor that fell. */
  get fallen(): readonly Refutation[] {
    return [...this.#fallen.values()];
  }

  #noteFalls(before: Int32Array, after: Int32Array, nodeId: number): void {
    before.forEach((level, floor) => {
      // Where a state has no floors, nothing is known to have stayed.
      if (!(after[floor] >= level)) this.#noteFall(floor, nodeId);
    });
  }

  #noteFall(position: number, nodeId: number): void {
    const floor = this.#tables.floorKind(position);
    if (this.#fallen.has(floor)) return;
    const why = `at n${this.#tables.owner(nodeId)}, ${this.#tables.floorName(position)} falls`;
    this.#fallen.set(floor, { premise: { kind: 'floor-never-falls', floor }, why });
  }

  #rank(nodeId: number): number {
    const known = this.ranks.get(nodeId);
    if (known >= 0) return known;
    const floors = Int32Array.from(this.#tables.floors(nodeId));
    const rank = this.#interner.intern(floors, floors.length);
    if (rank === this.#floors.length) this.#floors.push(floors);
    this.ranks.set(nodeId, rank);
    return rank;
  }
}
