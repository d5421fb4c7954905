/**
 * Steps that follow from others: the renamed step is written down without a question to the core. About a sample the core is
 * asked all the same.
 */
import type { ClientSteps } from './clientsteps.ts';
import type { CoreSteps } from './coresteps.ts';
import type { LocalAction } from './inputs.ts';
import { inOrder, type Kin } from './kin.ts';
import type { Known } from './known.ts';
import { type About, disabled, type Entry, type StepTable } from './steptable.ts';
import type { ReadView } from './view.ts';

/** About the first of the steps that follow from others the core is asked, then about one of so many. */
const verifiedFirst = 256;
const verifiedEvery = 64;

export class KinSteps<S, M> {
  /** How a step that should have followed from another by its kinship did not; null: each that was verified did. */
  asymmetry: string | null = null;
  readonly #nodes: number;
  readonly #locals: readonly LocalAction[];
  readonly #steps: StepTable;
  readonly #known: Known<S, M>;
  readonly #core: CoreSteps<S, M>;
  readonly #clients: ClientSteps<S, M>;
  #followed = 0;

  constructor(
    nodes: number,
    locals: readonly LocalAction[],
    steps: StepTable,
    known: Known<S, M>,
    core: CoreSteps<S, M>,
    clients: ClientSteps<S, M>,
  ) {
    this.#nodes = nodes;
    this.#locals = locals;
    this.#steps = steps;
    this.#known = known;
    this.#core = core;
    this.#clients = clients;
  }

  /** The step of a pair, given that of its kin: written down, but nobody is told of it yet. */
  follow(nodeId: number, input: number, step: number, kin: Kin): number {
    const entry = this.#entry(nodeId, input, step, kin);
    const due = this.#followed < verifiedFirst || this.#followed % verifiedEvery === 0;
    this.#followed++;
    if (due) this.#verify(entry, step === disabled ? [] : (this.#clients.of(step)?.answered ?? []), kin);
    return step === disabled ? disabled : this.#steps.write(entry, step, this.#about(input, step, kin));
  }

  #entry(nodeId: number, input: number, step: number, kin: Kin): Entry {
    if (step === disabled) return Int32Array.of(nodeId, input, disabled);
    const sent = this.#steps
      .messages(step)
      .map((word, k) => (k % 2 === 0 ? kin.position(word) : kin.message(word)));
    return Int32Array.of(nodeId, input, 1, kin.node(this.#steps.next(step)), ...sent);
  }

  /** Messages to different nodes may have been sent in another order. */
  #verify(entry: Entry, reads: readonly ReadView[], kin: Kin): void {
    const [nodeId, input] = entry as unknown as [number, number];
    const made = this.#core.make(nodeId, input);
    const same =
      inOrder(made.entry) === inOrder(entry) && JSON.stringify(made.reads) === JSON.stringify(reads);
    if (same || this.asymmetry !== null) return;
    const [one, other] = [this.#known.nodeView(kin.nodeId).id, this.#known.nodeView(nodeId).id];
    const message = input - this.#locals.length;
    const what = message < 0 ? this.#locals[input].input.kind : this.#known.messageView(message).type;
    this.asymmetry = `n${other} makes something else of ${what} than n${one} in the same place`;
  }

  /** What names do not change is the same. */
  #about(input: number, step: number, kin: Kin): About {
    const about = this.#steps.about(step);
    const message = input - this.#locals.length;
    const arg = message >= 0 ? message : input * this.#nodes + kin.position(about.arg % this.#nodes);
    return { ...about, arg };
  }
}
