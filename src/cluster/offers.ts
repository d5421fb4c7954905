/**
 * What could be done in a state, whether it is enabled or not, and what would come of it without bounds: the slow way,
 * for explanations, for repeating behaviors and for going on by hand. The search never comes here.
 */
import { type Action, isOfNetwork, type MessageKind } from './action.ts';
import type { Cells } from './cells.ts';
import type { Inboxes } from './inbox.ts';
import type { LocalAction } from './inputs.ts';
import type { ActionKinds } from './kinds.ts';
import type { Model } from './model.ts';
import { networkOf } from './network/table.ts';
import { disabled, type Steps } from './steps.ts';
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
  readonly #model: Model;
  readonly #locals: readonly LocalAction[];
  readonly #steps: Steps<S, M>;
  readonly #cells: Cells;
  readonly #inboxes: Inboxes;
  readonly #kinds: ActionKinds;

  constructor(
    model: Model,
    locals: readonly LocalAction[],
    steps: Steps<S, M>,
    cells: Cells,
    inboxes: Inboxes,
    kinds: ActionKinds,
  ) {
    this.#model = model;
    this.#locals = locals;
    this.#steps = steps;
    this.#cells = cells;
    this.#inboxes = inboxes;
    this.#kinds = kinds;
  }

  /** Every local action at every node, and every move of every message in flight. */
  of(state: Int32Array): readonly Offer[] {
    const cells = Array.from(state.subarray(0, this.#model.nodes));
    return [...this.#localOffers(), ...cells.flatMap((cell) => this.#messageOffers(this.#cells.inbox(cell)))];
  }

  /** Null when the node itself does not enable it; drop and duplicate are no step of a node and give null too. */
  outcome(state: Int32Array, kind: number, arg: number): Outcome | null {
    const { nodes } = this.#model;
    const what = this.#kinds.what(kind);
    const local = what === 'local';
    if (!local && isOfNetwork(what)) return null;
    const i = local ? arg % nodes : this.#steps.messageView(arg).to - 1;
    const input = local ? Math.floor(arg / nodes) : this.#locals.length + arg;
    const step = this.#steps.step(this.#cells.node(state[i]), input);
    if (step === disabled) return null;
    return { after: this.#steps.nodeView(this.#steps.next(step)), sent: this.#steps.sentBy(step) };
  }

  #localOffers(): Offer[] {
    const { nodes } = this.#model;
    return this.#locals.flatMap((local, input) =>
      Array.from({ length: nodes }, (_, i) => ({
        kind: this.#kinds.local(local),
        arg: input * nodes + i,
        action: { ...local.input, node: i + 1 },
      })),
    );
  }

  #messageOffers(inbox: number): Offer[] {
    const { bounds } = this.#model;
    const { doubles } = networkOf(this.#model);
    return [...new Set(this.#inboxes.messages(inbox))].flatMap((arg) => {
      const message = this.#steps.messageView(arg);
      const offer = (kind: MessageKind): Offer => ({
        kind: this.#kinds[kind](arg),
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
