/**
 * For each node state, the local actions it enables, with all that taking them needs: computed once, so that the search
 * does not ask the memo about the many that are not enabled.
 */
import type { LocalAction } from './inputs.ts';
import type { ActionKinds } from './kinds.ts';
import { boundNames } from './model.ts';
import { disabled } from './steps.ts';

export interface Plan {
  /** Position of the local action. */
  readonly input: number;
  readonly step: number;
  readonly kind: number;
  /** The counter that the action spends, or -1. */
  readonly counter: number;
  /** The counter must stand at this; -1: whatever it is. */
  readonly turn: number;
}

export class Plans {
  readonly #locals: readonly LocalAction[];
  readonly #steps: { step(nodeId: number, input: number): number };
  readonly #kinds: ActionKinds;
  readonly #plans: (readonly Plan[] | undefined)[] = [];

  constructor(
    locals: readonly LocalAction[],
    steps: { step(nodeId: number, input: number): number },
    kinds: ActionKinds,
  ) {
    this.#locals = locals;
    this.#steps = steps;
    this.#kinds = kinds;
  }

  of(nodeId: number): readonly Plan[] {
    const known = this.#plans[nodeId];
    if (known !== undefined) return known;
    const plans = this.#locals.map((_, input) => this.#plan(nodeId, input)).filter(isEnabled);
    this.#plans[nodeId] = plans;
    return plans;
  }

  /** The plan of one local action, without a look at the others; undefined where it is not enabled. */
  one(nodeId: number, input: number): Plan | undefined {
    const known = this.#plans[nodeId];
    if (known !== undefined) return known.find((plan) => plan.input === input);
    const plan = this.#plan(nodeId, input);
    return isEnabled(plan) ? plan : undefined;
  }

  #plan(nodeId: number, input: number): Plan {
    const action = this.#locals[input]!;
    return {
      input,
      step: this.#steps.step(nodeId, input),
      kind: this.#kinds.local(action),
      counter: action.bound === null ? -1 : boundNames.indexOf(action.bound),
      turn: action.turn ?? -1,
    };
  }
}

function isEnabled(plan: Plan): boolean {
  return plan.step !== disabled;
}
