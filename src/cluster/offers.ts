/**
 * What could be done in a state, whether it is enabled or not, and what would come of it without bounds: the slow way,
 * for explanations, for repeating behaviors and for going on by hand. The search never comes here.
 */
import { type Action, isOfNetwork, type MessageKind } from './action.ts';
import { networkOf } from './network/table.ts';
import { disabled } from './steptable.ts';
import type { Tables } from './tables.ts';
import type { NodeView } from './view.ts';

/** An action of the model with the numbers by which `next` would emit it. */
export interface Offer {
  readonly kind: number;
  readonly arg: number;
  readonly action: Action;
}

/** What the step of one node comes to, whatever the bounds say of it. */
export interface Outcome {
  readonly after: NodeView;
  /** Messages it sends to nodes of the cluster. */
  readonly sent: number;
}

export class Offers<S, M> {
  readonly #tables: Tables<S, M>;

  constructor(tables: Tables<S, M>) {
    this.#tables = tables;
  }

  /** Every local action at every node, and every move of every message in flight. */
  of(state: Int32Array): readonly Offer[] {
    const { model, cells } = this.#tables;
    const inboxes = Array.from(state.subarray(0, model.nodes), (cell) => cells.inbox(cell));
    return [...this.#localOffers(), ...inboxes.flatMap((inbox) => this.#messageOffers(inbox))];
  }

  /** Null when the node itself does not enable it; drop and duplicate are no step of a node and give null too. */
  outcome(state: Int32Array, kind: number, arg: number): Outcome | null {
    const { model, locals, kinds, known, steps, stepTable, cells } = this.#tables;
    const { nodes } = model;
    const what = kinds.what(kind);
    const local = what === 'local';
    if (!local && isOfNetwork(what)) return null;
    const i = local ? arg % nodes : known.messageView(arg).to - 1;
    const input = local ? Math.floor(arg / nodes) : locals.length + arg;
    const step = steps.step(cells.node(state[i]), input);
    if (step === disabled) return null;
    return { after: known.nodeView(stepTable.next(step)), sent: stepTable.sentBy(step) };
  }

  #localOffers(): Offer[] {
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

  #messageOffers(inbox: number): Offer[] {
    const { model, kinds, known, inboxes } = this.#tables;
    const { bounds } = model;
    const { doubles } = networkOf(model);
    return [...new Set(inboxes.messages(inbox))].flatMap((arg) => {
      const message = known.messageView(arg);
      const offer = (kind: MessageKind): Offer => ({
        kind: kinds[kind](arg),
        arg,
        action: { kind, node: message.to, message },
      });
      return [
        offer('deliver'),
        ...(bounds['max-drops'] === 0 ? [] : [offer('drop')]),
        ...(bounds['max-duplicates'] === 0 || !doubles ? [] : [offer('duplicate')]),
      ];
    });
  }
}
