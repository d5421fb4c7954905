/**
 * Starts by their lowest numbers of terms, where a model's terms are relative (reduce/terms.ts): messages and history are gone, and with
 * them terms that nodes had their numbers from. So no start is in a term above max-spread + 1.
 */
import { renamerOf, termsOf } from '../terms.ts';
import type { RecoveryCore } from './core.ts';
import type { Nodes } from './quiets.ts';

export class Lowered<S, M> {
  readonly #core: RecoveryCore<S, M>;
  /** By node state, and the renaming. */
  readonly #known = new Map<string, number>();

  constructor(core: RecoveryCore<S, M>) {
    this.#core = core;
  }

  /** The nodes as they are where terms cannot be given other numbers. */
  of(nodes: Nodes): Nodes {
    const from = Math.min(...Array.from(nodes, (node) => termsOf(this.#core.view(node))[0]));
    if (from === 0) return nodes;
    const all = new Set(Array.from(nodes, (node) => this.#core.termsIn(node)).flat());
    const below = [...all].filter((term) => term > 0 && term < from).sort((a, b) => a - b);
    if (below.length + 1 === from) return nodes;
    return nodes.map((node) => this.#lowered(node, below, from));
  }

  #lowered(node: number, below: readonly number[], from: number): number {
    const key = `${node} ${from} ${below}`;
    const known =
      this.#known.get(key) ?? this.#core.inOtherTerms(node, renamerOf({ below, from, raised: 0 })) ?? node;
    this.#known.set(key, known);
    return known;
  }
}
