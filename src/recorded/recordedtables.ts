/**
 * The ids of nodes and histories of a recorded run, as a judge asks for them. A state is [id of a view x N, id of a history]; there is one
 * behavior, so there is one state at a time, and its history only grows.
 */
import type { ClusterTables } from '../cluster/cluster.ts';
import { newlyCommitted, withLeader } from '../cluster/ghost.ts';
import type { ClusterView, CommittedEntry, Ghost, NodeView } from '../cluster/view.ts';

export class RecordedTables implements ClusterTables {
  readonly nodes: number;
  readonly state: Int32Array;
  readonly committed: CommittedEntry[];
  readonly #views: NodeView[] = [];
  #leaders: Ghost['leaders'];
  #ghost: Ghost;

  constructor(initial: readonly NodeView[], ghost: Ghost = { leaders: {}, committed: [] }) {
    this.nodes = initial.length;
    this.state = new Int32Array(initial.length + 1);
    this.committed = [...ghost.committed];
    this.#leaders = ghost.leaders;
    this.#ghost = { leaders: this.#leaders, committed: this.committed };
    for (const [k, node] of initial.entries()) this.show(k + 1, node);
    // One node's log may have what another's snapshot covers.
    for (let known = -1; known < this.committed.length; ) {
      known = this.committed.length;
      for (const node of initial) this.#learn(node);
    }
  }

  /** Node `node` has come to be `view`. */
  go(node: number, view: NodeView): void {
    this.show(node, view);
    this.#learn(view);
  }

  /** Node `node` is shown as `view` from now on. */
  show(node: number, view: NodeView): void {
    this.#views.push(view);
    this.state[node - 1] = this.#views.length - 1;
  }

  /** What is shown of each node. */
  get shown(): NodeView[] {
    return Array.from(this.state.subarray(0, this.nodes), this.nodeView);
  }

  nodeId = (cell: number): number => cell;
  nodeView = (id: number): NodeView => this.#views[id];
  ghostId = (env: number): number => env;
  ghost = (): Ghost => this.#ghost;
  view = (): ClusterView => ({ nodes: this.shown, ghost: this.#ghost, messages: [], used: {} });

  inboxId(): number {
    return 0;
  }

  recovery(): never {
    throw new Error('no recorded run is asked whether it comes back');
  }

  isStuck(): never {
    throw new Error('no recorded run is asked whether it may end');
  }

  isStuckIn(): boolean {
    return this.isStuck();
  }

  tellRecovery(): null {
    return null;
  }

  #learn(node: NodeView): void {
    const more = newlyCommitted(this.committed.length, node);
    const leaders = withLeader(this.#leaders, node);
    if (more.length === 0 && leaders === this.#leaders) return;
    for (const entry of more) this.committed.push(entry);
    this.#leaders = leaders;
    this.#ghost = { leaders, committed: this.committed };
    this.state[this.nodes]++;
  }
}
