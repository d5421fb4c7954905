/**
 * The scopes that look at global states, each with its memo: an argument (a node, a node and the history, two nodes, all
 * nodes) is judged when it is first met and looked up ever after. The judge calls them for every state that passedstates.ts does
 * not know, so nothing here allocates unless something is new.
 */

import { GrowingInts } from '../arrays/growing.ts';
import type { ClusterTables } from '../cluster/cluster.ts';
import type { ClusterView, Ghost, NodeView } from '../cluster/view.ts';
import { SeqInterner } from '../explore/intern.ts';
import { IntPairMap } from '../explore/table.ts';
import type { CountedProperty } from './countedproperty.ts';

/** The state to judge; only one exists, overwritten for every state. */
export interface Moment {
  tables: ClusterTables;
  state: Int32Array;
  /** The ids of its node states. */
  nodes: Int32Array;
  /** Id of the history; 0 when no property looks at it. */
  ghost: number;
}

export interface Scope {
  readonly counted: Pick<CountedProperty<never>, 'index' | 'decided'>;
  /** True when an argument in this state breaks the property. */
  breaks(moment: Moment): boolean;
  /** What it looks at in a node, as an id: in states of equal parts and histories it is asked the same. */
  part(nodeId: number, tables: ClusterTables): number;
}

const held = 0;
const broken = 1;
const unseen = -2;
const nothing = -1;

/**
 * Dense ids of what a property looks at in a node, by node id; `nothing` for null. Without a narrowing that is the node
 * id itself.
 */
class Parts {
  readonly #looksAt: ((node: NodeView) => unknown) | undefined;
  readonly #ids = new Map<string, number>();
  readonly #byNode = new GrowingInts(unseen);

  constructor(looksAt: ((node: NodeView) => unknown) | undefined) {
    this.#looksAt = looksAt;
  }

  of(nodeId: number, tables: ClusterTables): number {
    if (this.#looksAt === undefined) return nodeId;
    const known = this.#byNode.get(nodeId);
    return known !== unseen ? known : this.#learn(nodeId, this.#looksAt(tables.nodeView(nodeId)));
  }

  #learn(nodeId: number, part: unknown): number {
    const id = part === null ? nothing : this.#intern(JSON.stringify(part));
    this.#byNode.set(nodeId, id);
    return id;
  }

  #intern(key: string): number {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    this.#ids.set(key, this.#ids.size);
    return this.#ids.size - 1;
  }
}

/** One node together with the history. */
export class NodeAndGhost implements Scope {
  readonly counted: CountedProperty<[NodeView, Ghost]>;
  readonly #parts: Parts;
  readonly #memo = new IntPairMap();

  constructor(counted: CountedProperty<[NodeView, Ghost]>, looksAt?: (node: NodeView) => unknown) {
    this.counted = counted;
    this.#parts = new Parts(looksAt);
  }

  part(nodeId: number, tables: ClusterTables): number {
    return this.counted.decided ? nothing : this.#parts.of(nodeId, tables);
  }

  breaks({ tables, nodes, ghost }: Moment): boolean {
    let found = false;
    for (let i = 0; i < tables.nodes; i++) {
      const part = this.#parts.of(nodes[i], tables);
      if (part === nothing) continue;
      const known = this.#memo.get(part, ghost);
      if (known === held) continue;
      found = known === broken || this.#judge(part, ghost, nodes[i], tables) || found;
    }
    return found;
  }

  #judge(part: number, ghost: number, nodeId: number, tables: ClusterTables): boolean {
    const found = this.counted.breaks(tables.nodeView(nodeId), tables.ghost(ghost));
    this.#memo.set(part, ghost, found ? broken : held);
    return found;
  }
}

/** Two nodes, the one with the lower id first. */
export class NodePair implements Scope {
  readonly counted: CountedProperty<[NodeView, NodeView]>;
  readonly #parts: Parts;
  readonly #memo = new IntPairMap();

  constructor(counted: CountedProperty<[NodeView, NodeView]>, looksAt?: (node: NodeView) => unknown) {
    this.counted = counted;
    this.#parts = new Parts(looksAt);
  }

  part(nodeId: number, tables: ClusterTables): number {
    return this.#parts.of(nodeId, tables);
  }

  breaks({ tables, nodes }: Moment): boolean {
    let found = false;
    for (let i = 0; i < tables.nodes; i++) {
      const a = this.#parts.of(nodes[i], tables);
      if (a === nothing) continue;
      for (let j = i + 1; j < tables.nodes; j++) {
        const b = this.#parts.of(nodes[j], tables);
        if (b === nothing) continue;
        const known = this.#memo.get(a, b);
        if (known === held) continue;
        found = known === broken || this.#judge(a, b, nodes[i], nodes[j], tables) || found;
      }
    }
    return found;
  }

  #judge(a: number, b: number, first: number, second: number, tables: ClusterTables): boolean {
    const found = this.counted.breaks(tables.nodeView(first), tables.nodeView(second));
    this.#memo.set(a, b, found ? broken : held);
    return found;
  }
}

/** The states of all nodes, and what rounds make of them. */
export class Recovering implements Scope {
  readonly counted: CountedProperty<[ClusterTables, Int32Array]>;
  readonly #tuples = new SeqInterner();
  readonly #verdicts: boolean[] = [];

  constructor(counted: CountedProperty<[ClusterTables, Int32Array]>) {
    this.counted = counted;
  }

  part(nodeId: number): number {
    return nodeId;
  }

  breaks({ tables, nodes }: Moment): boolean {
    const id = this.#tuples.intern(nodes, tables.nodes);
    if (id === this.#verdicts.length) this.#verdicts.push(this.counted.breaks(tables, nodes));
    return this.#verdicts[id];
  }
}

/** All nodes, the history when the property names some of it, and all messages when it asks for them. */
export class WholeCluster implements Scope {
  readonly counted: CountedProperty<[ClusterView]>;
  readonly messages: boolean;
  readonly #ghosts: boolean;
  readonly #parts: Parts;
  readonly #tuples = new SeqInterner();
  readonly #verdicts: boolean[] = [];
  #tuple = new Int32Array(0);

  constructor(
    counted: CountedProperty<[ClusterView]>,
    sees: { readonly ghosts: boolean; readonly messages: boolean },
    looksAt?: (node: NodeView) => unknown,
  ) {
    this.counted = counted;
    this.messages = sees.messages;
    this.#ghosts = sees.ghosts;
    this.#parts = new Parts(looksAt);
  }

  part(nodeId: number, tables: ClusterTables): number {
    return this.counted.decided ? nothing : this.#parts.of(nodeId, tables);
  }

  breaks({ tables, state, nodes, ghost }: Moment): boolean {
    const length = tables.nodes * (this.messages ? 2 : 1) + 1;
    if (this.#tuple.length !== length) this.#tuple = new Int32Array(length);
    const tuple = this.#tuple;
    for (let i = 0; i < tables.nodes; i++) tuple[i] = this.#parts.of(nodes[i], tables);
    if (this.messages)
      for (let i = 0; i < tables.nodes; i++) tuple[tables.nodes + i] = tables.inboxId(state[i]);
    tuple[length - 1] = this.#ghosts ? ghost : 0;
    const id = this.#tuples.intern(tuple, length);
    if (id === this.#verdicts.length) this.#verdicts.push(this.counted.breaks(tables.view(state)));
    return this.#verdicts[id];
  }
}
