/**
 * What steps have to do with clients. Few have anything, and no row has it: reads are no ids, so who has not taken the step
 * himself takes it once more.
 */
import type { ClientStep } from './clients.ts';
import type { CoreInterner } from './coreinterner.ts';
import type { LocalAction } from './inputs.ts';
import { aboutClients, type StepTable, stepRow } from './steptable.ts';
import type { ReadView } from './view.ts';

export class ClientSteps<S, M> {
  readonly #steps: StepTable;
  readonly #interner: CoreInterner<S, M>;
  readonly #locals: readonly LocalAction[];
  /** The reads that a step confirms, once asked for. */
  readonly #reads = new Map<number, readonly ReadView[]>();

  constructor(steps: StepTable, interner: CoreInterner<S, M>, locals: readonly LocalAction[]) {
    this.#steps = steps;
    this.#interner = interner;
    this.#locals = locals;
  }

  /** Null for most steps. */
  of(step: number): ClientStep | null {
    if ((this.#steps.rows.get(step, stepRow.flags) & aboutClients) === 0) return null;
    const input = this.#locals[this.#steps.input(step)]?.input;
    const asked = input?.kind === 'read' ? input.context : null;
    const proposed = input?.kind === 'propose' ? input.data : null;
    const node = this.#interner.nodeView(this.#steps.node(step)).id;
    return { node, asked, proposed, answered: this.#answered(step) };
  }

  /** Keeps the reads that a step has confirmed when it was made. */
  keep(step: number, reads: readonly ReadView[]): void {
    this.#reads.set(step, reads);
  }

  #answered(step: number): readonly ReadView[] {
    const known = this.#reads.get(step);
    if (known !== undefined) return known;
    const origin = this.#steps.followsFrom(step);
    const reads =
      origin >= 0
        ? this.#answered(origin)
        : this.#interner.repeat(this.#steps.node(step), this.#steps.input(step)).reads;
    this.#reads.set(step, reads);
    return reads;
  }
}
