/** What the judge of steps says of each, asked once. */
import type { Action } from './action.ts';
import type { ClientSteps } from './clientsteps.ts';
import type { CoreInterner } from './coreinterner.ts';
import type { CoreSteps } from './coresteps.ts';
import { notTaken, type StepTable, stepRow } from './steptable.ts';
import type { NodeView } from './view.ts';

/** Judges one step of a node: the index of the step property it breaks, or -1. */
export type StepJudge = (before: NodeView, action: Action, after: NodeView) => number;

export class Verdicts<S, M> {
  readonly #judge: StepJudge;
  readonly #steps: StepTable;
  readonly #interner: CoreInterner<S, M>;
  readonly #core: CoreSteps<S, M>;
  readonly #clients: ClientSteps<S, M>;

  constructor(
    judge: StepJudge,
    steps: StepTable,
    interner: CoreInterner<S, M>,
    core: CoreSteps<S, M>,
    clients: ClientSteps<S, M>,
  ) {
    this.#judge = judge;
    this.#steps = steps;
    this.#interner = interner;
    this.#core = core;
    this.#clients = clients;
  }

  /**
   * The index of a step property that the step breaks, or -1. Asked when the step is taken and not when it is computed:
   * a step that a bound forbids in every state has not happened, and must not count as a goal reached either.
   */
  broken(step: number): number {
    const known = this.#steps.rows.data[step * stepRow.width + stepRow.verdict];
    if (known !== notTaken) return known;
    const origin = this.#steps.followsFrom(step);
    const verdict = origin >= 0 ? this.broken(origin) : this.#ask(step);
    this.#steps.rows.set(step, stepRow.verdict, verdict);
    return verdict;
  }

  #ask(step: number): number {
    const before = this.#interner.nodeView(this.#steps.node(step));
    const action = this.#core.action(before.id, this.#steps.input(step));
    return this.#judge(before, action, this.#after(step));
  }

  /** The node after the step, with what only the step says. */
  #after(step: number): NodeView {
    const view = this.#interner.nodeView(this.#steps.next(step));
    const readStates = this.#clients.of(step)?.answered ?? [];
    return readStates.length === 0 ? view : { ...view, extra: { ...view.extra, readStates } };
  }
}
