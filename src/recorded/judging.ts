/**
 * Asks properties about a recorded behavior, as a search asks them about states (property/judge.ts): steps as they are taken,
 * and states once their nodes have stored what they hold. A node that has not yet taken its Ready acts on nothing of what it holds,
 * and is seen as it was before.
 */
import type { ClusterTables } from '../cluster/cluster.ts';
import { Ghosts } from '../cluster/ghost.ts';
import type { Model } from '../cluster/model.ts';
import { type ClusterView, lastIndex, type NodeView, termAt } from '../cluster/view.ts';
import { OwnRegistrar } from '../explore/ids.ts';
import { createJudge, type Judge } from '../property/judge.ts';
import type { Property, PropertyReport } from '../property/property.ts';
import type { Deed, History } from './history.ts';

export interface Judged {
  /** The first deed after which a property is broken, and which; null: all held. */
  readonly broken: { readonly deed: number; readonly property: number } | null;
  readonly reports: readonly PropertyReport[];
  /** Every state as it was judged, from the initial one to the one after `broken`, or the last: without messages. */
  states(from: number, to: number): readonly Omit<ClusterView, 'messages' | 'used'>[];
  readonly judge: Judge;
}

/** Those that a recorded run can be asked: what is asked of reads, of what lies ahead or of all behaviors is not in a log. */
export function askedOfRecorded(properties: readonly Property[]): Property[] {
  return properties.filter((property) => {
    if (['recovery', 'deadlock', 'eventually', 'leads-to', 'sometimes'].includes(property.scope))
      return false;
    if ('messages' in property && property.messages === true) return false;
    return !('ghosts' in property && property.ghosts?.includes('reads') === true);
  });
}

export function judgeHistory<S, M>(
  model: Model,
  properties: readonly Property[],
  { initial, deeds }: History<S, M>,
): Judged {
  const judge = createJudge(properties);
  const tables = new RecordedTables(model, judge);
  judge.meet?.(tables);
  const state = tables.begin(initial);
  // As they are, while `state` has them as they are judged.
  const now = [...initial];
  const states: Int32Array[] = [state.slice()];
  let broken: Judged['broken'] = null;
  let found = judge.state(tables, state);
  if (found >= 0) broken = { deed: -1, property: found };
  for (let k = 0; k < deeds.length && broken === null; k++) {
    const { node, action, view }: Deed<S, M> = deeds[k];
    found = judge.step(now[node - 1], action, view);
    now[node - 1] = view;
    if (isStored(view)) {
      tables.go(state, node, view);
      const other = judge.state(tables, state);
      found = found < 0 ? other : other < 0 ? found : Math.min(found, other);
    }
    states.push(state.slice());
    if (found >= 0) broken = { deed: k, property: found };
  }
  return {
    broken,
    reports: judge.report(broken?.property ?? -1),
    states: (from, to) => states.slice(from, to + 1).map((one) => tables.seen(one)),
    judge,
  };
}

function isStored(view: NodeView): boolean {
  const { durable } = view;
  if (durable.term !== view.term || durable.vote !== view.vote) return false;
  const last = lastIndex(view);
  return lastIndex(durable) === last && termAt(durable, last) === termAt(view, last);
}

/** The ids of nodes and histories as a judge asks for them: a state is [id of a view x N, id of a history]. */
class RecordedTables implements ClusterTables {
  readonly nodes: number;
  readonly #views: NodeView[] = [];
  readonly #ids = new Map<NodeView, number>();
  readonly #ghosts: Ghosts;

  constructor(model: Model, judge: Judge) {
    this.nodes = model.nodes;
    this.#ghosts = new Ghosts(judge.ghosts, model.acknowledged, (id) => this.#views[id], new OwnRegistrar());
  }

  begin(initial: readonly NodeView[]): Int32Array {
    const ids = initial.map((view) => this.#id(view));
    return Int32Array.from([...ids, this.#ghosts.atStart(ids)]);
  }

  /** Node `node` is seen as `view` from now on. */
  go(state: Int32Array, node: number, view: NodeView): void {
    const id = this.#id(view);
    state[node - 1] = id;
    state[this.nodes] = this.#ghosts.after(state[this.nodes], id);
  }

  seen(state: Int32Array): Omit<ClusterView, 'messages' | 'used'> {
    const nodes = Array.from(state.subarray(0, this.nodes), (id) => this.#views[id]);
    return { nodes, ghost: this.#ghosts.get(state[this.nodes]) };
  }

  nodeId = (cell: number): number => cell;
  nodeView = (id: number): NodeView => this.#views[id];
  ghostId = (env: number): number => env;
  ghost = (id: number) => this.#ghosts.get(id);
  view = (state: Int32Array): ClusterView => ({ ...this.seen(state), messages: [], used: {} });

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

  #id(view: NodeView): number {
    const known = this.#ids.get(view);
    if (known !== undefined) return known;
    this.#views.push(view);
    this.#ids.set(view, this.#views.length - 1);
    return this.#views.length - 1;
  }
}
