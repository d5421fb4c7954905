/**
 * An order of cells and environments that depends on what they are and not on the ids that a run has given: two processes that have
 * met other states before agree on it. Ranks are hashes of contents, and nearly always say which of two comes first; where they
 * are equal, the contents are compared.
 */
import { hashPair } from '../explore/hash.ts';
import { type Cells, cellRow, unfound } from './cells.ts';
import type { ContentsOfCore } from './coreinterner.ts';
import type { Environments } from './environment.ts';
import type { Ghosts } from './ghost.ts';
import type { Inboxes } from './inbox.ts';

/** Ranks are 0 or more, so that their complements are never `unfound`. */
export const mostRank = 0x7fffffff;

export class Contents {
  readonly #interner: ContentsOfCore;
  readonly #inboxes: Inboxes;
  readonly #cells: Cells;
  readonly #environments: Environments;
  readonly #ghosts: Ghosts;
  /** Whether the order of an inbox means something: if not, it is that of ids. */
  readonly #ordered: boolean;

  constructor(
    interner: ContentsOfCore,
    inboxes: Inboxes,
    cells: Cells,
    environments: Environments,
    ghosts: Ghosts,
    ordered: boolean,
  ) {
    this.#interner = interner;
    this.#inboxes = inboxes;
    this.#cells = cells;
    this.#environments = environments;
    this.#ghosts = ghosts;
    this.#ordered = ordered;
  }

  nodeRank(nodeId: number): number {
    return this.#interner.nodeRank(nodeId) & mostRank;
  }

  messageRank(message: number): number {
    return this.#interner.messageRank(message) & mostRank;
  }

  /** Below 0: the first of two different cells comes first. */
  compareCells(a: number, b: number): number {
    return this.#rankOf(a) - this.#rankOf(b) || this.compareEqualRanks(a, b);
  }

  /** As compareCells of two whose ranks are equal. */
  compareEqualRanks(a: number, b: number): number {
    const cells = this.#cells;
    const nodes = this.#interner.compareNodes(cells.node(a), cells.node(b));
    if (nodes !== 0) return nodes;
    const [one, other] = [this.#messages(a), this.#messages(b)];
    if (one.length !== other.length) return one.length - other.length;
    for (const [k, message] of one.entries()) {
      const found = this.#interner.compareMessages(message, other[k]);
      if (found !== 0) return found;
    }
    return 0;
  }

  /** Likewise of environments: by their counters, and then by their histories. */
  compareEnvironments(a: number, b: number): number {
    return (
      this.#environments.compare(a, b) ||
      this.#ghosts.compare(this.#environments.ghost(a), this.#environments.ghost(b))
    );
  }

  #rankOf(cell: number): number {
    const known = this.#cells.rows.data[cell * cellRow.width + cellRow.rank];
    return known === unfound ? this.rank(cell) : ~known;
  }

  /** Finds the rank of a cell. */
  rank(cell: number): number {
    let mixed = this.nodeRank(this.#cells.node(cell));
    for (const message of this.#inboxes.messages(this.#cells.inbox(cell)).slice()) {
      const rank = this.messageRank(message);
      // Of a bag the sum, which knows no order.
      mixed = this.#ordered ? hashPair(mixed, rank) : (mixed + Math.imul(rank, 0x9e3779b1)) | 0;
    }
    const rank = hashPair(mixed, 0) & mostRank;
    this.#cells.rows.set(cell, cellRow.rank, ~rank);
    return rank;
  }

  #messages(cell: number): Int32Array {
    const messages = this.#inboxes.messages(this.#cells.inbox(cell)).slice();
    return this.#ordered ? messages : messages.sort((a, b) => this.#interner.compareMessages(a, b));
  }
}
