/**
 * The quiet states that rounds begin and end in, as dense ids: what is known of one is a number beside its id.
 *
 *     quiet state   [ node state x N | cuts ]   node states by the ids of core.ts, `down` for a node that stays away; which links are
 *                                               cut, by its place in a list of its own
 */
import { SeqInterner } from '../../explore/intern.ts';
import type { NodeView } from '../view.ts';
import type { RecoveryCore } from './core.ts';
import type { Cuts } from './cuts.ts';

export const down = -1;

/** The node states of a quiet state. Not to be written to. */
export type Nodes = Int32Array;

export class Quiets<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #ids = new SeqInterner();
  readonly #cuts: readonly Cuts[];
  readonly #key: Int32Array;

  /** `cuts`: all that are asked about. */
  constructor(core: RecoveryCore<S, M>, nodes: number, cuts: readonly Cuts[]) {
    this.#core = core;
    this.#cuts = cuts;
    this.#key = new Int32Array(nodes + 1);
  }

  id(nodes: Nodes, cuts: Cuts): number {
    this.#key.set(nodes);
    this.#key[nodes.length] = this.#cuts.indexOf(cuts);
    return this.#ids.intern(this.#key, this.#key.length);
  }

  nodes(quiet: number): Nodes {
    return this.#ids.get(quiet).subarray(0, -1);
  }

  cuts(quiet: number): Cuts {
    return this.#cuts[this.#ids.get(quiet).at(-1)!];
  }

  /** The nodes that are up. */
  up(quiet: number): NodeView[] {
    const up: NodeView[] = [];
    for (const node of this.nodes(quiet)) if (node !== down) up.push(this.#core.view(node));
    return up;
  }
}
