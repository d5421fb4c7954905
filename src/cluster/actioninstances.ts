/**
 * What could be done in a state, whether it is enabled or not, and what would come of it without bounds: the slow way,
 * for explanations, for repeating behaviors and for going on by hand. The search never comes here.
 */
import { type Action, isOfNetwork, type MessageKind } from './action.ts';
import { faultsOf } from './faults.ts';
import { disabled } from './steptable.ts';
import type { Tables } from './tables.ts';
import type { NodeView } from './view.ts';

/** An action of the model with the numbers by which `next` would emit it. */
export interface ActionInstance {
  readonly kind: number;
  readonly arg: number;
  readonly action: Action;
}

/** What the step of one node comes to, whatever the bounds say of it. */
export interface NodeChange {
  readonly after: NodeView;
  /** Messages it sends to nodes of the cluster. */
  readonly sent: number;
}

export class ActionInstances<S, M> {
  readonly #tables: Tables<S, M>;

  constructor(tables: Tables<S, M>) {
    this.#tables = tables;
  }

  /** Every local action at every node, and every move of every message in flight. */
  of(state: Int32Array): readonly ActionInstance[] {
    const { model, cells } = this.#tables;
    const inboxes = Array.from(state.subarray(0, model.nodes), (cell) => cells.inbox(cell));
    return [...this.#localInstances(), ...inboxes.flatMap((inbox) => this.#messageInstances(inbox))];
  }

  /** Null when the node itself does not enable it; drop and duplicate are no step of a node and give null too. */
  nodeChange(state: Int32Array, kind: number, arg: number): NodeChange | null {
    const { model, locals, kinds, interner, steps, stepTable, cells } = this.#tables;
    const { nodes } = model;
    const what = kinds.what(kind);
    const local = what === 'local';
    if (!local && isOfNetwork(what)) return null;
    const i = local ? arg % nodes : interner.messageView(arg).to - 1;
    const input = local ? Math.floor(arg / nodes) : locals.length + arg;
    const step = steps.step(cells.node(state[i]), input);
    if (step === disabled) return null;
    return { after: interner.nodeView(stepTable.next(step)), sent: stepTable.sentBy(step) };
  }

  #localInstances(): ActionInstance[] {
    const { model, locals, kinds } = this.#tables;
    const { nodes } = model;
    return locals.flatMap((local, input) =>
      Array.from({ length: nodes }, (_, i) => ({
        kind: kinds.local(local),
        arg: input * nodes + i,
        action: { ...local.input, node: i + 1 },
      })),
    );
  }

  #messageInstances(inbox: number): ActionInstance[] {
    const { model, kinds, interner, inboxes } = this.#tables;
    const faults = faultsOf(model);
    return [...new Set(inboxes.messages(inbox))].flatMap((arg) => {
      const message = interner.messageView(arg);
      const instance = (kind: MessageKind): ActionInstance => ({
        kind: kinds.ofMessage(kind, arg),
        arg,
        action: { kind, node: message.to, message },
      });
      return [instance('deliver'), ...faults.map(({ kind }) => instance(kind))];
    });
  }
}
