/**
 * Who calls the core says so before, and says when it has come back: so that somebody else can tell which call does not.
 */
import type { Action } from './action.ts';
import type { Outcome } from './adapter.ts';
import type { Guarded } from './guarded.ts';
import type { LocalAction } from './inputs.ts';
import type { Known } from './known.ts';
import type { NodeView } from './view.ts';

/** What of the core is called besides its step: to load it, to start a node, or about what the last step came to. */
export const otherCalls = [
  'load',
  ...(['init', 'encode', 'encodeMessage', 'view', 'viewMessage', 'rename', 'renameMessage'] as const),
  ...(['floors', 'floorKind', 'floorName', 'deadline', 'ignores'] as const),
];
export type OtherCall = (typeof otherCalls)[number];

/** One thread's. Calls do not nest. */
export interface Desk {
  /** The node, as it is, is given an action. */
  step(node: NodeView, action: Action): void;
  other(call: OtherCall): void;
  /** The call has returned, or thrown. */
  done(): void;
}

/** The same adapter with its functions noted, but for `step`, which `CoreSteps` notes: there the views are known. */
export function noted<S, M>(adapter: Guarded<S, M>, desk: Desk): Guarded<S, M> {
  const noting =
    <Given extends unknown[], Made>(call: OtherCall, make: (...given: Given) => Made) =>
    (...given: Given): Made => {
      desk.other(call);
      try {
        return make(...given);
      } finally {
        desk.done();
      }
    };
  return {
    ...adapter,
    init: noting('init', adapter.init),
    encode: noting('encode', adapter.encode),
    encodeMessage: noting('encodeMessage', adapter.encodeMessage),
    view: noting('view', adapter.view),
    viewMessage: noting('viewMessage', adapter.viewMessage),
    rename: noting('rename', adapter.rename),
    renameMessage: noting('renameMessage', adapter.renameMessage),
    floors: noting('floors', adapter.floors),
    floorKind: noting('floorKind', adapter.floorKind),
    floorName: noting('floorName', adapter.floorName),
    deadline: noting('deadline', adapter.deadline),
    ignores: noting('ignores', adapter.ignores),
  };
}

/** The core's step by ids: an input is a local action's position, or `locals + message id`. */
export class CoreSteps<S, M> {
  readonly #adapter: Guarded<S, M>;
  readonly #locals: readonly LocalAction[];
  readonly #known: Known<S, M>;
  readonly #desk: Desk | null;

  constructor(adapter: Guarded<S, M>, locals: readonly LocalAction[], known: Known<S, M>, desk: Desk | null) {
    this.#adapter = adapter;
    this.#locals = locals;
    this.#known = known;
    this.#desk = desk;
  }

  take(nodeId: number, input: number): Outcome<S, M> | null {
    const state = this.#known.state(nodeId);
    const local = this.#locals[input]?.input;
    const asked = local ?? { kind: 'deliver', message: this.#known.message(input - this.#locals.length) };
    if (this.#desk === null) return this.#adapter.step(state, asked);
    const before = this.#known.nodeView(nodeId);
    this.#desk.step(before, this.action(before.id, input));
    try {
      return this.#adapter.step(state, asked);
    } finally {
      this.#desk.done();
    }
  }

  /** The readable action of an input at a node (1..nodes). */
  action(node: number, input: number): Action {
    const local = this.#locals[input]?.input;
    if (local !== undefined) return { ...local, node };
    return { kind: 'deliver', node, message: this.#known.messageView(input - this.#locals.length) };
  }
}
