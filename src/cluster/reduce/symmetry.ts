/**
 * Node symmetry: states that differ only in which node is called what are one state.
 *
 * Why it is sound. The group G permutes the names of interchangeable nodes (interchange.ts). Renaming is an automorphism
 * of the cluster: the steps of a renamed state are the renamed steps, since the core cannot tell names apart, the network
 * and the bounds treat all nodes alike, and every action that names a peer exists for every peer. And a property says the
 * same of a renamed state. So from one state of an orbit the search sees all that it would see from any: the reachable
 * orbits, the depth of each, the verdict and the shortest length stay what they are, and the counts are counts of orbits
 * (Ip and Dill, Better verification through symmetry, 1996). A test holds the cluster and all invariants to both equations.
 * What a change of the core that does tell nodes apart would need: --no-symmetry.
 *
 * The representative of an orbit is found so that usually one permutation is tried and not |G|:
 *
 *     1. the slots of a block are put in the order of the signatures of their cells: a hash of the node state and the messages
 *        under all names; if all differ, that is the only candidate
 *     2. some are equal: of the permutations that keep that order, the one that gives the smallest vector
 *
 * Signatures do not change under renaming, so the candidates of a renamed state lead to the same vectors: the smallest is the
 * orbit's own. Both orders are of what cells are and not of their ids (../contents.ts), so that two processes, which have given
 * other ids, choose the same one.
 */
import { placeOf, takeCopy } from '../../arrays/memory.ts';
import type { WasmFunctions } from '../../arrays/wasm.ts';
import { hashWords } from '../../explore/hash.ts';
import { ownRegion } from '../../explore/region.ts';
import { doubled } from '../../explore/store.ts';
import type { Successors } from '../../explore/successors.ts';
import { type Cells, cellRow, readRows, unfound } from '../cells.ts';
import type { Contents } from '../contents.ts';
import { type Permutation, renamed } from '../permutation.ts';
import { interchangeable } from './interchange.ts';
import { Orbits, Renamings } from './orbits.ts';
import { type Refutation, refutationOf } from './premise.ts';
import type { AppliedReduction, CompiledReduction, Reduction, SearchFacts } from './reduction.ts';
import { symmetricPairs } from './symmetricpairs.ts';
import type { ReductionTables } from './tables.ts';

const firstRenamings = 256;
/** The bits of a signature that are of messages. */
const messageBits = 0x7fff;

export const symmetry: Reduction = {
  refusal: ({ model, refuted, tellsApart }) => {
    const against = refutationOf(refuted, 'names-mean-nothing');
    if (against !== undefined) return `this core tells nodes apart: ${against.why}`;
    const { blocks, reason } = interchangeable(model, tellsApart);
    return blocks.length > 0 ? null : reason;
  },
  apply: (facts) => new Symmetry(facts),
};

export class Symmetry implements AppliedReduction {
  readonly about: string;
  readonly #nodeOrbits: Orbits;
  readonly #tables: ReductionTables;
  readonly #cells: Cells;
  readonly #nodes: number;
  readonly #size: number;
  /** [p * nodes + k]: the slot that permutation p brings to slot k. */
  readonly #sources: Int32Array;
  /** Neighbouring slots of a block, in pairs. */
  readonly #neighbours: Int32Array;
  readonly #messages: Orbits;
  readonly #environments: Orbits;
  readonly #inboxes: Renamings;
  readonly #renamedCells: Renamings;
  readonly #contents: Contents;
  readonly #keys: Int32Array;
  readonly #candidates: Int32Array;
  #best: Int32Array;
  #trial: Int32Array;
  /** States to be renamed: [place, permutation, ...] */
  #renamings: Int32Array = new Int32Array(256);
  #sink = 0;

  constructor({ tables, nodes, blocks, group }: Pick<SearchFacts, 'tables' | 'nodes' | 'blocks' | 'group'>) {
    const names = blocks.map((ids) => ids.map((id) => `n${id}`).join(' '));
    this.about = `${names.join(', ')} interchangeable, ${group.length} permutations`;
    this.#tables = tables;
    this.#cells = tables.cells;
    this.#nodes = nodes;
    this.#size = group.length;
    this.#sources = sourcesOf(nodes, group);
    this.#neighbours = Int32Array.from(
      blocks.flatMap((ids) => ids.slice(1).flatMap((id, k) => [ids[k] - 1, id - 1])),
    );
    const { contents } = tables;
    this.#nodeOrbits = new Orbits(
      group,
      (id, perm) => tables.renameNode(id, perm),
      tables,
      (id) => contents.nodeRank(id),
    );
    this.#messages = new Orbits(
      group,
      (id, perm) => tables.renameMessage(id, perm),
      tables,
      (id) => contents.messageRank(id),
    );
    tables.applySymmetry(symmetricPairs(group, tables.locals, this.#nodeOrbits, this.#messages));
    this.#environments = new Orbits(
      group,
      (id, perm) => tables.renameEnvironment(id, perm),
      tables,
      () => 0,
    );
    this.#inboxes = new Renamings(group, (id, p) => this.#renameInbox(id, p), ownRegion());
    this.#renamedCells = new Renamings(
      group,
      (id, p) => this.#renameCell(id, p),
      tables.region(group.length),
      tables.ints,
    );
    this.#contents = tables.contents;
    this.#keys = new Int32Array(nodes);
    this.#candidates = new Int32Array(group.length);
    this.#best = new Int32Array(nodes + 1);
    this.#trial = new Int32Array(nodes + 1);
    tables.representNodes = (states) => this.#representNodes(states);
  }

  /** Puts the representative of its orbit in the place of a state. */
  represent(state: Int32Array): void {
    this.#readKeys(state, 0);
    if (this.#ascends()) return;
    const count = this.#choose();
    if (count === 1) this.#rename(state, 0, this.#candidates[0]);
    else this.#settleTie(state, 0, count);
  }

  /** As `represent` for every successor. */
  representAll(successors: Successors): void {
    const { states, count, width } = successors;
    let waiting = 0;
    let read = readRows(this.#cells.rows, states, count * width, width);
    for (let at = 0; at < count * width; at += width) {
      this.#readKeys(states, at);
      if (this.#ascends()) continue;
      const candidates = this.#choose();
      if (candidates > 1) {
        this.#settleTie(states, at, candidates);
        continue;
      }
      const p = this.#candidates[0];
      for (let i = at; i < at + this.#nodes; i++) read ^= this.#renamedCells.touch(states[i], p);
      if (waiting === this.#renamings.length) this.#renamings = doubled(this.#renamings);
      this.#renamings[waiting++] = at;
      this.#renamings[waiting++] = p;
    }
    this.#sink ^= read;
    for (let k = 0; k < waiting; k += 2) this.#rename(states, this.#renamings[k], this.#renamings[k + 1]);
  }

  /**
   * As `represent` for node states without their messages: who leads comes first, so that fewer states lead, then by class. Leaves them
   * as they are where a class is not known yet: a judge, who asks this, may not enter anything while others wait.
   */
  #representNodes(states: Int32Array): void {
    for (const [i, node] of states.entries()) {
      const known = this.#nodeOrbits.classes.get(node);
      if (known < 0) return;
      this.#keys[i] = this.#tables.leads(node) === null ? known : ~known;
    }
    if (this.#ascends()) return;
    const given = states.slice();
    for (let c = this.#choose() - 1, first = true; c >= 0; c--, first = false) {
      const p = this.#candidates[c];
      const image = given.map((_, k) =>
        this.#nodeOrbits.renamed(given[this.#sources[p * this.#nodes + k]], p),
      );
      if (first || isLess(image, states)) states.set(image);
    }
  }

  compiled(): CompiledReduction {
    const { ints } = this.#tables;
    const sources = takeCopy(ints, this.#sources);
    const neighbours = takeCopy(ints, this.#neighbours);
    const cells = this.#renamedCells;
    const scratch = ints.take(3 * (this.#nodes + 1) + this.#size);
    let renamings = ints.take(firstRenamings);
    let kernel: WasmFunctions;
    return {
      bit: 4,
      misses: {
        sign: (cell) => this.#sign(cell),
        rankCell: (cell) => this.#contents.rank(cell),
        compareCells: (a, b) => Math.sign(this.#contents.compareEqualRanks(a, b)),
        compareEnvironments: (a, b) => Math.sign(this.#contents.compareEnvironments(a, b)),
        renameCell: (cell, p) => cells.renamed(cell, p),
        renameEnvironment: (env, p) => this.#environments.renamed(env, p),
        growRenamings: () => {
          renamings = doubled(renamings, ints);
          kernel.placeRenamings(placeOf(renamings), renamings.length);
        },
      },
      wire: (compiled) => {
        kernel = compiled;
        kernel.setSymmetry(
          this.#size,
          placeOf(sources),
          placeOf(neighbours),
          neighbours.length,
          cells.isDense ? cells.dense.place : 0,
          cells.dense.data.length,
          placeOf(cells.sparse.description),
          placeOf(this.#environments.table.description),
          placeOf(scratch),
        );
        kernel.placeRenamings(placeOf(renamings), renamings.length);
      },
    };
  }

  refuted(): readonly Refutation[] {
    const { asymmetry } = this.#tables;
    return asymmetry === null ? [] : [{ premise: { kind: 'names-mean-nothing' }, why: asymmetry }];
  }

  isRepresentative(nodeId: number): boolean {
    return this.#nodeOrbits.class(nodeId) === nodeId;
  }

  /** The core is asked of a sample of steps while the search goes on. */
  verify(): readonly Refutation[] {
    return [];
  }

  #readKeys(states: Int32Array, from: number): void {
    for (let i = 0; i < this.#nodes; i++) {
      const cell = states[from + i];
      const known = this.#cells.rows.data[cell * cellRow.width + cellRow.signature];
      this.#keys[i] = known === unfound ? this.#sign(cell) : ~known;
    }
  }

  /** True when the slots are in order as they are, and in no other order. */
  #ascends(): boolean {
    const { length } = this.#neighbours;
    for (let k = 0; k < length; k += 2) {
      if (this.#keys[this.#neighbours[k]] >= this.#keys[this.#neighbours[k + 1]]) return false;
    }
    return true;
  }

  /** Finds the permutations that put the slots in the order of their keys; returns how many there are. */
  #choose(): number {
    const { length } = this.#neighbours;
    let count = 0;
    for (let p = 0; p < this.#size; p++) {
      const from = p * this.#nodes;
      let k = 0;
      while (k < length) {
        const left = this.#keys[this.#sources[from + this.#neighbours[k]]];
        if (left > this.#keys[this.#sources[from + this.#neighbours[k + 1]]]) break;
        k += 2;
      }
      if (k >= length) this.#candidates[count++] = p;
    }
    return count;
  }

  /** Renames the state at states[from] in place. */
  #rename(states: Int32Array, from: number, p: number): void {
    this.#image(states, from, p, this.#trial);
    states.set(this.#trial, from);
  }

  /** Replaces the state by the smallest of its images under the candidates. */
  #settleTie(states: Int32Array, from: number, count: number): void {
    this.#image(states, from, this.#candidates[0], this.#best);
    for (let c = 1; c < count; c++) {
      this.#image(states, from, this.#candidates[c], this.#trial);
      if (this.#isLess(this.#trial, this.#best)) [this.#best, this.#trial] = [this.#trial, this.#best];
    }
    states.set(this.#best, from);
  }

  #isLess(a: Int32Array, b: Int32Array): boolean {
    const n = this.#nodes;
    for (let i = 0; i < n; i++) if (a[i] !== b[i]) return this.#contents.compareCells(a[i], b[i]) < 0;
    return a[n] !== b[n] && this.#contents.compareEnvironments(a[n], b[n]) < 0;
  }

  #image(states: Int32Array, from: number, p: number, out: Int32Array): void {
    const n = this.#nodes;
    for (let k = 0; k < n; k++)
      out[k] = this.#renamedCells.renamed(states[from + this.#sources[p * n + k]], p);
    out[n] = this.#environments.renamed(states[from + n], p);
  }

  #renameInbox(inbox: number, p: number): number {
    // Copied first: making messages may move what `messages` is a view of.
    const messages = this.#tables.messages(inbox).slice();
    return this.#tables.inbox(messages.map((message) => this.#messages.renamed(message, p)));
  }

  #renameCell(cell: number, p: number): number {
    const node = this.#nodeOrbits.renamed(this.#cells.node(cell), p);
    return this.#cells.of(node, this.#inboxes.renamed(this.#cells.inbox(cell), p));
  }

  /**
   * Finds the cell's signature: the same for a cell that a renaming makes of it, and hardly ever for another. The node comes before
   * the messages, so that whoever gets one mostly stays in its place.
   */
  #sign(cell: number): number {
    const ranks = this.#tables
      .messages(this.#cells.inbox(cell))
      .slice()
      .map((message) => this.#messages.rank(message));
    const node = this.#nodeOrbits.rank(this.#cells.node(cell));
    const messages = hashWords(ranks.sort(), 0, ranks.length) & messageBits;
    const signature = (node & ~messageBits) | messages;
    this.#cells.rows.set(cell, cellRow.signature, ~signature);
    return signature;
  }
}

function sourcesOf(nodes: number, group: readonly Permutation[]): Int32Array {
  const sources = new Int32Array(group.length * nodes);
  group.forEach((perm, p) => {
    for (let id = 1; id <= nodes; id++) sources[p * nodes + renamed(perm, id) - 1] = id - 1;
  });
  return sources;
}

function isLess(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) {
    if (a[i] !== b[i]) return a[i] < b[i];
  }
  return false;
}
