/**
 * Relative terms: states that differ in nothing but the numbers of their terms are one, where the model asks for it. There is then no
 * highest term that would have to be bound; how far apart terms are is (spread.ts).
 *
 * Why it is sound. Let L be the lowest term that a node is in, in memory or on its disk. A renaming f of terms (../terms.ts) leaves 0
 * as it is, keeps the order, and from L on f(t + 1) is f(t) + 1. The core compares terms, and makes one by adding 1 to the term that
 * its node is in, which is L or above. So what it makes of a renamed state and message is what it made of them, renamed by the same f:
 *
 *     step(f(s), f(m)) == f(step(s, m))
 *
 * Network, bounds and history do not look at terms either, and max-spread is the same under f. A cluster's steps from a renamed state are
 * thus its steps renamed, with nothing lost and nothing added: a bisimulation, and exact, not a bound. No term falls below L afterwards
 * that was not there before, so L never falls. Of all f, the one with the lowest numbers makes the representative: of the terms below L
 * it keeps the order alone, and of those above the distances too, since a node in L may still reach each of them by adding 1.
 *
 * While a node is in term 0, nothing is renamed: 0 is no term to the core, and becomes one by adding 1.
 *
 * It is verified in every search, by asking the core about a sample: of the node states that are renamed the first some hundred and then
 * one of so many, under every input of the model and each message that waits there, by both numbers and by ones that no search would
 * come to. Where it is refuted, the search is repeated with
 * terms by their numbers, and with a bound on them (run/prepare.ts).
 *
 * Dead messages and dead history come first: what they compare are a state and its successor, by the same numbers.
 */
import { GrowingInts } from '../../arrays/growing.ts';
import type { Successors } from '../../explore/successors.ts';
import { IntPairMap } from '../../explore/table.ts';
import type { Cells } from '../cells.ts';
import { lowering, TermSets } from '../terms.ts';
import { type Refutation, refutationOf } from './premise.ts';
import type { AppliedReduction, CompiledReduction, Reduction, SearchFacts } from './reduction.ts';
import type { ReductionTables } from './tables.ts';
import type { TermTables } from './termtables.ts';

export const relativeTerms: Reduction = {
  refusal: ({ refuted, model, tables }) => {
    const against = refutationOf(refuted, 'terms-are-relative');
    const { 'max-term': most } = model.bounds;
    if (against !== undefined)
      return `this core tells terms apart, so there are none above ${most}: ${against.why}`;
    return tables.terms === null ? 'terms have their numbers' : null;
  },
  apply: ({ tables, nodes }) => new RelativeTerms(tables, tables.terms!, nodes),
};

const unknown = -1;
/** In `#maps`: the state is a representative. Others are by 1 above their ids. */
const itself = 0;

/** About the first node states that are renamed the core is asked, then about one of so many. */
const verifiedFirst = 256;
const verifiedEvery = 64;
/** And how much higher terms are then. */
const verifiedAbove = 9;

export class RelativeTerms implements AppliedReduction {
  readonly about = 'by their order, and from the lowest that a node is in by their distances';
  readonly #tables: ReductionTables;
  readonly #terms: TermTables;
  readonly #cells: Cells;
  readonly #nodes: number;
  readonly #sets = new TermSets();
  /** By cell and by environment: the set of its terms. */
  readonly #ofCell = new GrowingInts(unknown);
  readonly #ofEnvironment = new GrowingInts(unknown);
  /** By cell: the lowest term that its node is in. */
  readonly #lowest = new GrowingInts();
  /** By node state and by message: the set of its terms. */
  readonly #ofNode = new GrowingInts(unknown);
  readonly #ofMessage = new GrowingInts(unknown);
  /** The renaming, by set of terms and the lowest that a node is in. */
  readonly #maps = new IntPairMap();
  /** What is made of each, by id and renaming. */
  readonly #renamedCells = new IntPairMap();
  readonly #renamedNodes = new IntPairMap();
  readonly #renamedMessages = new IntPairMap();
  readonly #renamedEnvironments = new IntPairMap();
  #renamings = 0;
  #difference: string | null = null;

  constructor(tables: ReductionTables, terms: TermTables, nodes: SearchFacts['nodes']) {
    this.#tables = tables;
    this.#terms = terms;
    this.#cells = tables.cells;
    this.#nodes = nodes;
  }

  represent(state: Int32Array): void {
    this.#represent(state, 0);
  }

  representAll({ states, count, width }: Successors): void {
    for (let at = 0; at < count * width; at += width) this.#represent(states, at);
  }

  /** The plain loop alone has relative terms (run/explore.ts). */
  compiled(): CompiledReduction {
    throw new RangeError('compiled code does not rename terms');
  }

  refuted(): readonly Refutation[] {
    return this.#difference === null
      ? []
      : [{ premise: { kind: 'terms-are-relative' }, why: this.#difference }];
  }

  /** The core is asked of a sample while the search goes on. */
  verify(): readonly Refutation[] {
    return [];
  }

  /** Puts its representative in the place of the state at states[from]. */
  #represent(states: Int32Array, from: number): void {
    const end = from + this.#nodes;
    let set = this.#termsOf(states[end]);
    let lowest = Number.POSITIVE_INFINITY;
    for (let i = from; i < end; i++) {
      const cell = states[i];
      const held = this.#ofCell.get(cell);
      set = this.#sets.union(set, held === unknown ? this.#learn(cell) : held);
      lowest = Math.min(lowest, this.#lowest.get(cell));
    }
    const known = this.#maps.get(set, lowest);
    const map = known >= 0 ? known : this.#find(set, lowest);
    if (map === itself) return;
    for (let i = from; i < end; i++) states[i] = this.#cell(states[i], map - 1);
    states[end] = this.#environment(states[end], map - 1);
  }

  #termsOf(env: number): number {
    const known = this.#ofEnvironment.get(env);
    if (known !== unknown) return known;
    const set = this.#sets.of(this.#terms.ofEnvironment(env));
    this.#ofEnvironment.set(env, set);
    return set;
  }

  #learn(cell: number): number {
    const node = this.#cells.node(cell);
    let set = this.#learned(this.#ofNode, node, () => this.#terms.ofNode(node));
    for (const message of [...this.#tables.messages(this.#cells.inbox(cell))]) {
      const own = this.#learned(this.#ofMessage, message, () => this.#terms.ofMessage(message));
      set = this.#sets.union(set, own);
    }
    this.#lowest.set(cell, this.#terms.lowest(node));
    this.#ofCell.set(cell, set);
    return set;
  }

  #learned(known: GrowingInts, id: number, terms: () => readonly number[]): number {
    if (known.get(id) === unknown) known.set(id, this.#sets.of(terms()));
    return known.get(id);
  }

  #find(set: number, lowest: number): number {
    const found = lowering(this.#sets.terms(set), lowest);
    const map = found === null ? itself : this.#terms.map(found) + 1;
    this.#maps.set(set, lowest, map);
    return map;
  }

  #cell(cell: number, map: number): number {
    const known = this.#renamedCells.get(cell, map);
    if (known >= 0) return known;
    const node = this.#cells.node(cell);
    // Copied first: making messages may move what `messages` is a view of.
    const messages = [...this.#tables.messages(this.#cells.inbox(cell))];
    const inbox = this.#tables.inbox(messages.map((message) => this.#message(message, map)));
    const made = this.#cells.of(this.#node(node, map, messages), inbox);
    this.#renamedCells.set(cell, map, made);
    return made;
  }

  /** `messages`: what waits at the node. */
  #node(node: number, map: number, messages: readonly number[]): number {
    const known = this.#renamedNodes.get(node, map);
    if (known >= 0) return known;
    const made = this.#orRefuted(node, this.#terms.renameNode(node, map));
    this.#renamedNodes.set(node, map, made);
    if (this.#renamings < verifiedFirst || this.#renamings % verifiedEvery === 0)
      this.#verify(node, made, map, messages);
    this.#renamings++;
    return made;
  }

  #message(message: number, map: number): number {
    const known = this.#renamedMessages.get(message, map);
    if (known >= 0) return known;
    const made = this.#orRefuted(message, this.#terms.renameMessage(message, map));
    this.#renamedMessages.set(message, map, made);
    return made;
  }

  #environment(env: number, map: number): number {
    const known = this.#renamedEnvironments.get(env, map);
    if (known >= 0) return known;
    const made = this.#terms.renameEnvironment(env, map);
    this.#renamedEnvironments.set(env, map, made);
    return made;
  }

  /** What cannot be renamed stays; then the result of the search does not hold, and it only has to end. */
  #orRefuted(id: number, renamed: number | null): number {
    if (renamed === null) this.#difference ??= 'a state or message cannot be given other terms';
    return renamed ?? id;
  }

  #verify(node: number, renamed: number, map: number, messages: readonly number[]): void {
    const { locals } = this.#tables;
    const inputs = [
      ...locals.map((_, input) => [input, input]),
      ...messages.map((message) => [locals.length + message, locals.length + this.#message(message, map)]),
    ];
    for (const [input, other] of inputs) {
      if (this.#difference !== null) return;
      this.#difference = this.#terms.difference(
        { nodeId: node, input },
        { nodeId: renamed, input: other },
        map,
      );
    }
    if (this.#terms.lowest(node) > 0) this.#verifyHigh(node, messages);
  }

  /** With all terms higher, by an odd number and an even one in turn. */
  #verifyHigh(nodeId: number, messages: readonly number[]): void {
    const high = this.#terms.map({ below: [], from: 1, raised: verifiedAbove + (this.#renamings % 2) });
    const { locals } = this.#tables;
    const raised = this.#terms.renameNode(nodeId, high) ?? nodeId;
    const ask = (input: number, other: number): void => {
      this.#difference ??= this.#terms.difference({ nodeId, input }, { nodeId: raised, input: other }, high);
    };
    for (const input of locals.keys()) ask(input, input);
    for (const message of messages) {
      const other = this.#terms.renameMessage(message, high) ?? message;
      ask(locals.length + message, locals.length + other);
    }
  }
}
