/**
 * The memo between the cluster and the core: every node state and every message is interned to a dense id (coreinterner.ts), and the
 * core's step is called once per distinct (node state, input). What it came to is a row of the step table (steptable.ts).
 *
 * An input id is a local action's position, or `locals + message id`.
 *
 * Several workers may share the ids (explore/ids.ts) and the steps. The states behind ids that others have entered are known
 * by their bytes and by their origin.
 */
import type { Registrar } from '../explore/ids.ts';
import { IntPairMap } from '../explore/table.ts';
import { boundNames } from './model.ts';
import { type About, aboutClients, beyondTerm, disabled, type Entry, witnessed } from './steptable.ts';
import type { FindSymmetricPair } from './symmetricpair.ts';
import type { Tables } from './tables.ts';
import type { ReadView } from './view.ts';

const maxTermAt = boundNames.indexOf('max-term');

/** What of the cluster's tables a step is made with. */
type Parts<S, M> = Pick<
  Tables<S, M>,
  | 'model'
  | 'locals'
  | 'limits'
  | 'kinds'
  | 'interner'
  | 'ghosts'
  | 'core'
  | 'stepTable'
  | 'clients'
  | 'symmetricSteps'
>;

export class Steps<S, M> {
  readonly #parts: Parts<S, M>;
  readonly #memo = new IntPairMap();
  readonly #registrar: Registrar;
  readonly #shared: number;
  /** What all are told of a step. */
  readonly #entry = new Int32Array(3);
  #findPair: FindSymmetricPair = () => null;

  constructor(parts: Parts<S, M>, registrar: Registrar) {
    this.#parts = parts;
    this.#registrar = registrar;
    this.#shared = registrar.attach({
      find: (entry) => this.#memo.get(entry[0], entry[1]),
      admit: (entry) => this.#admit(entry),
    });
  }

  /** From now on the core is asked for one of several pairs that it cannot tell apart, and the others follow from it. */
  applySymmetry(findPair: FindSymmetricPair): void {
    this.#findPair = findPair;
  }

  /** The step of a node state under an input, taken from the memo where it is known. */
  step(nodeId: number, input: number): number {
    let step = this.#memo.get(nodeId, input);
    if (step < 0 && this.#registrar.catchUp()) step = this.#memo.get(nodeId, input);
    return step < 0 ? this.#find(nodeId, input) : step;
  }

  #find(nodeId: number, input: number): number {
    const pair = this.#findPair(nodeId, input);
    const step =
      pair === null
        ? this.#make(nodeId, input)
        : this.#parts.symmetricSteps.follow(nodeId, input, this.step(pair.nodeId, pair.input), pair);
    return this.#register(nodeId, input, step);
  }

  #make(nodeId: number, input: number): number {
    const { core, stepTable, clients } = this.#parts;
    const { entry, reads } = core.make(nodeId, input);
    if (entry[2] === disabled) return disabled;
    const about = this.#about(entry, reads);
    const step = stepTable.write(entry, -1, about);
    if ((about.flags & aboutClients) !== 0) clients.keep(step, reads);
    return step;
  }

  #about([from, input, , next]: Entry, reads: readonly ReadView[]): About {
    const { model, locals, limits, kinds, interner, ghosts } = this.#parts;
    const local = locals[input];
    const message = input - locals.length;
    return {
      kind: local === undefined ? kinds.ofMessage('deliver', message) : kinds.local(local),
      arg: local === undefined ? message : input * model.nodes + interner.nodeView(from).id - 1,
      counter: local?.bound == null ? -1 : boundNames.indexOf(local.bound),
      turn: local?.turn ?? -1,
      flags:
        (interner.nodeView(next).term > limits[maxTermAt] ? beyondTerm : 0) |
        (ghosts.teaches(from, next) ? witnessed : 0) |
        (reads.length > 0 || (local !== undefined && ghosts.notes(local.input)) ? aboutClients : 0),
    };
  }

  /** Tells all of a step; returns its id, which is another if somebody has told of it before. */
  #register(nodeId: number, input: number, step: number): number {
    const entry = this.#entry;
    entry[0] = nodeId;
    entry[1] = input;
    entry[2] = step;
    return this.#registrar.register(this.#shared, entry, entry.length);
  }

  /** Enters a step: [node, input, id]. */
  #admit([nodeId, input, step]: Int32Array): number {
    this.#memo.set(nodeId, input, step);
    return step;
  }
}
