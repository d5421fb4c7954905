/**
 * The quiet states that rounds begin and end in, as dense ids: what is known of one is a number beside its id.
 *
 *     quiet state   [ node state x N ]   by the ids of core.ts; `down` for a node that stays away
 */
import { SeqInterner } from '../../explore/intern.ts';

export const down = -1;

/** The node states of a quiet state. Not to be written to. */
export type Nodes = Int32Array;

export class Quiets {
  readonly #ids = new SeqInterner();

  id(nodes: Nodes): number {
    return this.#ids.intern(nodes, nodes.length);
  }

  nodes(quiet: number): Nodes {
    return this.#ids.get(quiet);
  }
}
