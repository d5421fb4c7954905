/**
 * Dead messages: a message that can never again have an effect at its destination is not part of the state. It leaves at
 * once, when it arrives or when its destination changes, so that states that differ only in such messages are one.
 *
 * Which messages those are is the adapter's guess (Adapter.floors, Adapter.deadline): of numbers that follow from a node's
 * state and never fall, a message needs one to be low. For etcd: its term is below the term on its destination's stable
 * storage, or it acknowledges what its leader knows, and it is of a type that is ignored then (etcd/dead.ts).
 *
 * Why it is sound. A core under test may be broken in just this, so nothing is taken on trust. For every search it is
 * verified, by asking the core, that
 *
 *     (1) no step of a node lets one of its floors fall
 *     (2) no node state met takes notice of any dropped message that its floors rule out: delivered there it changes nothing,
 *         sends nothing, says nothing
 *
 * Given (1), a message once dropped is ruled out by every later state of its destination, and given (2) delivering it
 * there, in any of them, would have been a step from a state to itself with a message less. So each behavior with dead
 * messages is one without them plus such idle steps, and the other way round: with dead messages kept, the same actions
 * lead to the same nodes. (2) is asked of all pairs, not only of those that meet in some state. Where one fails, the search
 * has to be repeated without this reduction: `refutation` says what was found.
 *
 * What is kept: the sets of reachable node states and histories, the verdict and the shortest length, at any depth bound.
 * With one exception: a dropped message no longer counts as in flight. Where max-in-flight cuts, the search with the
 * reduction covers the behaviors of the search without it and more, those in which dead messages took the room; there it
 * may find what the other misses, and sooner, never later. Where it never cuts they agree. What is not kept: counts of
 * states and steps; deliveries, losses and duplicates of dead messages are not taken, so no goal may wait for one.
 *
 * Refused (reduce.ts) over FIFO links, where a dead message holds up those behind it, and where a property looks at messages.
 */
import { GrowingInts } from '../../explore/growing.ts';
import { SeqInterner } from '../../explore/intern.ts';
import type { Successors } from '../../explore/successors.ts';
import { IntPairMap } from '../../explore/table.ts';
import { type Cells, cellRow, readRows, unfound } from '../cells.ts';
import type { Permutation } from './permutation.ts';
import type { ReductionTables } from './tables.ts';

/** In `#floorOf`, for a message that is never late; in the other tables, for what has not been asked. */
const never = -1;
const unknown = -2;

/** What one of several workers has dropped, and what it has seen fall. */
export interface DeadFindings {
  readonly dropped: readonly number[];
  readonly fallen: string | null;
}

export class DeadMessages {
  readonly #tables: ReductionTables;
  readonly #cells: Cells;
  readonly #nodes: number;
  readonly #group: readonly Permutation[];
  /** Floors as dense ids, by node id: their rank; and the floors by rank. */
  readonly #ranks = new GrowingInts(unknown);
  readonly #floors: Int32Array[] = [];
  readonly #floorInterner = new SeqInterner();
  /** Pairs of ranks: one more than the first floor that falls from the one to the other, or 0. */
  readonly #falls = new IntPairMap();
  readonly #floorOf = new GrowingInts(unknown);
  readonly #levels = new GrowingInts();
  /** Every message that was ever dropped. */
  readonly #dropped = new Set<number>();
  #fallen: string | null = null;
  #sink = 0;

  /** `group`: the renamings under which the search identifies states; the identity alone when it does not. */
  constructor(tables: ReductionTables, nodes: number, group: readonly Permutation[]) {
    this.#tables = tables;
    this.#cells = tables.cells;
    this.#nodes = nodes;
    this.#group = group;
  }

  /** Takes its dead messages out of a state, in place. */
  dropFrom(state: Int32Array): void {
    for (let i = 0; i < this.#nodes; i++) state[i] = this.#keptOf(state[i]!);
  }

  /** Takes their dead messages out of the successors, in place. `before`: the states that they are steps from, which have none. */
  dropFromAll(successors: Successors, before: Int32Array): void {
    const { states, parents, count, width } = successors;
    this.#sink ^= readRows(this.#cells.rows, states, count * width, width);
    for (let k = 0; k < count; k++) {
      const at = k * width;
      const from = parents[k]! * width;
      for (let i = 0; i < this.#nodes; i++) {
        const cell = states[at + i]!;
        if (cell === before[from + i]) continue;
        this.#noticeFall(this.#cells.node(before[from + i]!), this.#cells.node(cell));
        states[at + i] = this.#keptOf(cell);
      }
    }
  }

  #keptOf(cell: number): number {
    const known = this.#cells.rows.data[cell * cellRow.width + cellRow.kept]!;
    return known === unfound ? this.#strip(cell) : ~known;
  }

  /** For `absorb` of the one who asks the core. */
  get findings(): DeadFindings {
    return { dropped: [...this.#dropped], fallen: this.#fallen };
  }

  absorb({ dropped, fallen }: DeadFindings): void {
    for (const message of dropped) this.#dropped.add(message);
    this.#fallen ??= fallen;
  }

  /**
   * Asks the core about every node state met and every message dropped; null when all is as it should be, otherwise what is
   * not, in a sentence. To be called when a search is over. `isRepresentative`: node states to ask about, one an orbit.
   */
  refutation(isRepresentative: (nodeId: number) => boolean): string | null {
    if (this.#fallen !== null) return this.#fallen;
    const byDestination = this.#droppedUnderAnyName();
    const { nodeStates } = this.#tables;
    for (let nodeId = 0; nodeId < nodeStates; nodeId++) {
      if (!isRepresentative(nodeId)) continue;
      const floors = this.#floors[this.#rank(nodeId)]!;
      for (const message of byDestination[this.#tables.owner(nodeId)]!) {
        if (this.#isDead(message, floors) && !this.#tables.ignores(nodeId, message)) {
          return this.#tables.describe(nodeId, message);
        }
      }
    }
    return null;
  }

  /** By destination: what was dropped, and what it would have been in a state of the same orbit. */
  #droppedUnderAnyName(): number[][] {
    const byDestination = Array.from({ length: this.#nodes + 1 }, (): number[] => []);
    const all = [...this.#dropped].flatMap((message) =>
      this.#group.map((perm) => this.#tables.renameMessage(message, perm)),
    );
    for (const message of new Set(all)) byDestination[this.#tables.destination(message)]!.push(message);
    return byDestination;
  }

  #noticeFall(from: number, to: number): void {
    if (from === to) return;
    const [a, b] = [this.#rank(from), this.#rank(to)];
    if (a === b || this.#fallen !== null) return;
    let fallen = this.#falls.get(a, b);
    if (fallen < 0) {
      const after = this.#floors[b]!;
      fallen = 1 + this.#floors[a]!.findIndex((floor, k) => after[k]! < floor);
      this.#falls.set(a, b, fallen);
    }
    if (fallen === 0) return;
    this.#fallen = `at n${this.#tables.owner(to)}, ${this.#tables.floorName(fallen - 1)} falls`;
  }

  #rank(nodeId: number): number {
    const known = this.#ranks.get(nodeId);
    if (known >= 0) return known;
    const floors = Int32Array.from(this.#tables.floors(nodeId));
    const rank = this.#floorInterner.intern(floors, floors.length);
    if (rank === this.#floors.length) this.#floors.push(floors);
    this.#ranks.set(nodeId, rank);
    return rank;
  }

  #strip(cell: number): number {
    const node = this.#cells.node(cell);
    const floors = this.#floors[this.#rank(node)]!;
    const messages = [...this.#tables.messages(this.#cells.inbox(cell))];
    const alive = messages.filter((message) => !this.#isDead(message, floors));
    for (const message of messages) if (this.#isDead(message, floors)) this.#dropped.add(message);
    const kept = alive.length === messages.length ? cell : this.#cells.of(node, this.#tables.inbox(alive));
    this.#cells.rows.set(cell, cellRow.kept, ~kept);
    return kept;
  }

  #isDead(message: number, floors: Int32Array): boolean {
    if (this.#floorOf.get(message) === unknown) {
      const deadline = this.#tables.deadline(message);
      this.#floorOf.set(message, deadline?.floor ?? never);
      this.#levels.set(message, deadline?.level ?? 0);
    }
    const floor = this.#floorOf.get(message);
    return floor >= 0 && this.#levels.get(message) < floors[floor]!;
  }
}
