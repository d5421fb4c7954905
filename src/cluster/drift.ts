/**
 * Clocks that go almost alike: how many ticks each node is ahead of the slowest, no more than a bound. As one number, so
 * that it is a counter like any other:
 *
 *     nodes 1 2 3, bound 2     1 0 2  ->  1 + 0 * 3 + 2 * 9      a digit a node, the bound + 1 to the base
 *
 * A difference is all that is kept: how late it is means nothing to a node, only how much time has passed since. Time passes
 * for a node that is down too, or it would hold up all others.
 *
 * With a bound of 0 the clocks are perfect: each round every node ticks once, in the order of their names, and the number
 * says whose turn it is. (With 1 a node may be the last in one round and the first in another: then one ticks twice while
 * another does not at all.)
 */
import { type Permutation, renamed } from './permutation.ts';

export class Drift {
  readonly #nodes: number;
  readonly #base: number;

  /** `most`: ticks that one node may be ahead of another. */
  constructor(nodes: number, most: number) {
    this.#nodes = nodes;
    this.#base = most + 1;
  }

  /** Ticks that node `i` (from 0) is ahead of the slowest. */
  ahead(clocks: number, i: number): number {
    if (this.#base === 1) return i < clocks ? 1 : 0;
    return Math.floor(clocks / this.#base ** i) % this.#base;
  }

  /** Whether node `i` may tick. */
  ticks(clocks: number, i: number): boolean {
    return this.#base === 1 ? clocks === i : this.ahead(clocks, i) < this.#base - 1;
  }

  /** The clocks once node `i`, which may, has ticked. */
  ticked(clocks: number, i: number): number {
    if (this.#base === 1) return (clocks + 1) % this.#nodes;
    const all = Array.from({ length: this.#nodes }, (_, k) => this.ahead(clocks, k) + (k === i ? 1 : 0));
    const slowest = Math.min(...all);
    return all.reduce((sum, ahead, k) => sum + (ahead - slowest) * this.#base ** k, 0);
  }

  /** The clocks under other names of the nodes. Not for perfect ones, whose order goes by the names. */
  rename(clocks: number, perm: Permutation): number {
    let sum = 0;
    for (let i = 0; i < this.#nodes; i++) {
      sum += this.ahead(clocks, i) * this.#base ** (renamed(perm, i + 1) - 1);
    }
    return sum;
  }
}
