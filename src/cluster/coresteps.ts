/**
 * The core's step by ids: an input is a local action's position, or `locals + message id`. Here the core is called, and what it
 * makes is interned; nothing is remembered.
 */
import type { Action } from './action.ts';
import type { StepResult } from './adapter.ts';
import type { CallMonitor } from './callmonitor.ts';
import type { CoreInterner } from './coreinterner.ts';
import type { Guarded } from './guarded.ts';
import type { LocalAction } from './inputs.ts';
import { disabled, type Entry } from './steptable.ts';
import type { ReadView } from './view.ts';

export interface CoreStep {
  readonly entry: Entry;
  readonly reads: readonly ReadView[];
}

export class CoreSteps<S, M> {
  /** Steps that the core was asked for, and those of them to which a table had the answer. */
  calls = 0;
  known = 0;
  #isKnown = false;
  readonly #adapter: Guarded<S, M>;
  readonly #locals: readonly LocalAction[];
  readonly #interner: CoreInterner<S, M>;
  readonly #monitor: CallMonitor | null;

  constructor(
    adapter: Guarded<S, M>,
    locals: readonly LocalAction[],
    interner: CoreInterner<S, M>,
    monitor: CallMonitor | null,
  ) {
    this.#adapter = adapter;
    this.#locals = locals;
    this.#interner = interner;
    this.#monitor = monitor;
  }

  make(nodeId: number, input: number): CoreStep {
    this.calls++;
    const outcome = this.take(nodeId, input);
    if (this.#isKnown) this.known++;
    if (outcome === null) return none(nodeId, input);
    const { reads } = outcome;
    const next = this.#interner.internNode(outcome.state, [nodeId, input, 0]);
    // What changes nothing and says nothing is no action; a message that is read without effect is still gone.
    const silent = outcome.messages.length === 0 && reads.length === 0;
    // But where clocks go almost alike, a tick that a node takes no notice of still lets others go on.
    const idle = this.#locals[input]?.bound !== 'max-drift';
    if (next === nodeId && silent && idle && input < this.#locals.length) return none(nodeId, input);
    const sent = this.#interner
      .inside(outcome.messages)
      .flatMap(({ message, to }, k) => [to - 1, this.#interner.internMessage(message, [nodeId, input, k])]);
    return { entry: Int32Array.of(nodeId, input, 1, next, ...sent), reads };
  }

  take(nodeId: number, input: number): StepResult<S, M> | null {
    const state = this.#interner.state(nodeId);
    const local = this.#locals[input]?.input;
    const asked = local ?? { kind: 'deliver', message: this.#interner.message(input - this.#locals.length) };
    this.#isKnown = this.#adapter.knows?.(state, asked) === true;
    if (this.#monitor === null || this.#isKnown) return this.#adapter.step(state, asked);
    const before = this.#interner.nodeView(nodeId);
    this.#monitor.step(before, this.action(before.id, input));
    try {
      return this.#adapter.step(state, asked);
    } finally {
      this.#monitor.done();
    }
  }

  /** The readable action of an input at a node (1..nodes). */
  action(node: number, input: number): Action {
    const local = this.#locals[input]?.input;
    if (local !== undefined) return { ...local, node };
    return { kind: 'deliver', node, message: this.#interner.messageView(input - this.#locals.length) };
  }
}

function none(nodeId: number, input: number): CoreStep {
  return { entry: Int32Array.of(nodeId, input, disabled), reads: [] };
}
