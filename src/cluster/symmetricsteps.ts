/**
 * Steps that follow from others by symmetry: the renamed step is written down without a question to the core. About a sample the core is
 * asked all the same.
 */
import type { ClientSteps } from './clientsteps.ts';
import type { CoreInterner } from './coreinterner.ts';
import type { CoreSteps } from './coresteps.ts';
import type { LocalAction } from './inputs.ts';
import { type About, disabled, type Entry, type StepTable } from './steptable.ts';
import { inOrder, type SymmetricPair } from './symmetricpair.ts';
import type { ReadView } from './view.ts';

/** About the first of the steps that follow from others the core is asked, then about one of so many. */
const verifiedFirst = 256;
const verifiedEvery = 64;

export class SymmetricSteps<S, M> {
  /** How a step that should have followed from another by symmetry did not; null: each that was verified did. */
  asymmetry: string | null = null;
  readonly #nodes: number;
  readonly #locals: readonly LocalAction[];
  readonly #steps: StepTable;
  readonly #interner: CoreInterner<S, M>;
  readonly #core: CoreSteps<S, M>;
  readonly #clients: ClientSteps<S, M>;
  #followed = 0;

  constructor(
    nodes: number,
    locals: readonly LocalAction[],
    steps: StepTable,
    interner: CoreInterner<S, M>,
    core: CoreSteps<S, M>,
    clients: ClientSteps<S, M>,
  ) {
    this.#nodes = nodes;
    this.#locals = locals;
    this.#steps = steps;
    this.#interner = interner;
    this.#core = core;
    this.#clients = clients;
  }

  /** The step of a pair, given that of the symmetric one: written down, but nobody is told of it yet. */
  follow(nodeId: number, input: number, step: number, pair: SymmetricPair): number {
    const entry = this.#entry(nodeId, input, step, pair);
    const due = this.#followed < verifiedFirst || this.#followed % verifiedEvery === 0;
    this.#followed++;
    if (due) this.#verify(entry, step === disabled ? [] : (this.#clients.of(step)?.answered ?? []), pair);
    return step === disabled ? disabled : this.#steps.write(entry, step, this.#about(input, step, pair));
  }

  #entry(nodeId: number, input: number, step: number, pair: SymmetricPair): Entry {
    if (step === disabled) return Int32Array.of(nodeId, input, disabled);
    const sent = this.#steps.messages(step);
    const entry = new Int32Array(4 + sent.length);
    entry.set([nodeId, input, 1, pair.node(this.#steps.next(step))]);
    for (let k = 0; k < sent.length; k++)
      entry[4 + k] = k % 2 === 0 ? pair.position(sent[k]) : pair.message(sent[k]);
    return entry;
  }

  /** Messages to different nodes may have been sent in another order. */
  #verify(entry: Entry, reads: readonly ReadView[], pair: SymmetricPair): void {
    const [nodeId, input] = entry as unknown as [number, number];
    const made = this.#core.make(nodeId, input);
    const same =
      inOrder(made.entry) === inOrder(entry) && JSON.stringify(made.reads) === JSON.stringify(reads);
    if (same || this.asymmetry !== null) return;
    const [one, other] = [this.#interner.nodeView(pair.nodeId).id, this.#interner.nodeView(nodeId).id];
    const message = input - this.#locals.length;
    const what = message < 0 ? this.#locals[input].input.kind : this.#interner.messageView(message).type;
    this.asymmetry = `n${other} makes something else of ${what} than n${one} in the same place`;
  }

  /** The columns of the step's row: those that names do not change are the same. */
  #about(input: number, step: number, pair: SymmetricPair): About {
    const about = this.#steps.about(step);
    const message = input - this.#locals.length;
    const arg = message >= 0 ? message : input * this.#nodes + pair.position(about.arg % this.#nodes);
    return { ...about, arg };
  }
}
