/**
 * Starts by their lowest numbers of terms, where a model's terms are relative (reduce/terms.ts): messages and history are gone, and with
 * them terms that nodes had their numbers from. So no start is in a term above max-spread + 1.
 */
import { GrowingInts } from '../../arrays/growing.ts';
import { IntPairMap } from '../../explore/table.ts';
import { lowering, type RenameTerm, renamerOf, TermSets, termsOf } from '../terms.ts';
import type { RecoveryCore } from './core.ts';
import type { Nodes } from './quiets.ts';

const unknown = -1;
/** In `#maps`: they have the lowest numbers. Others are by 1 above their place in `#renamers`. */
const itself = 0;

export class Lowered<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #sets = new TermSets();
  /** By node state: the set of its terms, and the lowest that it is in. */
  readonly #terms = new GrowingInts(unknown);
  readonly #lowest = new GrowingInts();
  /** The renaming, by set of terms and the lowest that a node is in. */
  readonly #maps = new IntPairMap();
  readonly #renamers: RenameTerm[] = [];
  /** By node state, and the renaming. */
  readonly #known = new IntPairMap();

  constructor(core: RecoveryCore<S, M>) {
    this.#core = core;
  }

  /** The nodes as they are where terms cannot be given other numbers. */
  of(nodes: Nodes): Nodes {
    let [terms, lowest] = [unknown, Number.POSITIVE_INFINITY];
    for (const node of nodes) {
      const own = this.#termsOf(node);
      terms = terms === unknown ? own : this.#sets.union(terms, own);
      lowest = Math.min(lowest, this.#lowest.get(node));
    }
    const known = this.#maps.get(terms, lowest);
    const map = known >= 0 ? known : this.#find(terms, lowest);
    return map === itself ? nodes : nodes.map((node) => this.#lowered(node, map - 1));
  }

  #termsOf(node: number): number {
    const known = this.#terms.get(node);
    if (known !== unknown) return known;
    const terms = this.#sets.of(this.#core.termsIn(node));
    this.#terms.set(node, terms);
    this.#lowest.set(node, termsOf(this.#core.view(node))[0]);
    return terms;
  }

  #find(terms: number, lowest: number): number {
    const found = lowering(this.#sets.terms(terms), lowest);
    const map = found === null ? itself : this.#renamers.push(renamerOf(found));
    this.#maps.set(terms, lowest, map);
    return map;
  }

  #lowered(node: number, map: number): number {
    const known = this.#known.get(node, map);
    if (known >= 0) return known;
    const made = this.#core.inOtherTerms(node, this.#renamers[map]) ?? node;
    this.#known.set(node, map, made);
    return made;
  }
}
