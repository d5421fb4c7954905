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
 * lead to the same nodes. (2) is asked of all pairs, not only of those that meet in some state.
 *
 * Both are premises about a kind of floor (floors.ts has the first). The argument holds for each kind on its own, so where one
 * fails, the search is repeated without the messages that floors of this kind rule out; the other kinds go on.
 *
 * What is kept: the sets of reachable node states and histories, the verdict and the shortest length, at any depth bound.
 * With one exception: a dropped message no longer counts as in flight. Where max-in-flight cuts, the search with the
 * reduction covers the behaviors of the search without it and more, those in which dead messages took the room; there it
 * may find what the other misses, and sooner, never later. Where it never cuts they agree. What is not kept: counts of
 * states and steps; deliveries, losses and duplicates of dead messages are not taken, so no goal may wait for one.
 *
 * Refused over FIFO links, where a dead message holds up those behind it, and where a property looks at messages.
 */
import { GrowingInts } from '../../arrays/growing.ts';
import { placeOf } from '../../arrays/memory.ts';
import type { Successors } from '../../explore/successors.ts';
import { type Cells, cellRow, readRows, unfound } from '../cells.ts';
import { networkOf } from '../network/table.ts';
import type { Permutation } from '../permutation.ts';
import { type Floors, noFloors } from './floors.ts';
import type { Refutation } from './premise.ts';
import type { AppliedReduction, CompiledReduction, Reduction, SearchFacts } from './reduction.ts';
import type { ReductionTables } from './tables.ts';

export const deadMessages: Reduction = {
  refusal: ({ model, seesMessages, tables }) => {
    if (tables.leadFloor === null) return noFloors;
    const { hindrance } = networkOf(model);
    if (hindrance !== null) return hindrance;
    return seesMessages ? 'a property looks at messages' : null;
  },
  apply: (facts) => new DeadMessages(facts),
};

/** In `#floorOf`, for a message that is never late; in the other tables, for what has not been asked. */
const never = -1;
const unknown = -2;

export class DeadMessages implements AppliedReduction {
  readonly about: string;
  readonly #tables: ReductionTables;
  readonly #cells: Cells;
  readonly #nodes: number;
  readonly #group: readonly Permutation[];
  readonly #floors: Floors;
  /** Every message that was taken out of a state, by anybody whose findings are known here. */
  readonly #dropped = new Set<number>();
  /** Kinds of floors that rule out nothing: a premise about them has been refuted. */
  readonly #refutedKinds: ReadonlySet<string>;
  /** By message id: the floor that it depends on, and the level that it has to reach. */
  readonly #floorOf = new GrowingInts(unknown);
  readonly #levels = new GrowingInts();
  #sink = 0;

  constructor(facts: SearchFacts) {
    this.#tables = facts.tables;
    this.#cells = facts.tables.cells;
    this.#nodes = facts.nodes;
    this.#group = facts.group;
    this.#floors = facts.floors;
    const { refutedKinds, except } = refutedFloors(facts.refuted);
    this.#refutedKinds = refutedKinds;
    this.about = `messages too late to have an effect${except}`;
  }

  /** Takes its dead messages out of a state. */
  represent(state: Int32Array): void {
    for (let i = 0; i < this.#nodes; i++) state[i] = this.#keptOf(state[i]);
  }

  representAll(successors: Successors, before: Int32Array): void {
    const { states, parents, count, width } = successors;
    this.#sink ^= readRows(this.#cells.rows, states, count * width, width);
    for (let k = 0; k < count; k++) {
      const at = k * width;
      const from = parents[k] * width;
      for (let i = 0; i < this.#nodes; i++) {
        const cell = states[at + i];
        if (cell === before[from + i]) continue;
        const node = this.#cells.node(before[from + i]);
        const next = this.#cells.node(cell);
        // Most cells that change have only got a message.
        if (node !== next) this.#floors.compare(node, next);
        states[at + i] = this.#keptOf(cell);
      }
    }
  }

  compiled(): CompiledReduction {
    const { ranks, compared } = this.#floors;
    return {
      bit: 1,
      misses: {
        strip: (cell) => this.#keptOf(cell),
        compareFloors: (before, after) => this.#floors.compare(before, after),
      },
      wire: (kernel) => kernel.setDeadMessages(placeOf(ranks.description), placeOf(compared.description)),
    };
  }

  refuted(): readonly Refutation[] {
    return this.#floors.fallen;
  }

  findings(): Iterable<number> {
    return this.#dropped;
  }

  absorb(messages: readonly number[]): void {
    for (const message of messages) this.#dropped.add(message);
  }

  /** Asks about every node state met and every message dropped. */
  verify(isAsked: (nodeId: number) => boolean): readonly Refutation[] {
    const byDestination = this.#droppedUnderAnyName();
    const { nodeStates } = this.#tables;
    const found = new Map<string, Refutation>();
    for (let nodeId = 0; nodeId < nodeStates; nodeId++) {
      if (!isAsked(nodeId)) continue;
      const floors = this.#floors.of(nodeId);
      for (const message of byDestination[this.#tables.owner(nodeId)]) {
        if (!this.#isDead(message, floors) || this.#tables.ignores(nodeId, message)) continue;
        const floor = this.#tables.floorKind(this.#floorOf.get(message));
        if (found.has(floor)) continue;
        const why = this.#tables.describe(nodeId, message);
        found.set(floor, { premise: { kind: 'floor-rules-out', floor }, why });
      }
    }
    return [...found.values()];
  }

  #keptOf(cell: number): number {
    const known = this.#cells.rows.data[cell * cellRow.width + cellRow.kept];
    return known === unfound ? this.#strip(cell) : ~known;
  }

  /** By destination: what was dropped, and what it would have been in a state of the same orbit. */
  #droppedUnderAnyName(): number[][] {
    const byDestination = Array.from({ length: this.#nodes + 1 }, (): number[] => []);
    const all = [...this.#dropped].flatMap((message) =>
      this.#group.map((perm) => this.#tables.renameMessage(message, perm) ?? message),
    );
    for (const message of new Set(all)) byDestination[this.#tables.destination(message)].push(message);
    return byDestination;
  }

  #strip(cell: number): number {
    const node = this.#cells.node(cell);
    const floors = this.#floors.of(node);
    const messages = this.#tables.messages(this.#cells.inbox(cell));
    let dead = 0;
    for (let k = 0; k < messages.length; k++) {
      if (!this.#isDead(messages[k], floors)) continue;
      this.#dropped.add(messages[k]);
      dead++;
    }
    const isAlive = (message: number): boolean => !this.#isDead(message, floors);
    const kept = dead === 0 ? cell : this.#cells.of(node, this.#tables.inbox(messages.filter(isAlive)));
    this.#cells.rows.set(cell, cellRow.kept, ~kept);
    return kept;
  }

  #isDead(message: number, floors: Int32Array): boolean {
    if (this.#floorOf.get(message) === unknown) this.#askDeadline(message);
    const floor = this.#floorOf.get(message);
    return floor >= 0 && this.#levels.get(message) < floors[floor];
  }

  #askDeadline(message: number): void {
    const deadline = this.#tables.deadline(message);
    const counts = deadline !== null && !this.#refutedKinds.has(this.#tables.floorKind(deadline.floor));
    this.#floorOf.set(message, counts ? deadline.floor : never);
    this.#levels.set(message, counts ? deadline.level : 0);
  }
}

/** Which kinds of floors have been refuted, and what people are told of it. */
function refutedFloors(refuted: readonly Refutation[]): {
  readonly refutedKinds: ReadonlySet<string>;
  readonly except: string;
} {
  const found = refuted.flatMap(({ premise, why }) =>
    'floor' in premise ? [{ floor: premise.floor, why }] : [],
  );
  const except = found.map(({ floor, why }) => `; not by the floor ${floor}: in this core, ${why}`).join('');
  return { refutedKinds: new Set(found.map(({ floor }) => floor)), except };
}
