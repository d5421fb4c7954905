/**
 * What stands in front of the scopes: the states of which it is known that nothing breaks, whichever scope is asked. Most
 * new states are new by their messages, or by something in a node that no property looks at: one look-up settles them.
 *
 *     profile   what all scopes together look at in a node, as a dense id from 1: the parts that the node has for each
 *     row       [ profile x N | history id ]
 *
 * All that a scope is asked about in a state follows from the state's row (but for messages, which is why scopes that see
 * those are not among these). So where a state broke nothing, no state of the same row does, and every question that it
 * poses has been asked and counted. A state that broke something leaves nothing here: the next one like it is judged in full.
 */

import { GrowingInts } from '../arrays/growing.ts';
import { ownMemory, placeOf } from '../arrays/memory.ts';
import type { ClusterTables } from '../cluster/cluster.ts';
import { SeqInterner } from '../explore/intern.ts';
import type { CompiledPart } from '../explore/kernel.ts';
import { RowSet } from './rowset.ts';
import type { Moment, Scope } from './scopes.ts';

/** A node state that is not yet known to break nothing by itself. */
const unknown = 0;

export class PassedStates {
  readonly #scopes: readonly Scope[];
  readonly #profiles: GrowingInts;
  readonly #parts: Int32Array;
  readonly #tuples = new SeqInterner();
  readonly #row: Int32Array;
  readonly #rows: RowSet;

  constructor(nodes: number, scopes: readonly Scope[], ints = ownMemory) {
    this.#profiles = new GrowingInts(unknown, ints);
    this.#scopes = scopes;
    this.#parts = new Int32Array(scopes.length);
    this.#row = ints.take(nodes + 1);
    this.#rows = new RowSet(nodes + 1, undefined, ints);
  }

  /** The same look in compiled code. `seesHistory`: false where the history of every row is 0. */
  compiled(seesHistory: boolean): CompiledPart {
    return {
      misses: {},
      wire: (kernel) =>
        kernel.setPassed(
          placeOf(this.#profiles.description),
          placeOf(this.#rows.description),
          placeOf(this.#row),
          Number(seesHistory),
        ),
    };
  }

  /** True when it is known that the state breaks nothing. */
  has({ nodes, ghost }: Moment): boolean {
    const row = this.#row;
    for (let i = 0; i < nodes.length; i++) {
      const profile = this.#profiles.get(nodes[i]);
      if (profile === unknown) return false;
      row[i] = profile;
    }
    row[nodes.length] = ghost;
    return this.#rows.has(row);
  }

  /** The state has been judged in full, and neither a node of it nor a scope was found broken. */
  learn({ tables, nodes, ghost }: Moment): void {
    for (let i = 0; i < nodes.length; i++) this.#row[i] = this.#profile(nodes[i], tables);
    this.#row[nodes.length] = ghost;
    this.#rows.add(this.#row);
  }

  #profile(nodeId: number, tables: ClusterTables): number {
    const known = this.#profiles.get(nodeId);
    if (known !== unknown) return known;
    this.#scopes.forEach((scope, k) => {
      this.#parts[k] = scope.part(nodeId, tables);
    });
    const profile = this.#tuples.intern(this.#parts, this.#parts.length) + 1;
    this.#profiles.set(nodeId, profile);
    return profile;
  }
}
