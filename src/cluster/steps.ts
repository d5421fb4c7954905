/**
 * The memo between the cluster and the core: every node state and every message is interned to a dense id, and the
 * core's step is called once per distinct (node state, input).
 *
 * An input id is a local action's position, or `locals + message id`. A step id is a row of `rows`, with all that taking
 * the step needs:
 *
 *     next      node id after the step
 *     kind      what the action is counted by, and
 *     arg       which it is: the message, or for a local action input * nodes + position of its node
 *     counter   the counter that the action spends, or -1
 *     turn      the counter must stand at this; -1: whatever it is
 *     sent      where its messages start in `outbox`: [count, to-1, message, to-1, message, ...]
 *     verdict   index of a step property that the step breaks, -1 for none, -2 while it has not been taken
 *     flags     beyondTerm: the node's term is then above the bound; witnessed: history may grow by what the node then
 *               is; aboutReads: by reads that the step asks for or answers
 *
 * Step 0 stands for every (node state, input) that is not enabled, so a known answer is always >= 0.
 */
import { GrowingInts } from '../explore/growing.ts';
import { Interner } from '../explore/intern.ts';
import { IntPairMap } from '../explore/table.ts';
import type { Action } from './action.ts';
import type { Adapter, Deadline, Input } from './adapter.ts';
import { ByteWriter } from './bytes.ts';
import type { LocalAction } from './inputs.ts';
import type { ActionKinds } from './kinds.ts';
import { boundNames } from './model.ts';
import type { Permutation } from './reduce/permutation.ts';
import type { MessageView, NodeView, ReadView } from './view.ts';

/** Judges one step of a node: the index of the step property it breaks, or -1. */
export type StepJudge = (before: NodeView, action: Action, after: NodeView) => number;

/** What a step has to do with reads: the one it asks for, and those that it answers. */
export interface ReadStep {
  readonly node: number;
  /** The read's context; null: none. */
  readonly asked: string | null;
  readonly answered: readonly ReadView[];
}

const notTaken = -2;

/** The step id of "not enabled". */
export const disabled = 0;

/** The columns of a step's row, and how many there are. */
export const stepRow = {
  next: 0,
  kind: 1,
  arg: 2,
  counter: 3,
  turn: 4,
  sent: 5,
  verdict: 6,
  flags: 7,
  width: 8,
} as const;
export const beyondTerm = 1;
export const witnessed = 2;
export const aboutReads = 4;

/** What the cluster says of steps. */
export interface StepRules {
  readonly locals: readonly LocalAction[];
  readonly kinds: ActionKinds;
  /** A node's term may not be above this. */
  readonly maxTerm: number;
  readonly judge: StepJudge;
  /** False when a history that has seen `before` learns nothing from `after`. */
  readonly teaches: (before: NodeView, after: NodeView) => boolean;
}

export class Steps<S, M> {
  readonly rows = new GrowingInts();
  readonly outbox = new GrowingInts();
  /** Calls of the core's step. */
  calls = 0;

  readonly #adapter: Adapter<S, M>;
  readonly #locals: readonly LocalAction[];
  readonly #rules: StepRules;
  readonly #nodes: number;
  readonly #memo = new IntPairMap();
  /** By step: the node state that takes it, and the input. */
  readonly #from: number[] = [-1];
  readonly #inputs: number[] = [-1];
  /** The reads that a step confirms; few steps do. */
  readonly #reads = new Map<number, readonly ReadView[]>();
  readonly #nodeInterner = new Interner();
  readonly #messageInterner = new Interner();
  readonly #states: S[] = [];
  readonly #views: NodeView[] = [];
  readonly #messages: M[] = [];
  readonly #messageViews: MessageView[] = [];
  readonly #bytes = new ByteWriter();

  constructor(adapter: Adapter<S, M>, nodes: number, rules: StepRules) {
    this.#adapter = adapter;
    this.#nodes = nodes;
    this.#locals = rules.locals;
    this.#rules = rules;
    for (let column = 0; column < stepRow.width; column++) this.rows.push(-1);
    this.outbox.push(0);
  }

  get nodeStates(): number {
    return this.#states.length;
  }

  get messageCount(): number {
    return this.#messages.length;
  }

  nodeView(nodeId: number): NodeView {
    return this.#views[nodeId]!;
  }

  messageView(message: number): MessageView {
    return this.#messageViews[message]!;
  }

  sender(message: number): number {
    return this.#messageViews[message]!.from;
  }

  nodeBytes(nodeId: number): Uint8Array {
    return this.#nodeInterner.get(nodeId);
  }

  messageBytes(message: number): Uint8Array {
    return this.#messageInterner.get(message);
  }

  /** The node id of node `id` before anything has happened. */
  init(id: number): number {
    return this.#internNode(this.#adapter.init(id));
  }

  /** The node id after a step. */
  next(step: number): number {
    return this.rows.data[step * stepRow.width + stepRow.next]!;
  }

  /** Messages that a step sends to nodes of the cluster. */
  sentBy(step: number): number {
    return this.outbox.data[this.rows.data[step * stepRow.width + stepRow.sent]!]!;
  }

  /** The step of a node state under an input, taken from the memo where it is known. */
  step(nodeId: number, input: number): number {
    const known = this.#memo.get(nodeId, input);
    if (known >= 0) return known;
    const step = this.#compute(nodeId, input);
    this.#memo.set(nodeId, input, step);
    return step;
  }

  /**
   * The index of a step property that the step breaks, or -1. Asked when the step is taken and not when it is computed:
   * a step that a bound forbids in every state has not happened, and must not count as a goal reached either.
   */
  broken(step: number): number {
    const at = step * stepRow.width + stepRow.verdict;
    const known = this.rows.data[at]!;
    if (known !== notTaken) return known;
    const before = this.#views[this.#from[step]!]!;
    const action = this.action(before.id, this.#inputs[step]!);
    const verdict = this.#rules.judge(before, action, this.#after(step));
    this.rows.data[at] = verdict;
    return verdict;
  }

  /** The readable action of an input at a node (1..nodes). */
  action(node: number, input: number): Action {
    if (input >= this.#locals.length) {
      return { kind: 'deliver', node, message: this.#messageViews[input - this.#locals.length]! };
    }
    return { ...this.#locals[input]!.input, node };
  }

  /** Null for most steps. */
  readStep(step: number): ReadStep | null {
    const input = this.#locals[this.#inputs[step]!]?.input;
    const asked = input?.kind === 'read' ? input.context : null;
    const answered = this.#reads.get(step);
    if (asked === null && answered === undefined) return null;
    return { node: this.#views[this.#from[step]!]!.id, asked, answered: answered ?? [] };
  }

  renameNode(nodeId: number, perm: Permutation): number {
    return this.#internNode(this.#adapter.rename(this.#states[nodeId]!, perm));
  }

  renameMessage(message: number, perm: Permutation): number {
    return this.#internMessage(this.#adapter.renameMessage(this.#messages[message]!, perm));
  }

  floors(nodeId: number): readonly number[] {
    return this.#adapter.floors(this.#states[nodeId]!);
  }

  deadline(message: number): Deadline | null {
    return this.#adapter.deadline(this.#messages[message]!);
  }

  ignores(nodeId: number, message: number): boolean {
    return this.#adapter.ignores(this.#states[nodeId]!, this.#messages[message]!);
  }

  /** The node after the step, with what only the step says. */
  #after(step: number): NodeView {
    const view = this.#views[this.next(step)]!;
    const readStates = this.#reads.get(step);
    return readStates === undefined ? view : { ...view, extra: { ...view.extra, readStates } };
  }

  #compute(nodeId: number, input: number): number {
    this.calls++;
    const outcome = this.#adapter.step(this.#states[nodeId]!, this.#input(input));
    if (outcome === null) return disabled;
    const next = this.#internNode(outcome.state);
    // What changes nothing and says nothing is no action; a message that is read without effect is still gone.
    const silent = outcome.messages.length === 0 && outcome.reads.length === 0;
    if (next === nodeId && silent && input < this.#locals.length) return disabled;
    if (outcome.reads.length > 0) this.#reads.set(this.#from.length, outcome.reads);
    return this.#enter(nodeId, input, next, this.#post(outcome.messages));
  }

  #enter(nodeId: number, input: number, next: number, sent: number): number {
    const { kinds, maxTerm, teaches } = this.#rules;
    const before = this.#views[nodeId]!;
    const after = this.#views[next]!;
    const local = this.#locals[input];
    const message = input - this.#locals.length;
    const row =
      local === undefined
        ? [next, kinds.deliver(message), message, -1, -1]
        : [
            next,
            kinds.local(local),
            input * this.#nodes + before.id - 1,
            local.bound === null ? -1 : boundNames.indexOf(local.bound),
            local.turn ?? -1,
          ];
    const step = this.#from.push(nodeId) - 1;
    this.#inputs.push(input);
    const flags =
      (after.term > maxTerm ? beyondTerm : 0) |
      (teaches(before, after) ? witnessed : 0) |
      (this.readStep(step) === null ? 0 : aboutReads);
    for (const value of [...row, sent, notTaken, flags]) this.rows.push(value);
    return step;
  }

  #input(input: number): Input<M> {
    if (input < this.#locals.length) return this.#locals[input]!.input;
    return { kind: 'deliver', message: this.#messages[input - this.#locals.length]! };
  }

  /** Where the messages start in the outbox. Those to a node outside the cluster have nowhere to wait and are lost. */
  #post(messages: readonly M[]): number {
    const inside = messages.filter((m) => this.#adapter.to(m) >= 1 && this.#adapter.to(m) <= this.#nodes);
    const start = this.outbox.push(inside.length);
    for (const message of inside) {
      this.outbox.push(this.#adapter.to(message) - 1);
      this.outbox.push(this.#internMessage(message));
    }
    return start;
  }

  #internNode(state: S): number {
    this.#bytes.reset();
    this.#adapter.encode(state, this.#bytes);
    const id = this.#nodeInterner.intern(this.#bytes.bytes(), this.#bytes.length);
    if (id === this.#states.length) {
      this.#states.push(state);
      this.#views.push(this.#adapter.view(state));
    }
    return id;
  }

  #internMessage(message: M): number {
    this.#bytes.reset();
    this.#adapter.encodeMessage(message, this.#bytes);
    const id = this.#messageInterner.intern(this.#bytes.bytes(), this.#bytes.length);
    if (id === this.#messages.length) {
      this.#messages.push(message);
      this.#messageViews.push(this.#adapter.viewMessage(message));
    }
    return id;
  }
}
