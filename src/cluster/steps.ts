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
 *     sent      where its messages start in `outbox`: [count, to-1, message, to-1, message, ...]; before them stand the node
 *               state that takes the step, the input, and the step that it follows from by its kinship, or -1
 *     verdict   index of a step property that the step breaks, -1 for none, -2 while it has not been taken
 *     flags     beyondTerm: the node's term is then above the bound; witnessed: history may grow by what the node then
 *               is; aboutClients: by what a client asks for or is told; sends: there are messages
 *
 * Several workers may share the ids (explore/ids.ts) and the steps, which lie in memory of all. The states behind ids that
 * others have entered are known by their bytes and by their origin (known.ts).
 *
 * Step 0 stands for every (node state, input) that is not enabled, so a known answer is always >= 0.
 */
import type { Registrar } from '../explore/ids.ts';
import { RowTable, Sequences } from '../explore/region.ts';
import { IntPairMap } from '../explore/table.ts';
import type { Action, LocalInput } from './action.ts';
import type { Deadline, Outcome } from './adapter.ts';
import type { ClientStep } from './clients.ts';
import { CoreSteps, type Desk } from './desk.ts';
import type { Guarded } from './guarded.ts';
import type { LocalAction } from './inputs.ts';
import { inOrder, type Kin, type Kinship } from './kin.ts';
import type { ActionKinds } from './kinds.ts';
import { Known } from './known.ts';
import { boundNames } from './model.ts';
import type { Permutation } from './permutation.ts';
import type { MessageView, NodeView, ReadView } from './view.ts';

/** Judges one step of a node: the index of the step property it breaks, or -1. */
export type StepJudge = (before: NodeView, action: Action, after: NodeView) => number;

/** About the first of the steps that follow from others the core is asked all the same, then about one of so many. */
const verifiedFirst = 256;
const verifiedEvery = 64;

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
/** In the outbox, before the count of a step's messages. */
const origin = { node: -3, input: -2, kin: -1, width: 3 } as const;
export const beyondTerm = 1;
export const witnessed = 2;
export const aboutClients = 4;
export const sends = 8;

/** What the cluster says of steps. */
export interface StepRules {
  readonly locals: readonly LocalAction[];
  readonly kinds: ActionKinds;
  /** A node's term may not be above this. */
  readonly maxTerm: number;
  readonly judge: StepJudge;
  /** False when a history that has seen the node in state `before` learns nothing from it in state `after`. */
  readonly teaches: (before: number, after: number) => boolean;
  /** Whether it is history that a client asks for this. */
  readonly notes: (input: LocalInput) => boolean;
}

/** Columns of a step's row. */
type About = Readonly<Record<'kind' | 'arg' | 'counter' | 'turn' | 'flags', number>>;

export class Steps<S, M> {
  readonly rows: RowTable;
  readonly outbox: Sequences;
  /** Calls of the core's step. */
  calls = 0;

  readonly #adapter: Guarded<S, M>;
  readonly #locals: readonly LocalAction[];
  readonly #rules: StepRules;
  readonly #nodes: number;
  readonly #memo = new IntPairMap();
  /** The reads that a step confirms, once asked for; few steps do. */
  readonly #reads = new Map<number, readonly ReadView[]>();
  readonly #registrar: Registrar;
  readonly #shared: number;
  readonly #known: Known<S, M>;
  readonly #core: CoreSteps<S, M>;
  #kinship: Kinship = () => null;
  /** How a step that should have followed from another by its kinship did not; null: each that was verified did. */
  asymmetry: string | null = null;
  #followed = 0;

  constructor(
    adapter: Guarded<S, M>,
    nodes: number,
    rules: StepRules,
    registrar: Registrar,
    desk: Desk | null,
  ) {
    this.#adapter = adapter;
    this.#nodes = nodes;
    this.#locals = rules.locals;
    this.#rules = rules;
    this.#registrar = registrar;
    const again = (nodeId: number, input: number): Outcome<S, M> | null => this.#core.take(nodeId, input);
    this.#known = new Known(adapter, nodes, again, registrar);
    this.#core = new CoreSteps(adapter, rules.locals, this.#known, desk);
    this.rows = new RowTable(stepRow.width, registrar.region(stepRow.width));
    this.outbox = new Sequences(registrar.region(1));
    const steps = {
      find: (entry: Int32Array) => this.#memo.get(entry[0], entry[1]),
      admit: (entry: Int32Array) => this.#admit(entry),
    };
    this.#shared = registrar.attach(steps);
  }

  get nodeStates(): number {
    return this.#known.nodeStates;
  }

  get messageCount(): number {
    return this.#known.messages;
  }

  nodeView(nodeId: number): NodeView {
    return this.#known.nodeView(nodeId);
  }

  messageView(message: number): MessageView {
    return this.#known.messageView(message);
  }

  /** From now on the core is asked for one of several pairs that it cannot tell apart, and the others follow from it. */
  relate(kinship: Kinship): void {
    this.#kinship = kinship;
  }

  sender(message: number): number {
    return this.#known.messageView(message).from;
  }

  nodeBytes(nodeId: number): Uint8Array {
    return this.#known.nodeBytes(nodeId);
  }

  messageBytes(message: number): Uint8Array {
    return this.#known.messageBytes(message);
  }

  /** The node id of node `id` before anything has happened. */
  init(id: number): number {
    return this.#known.init(id);
  }

  /** The node id after a step. */
  next(step: number): number {
    return this.rows.get(step, stepRow.next);
  }

  /** Messages that a step sends to nodes of the cluster. */
  sentBy(step: number): number {
    return this.#told(step, 0);
  }

  /** A word of the step's messages, or of its origin. */
  #told(step: number, k: number): number {
    const start = this.rows.get(step, stepRow.sent);
    return this.outbox.chunk(start)[this.outbox.offset(start) + k];
  }

  /** The step of a node state under an input, taken from the memo where it is known. */
  step(nodeId: number, input: number): number {
    let step = this.#memo.get(nodeId, input);
    if (step < 0 && this.#registrar.catchUp()) step = this.#memo.get(nodeId, input);
    return step < 0 ? this.#compute(nodeId, input) : step;
  }

  /**
   * The index of a step property that the step breaks, or -1. Asked when the step is taken and not when it is computed:
   * a step that a bound forbids in every state has not happened, and must not count as a goal reached either.
   */
  broken(step: number): number {
    const known = this.rows.data[step * stepRow.width + stepRow.verdict];
    if (known !== notTaken) return known;
    const other = this.#told(step, origin.kin);
    const verdict = other >= 0 ? this.broken(other) : this.#judge(step);
    this.rows.set(step, stepRow.verdict, verdict);
    return verdict;
  }

  #judge(step: number): number {
    const before = this.nodeView(this.#told(step, origin.node));
    const action = this.action(before.id, this.#told(step, origin.input));
    return this.#rules.judge(before, action, this.#after(step));
  }

  /** The readable action of an input at a node (1..nodes). */
  action(node: number, input: number): Action {
    return this.#core.action(node, input);
  }

  /** Null for most steps. */
  clientStep(step: number): ClientStep | null {
    if ((this.rows.get(step, stepRow.flags) & aboutClients) === 0) return null;
    const input = this.#locals[this.#told(step, origin.input)]?.input;
    const asked = input?.kind === 'read' ? input.context : null;
    const proposed = input?.kind === 'propose' ? input.data : null;
    const node = this.nodeView(this.#told(step, origin.node)).id;
    return { node, asked, proposed, answered: this.#answered(step) };
  }

  /** Reads are no ids: who has not taken the step himself takes it once more. */
  #answered(step: number): readonly ReadView[] {
    const known = this.#reads.get(step);
    if (known !== undefined) return known;
    const kin = this.#told(step, origin.kin);
    const reads =
      kin >= 0
        ? this.#answered(kin)
        : this.#known.repeat(this.#told(step, origin.node), this.#told(step, origin.input)).reads;
    this.#reads.set(step, reads);
    return reads;
  }

  renameNode(nodeId: number, perm: Permutation): number | null {
    return this.#known.renameNode(nodeId, perm);
  }

  renameMessage(message: number, perm: Permutation): number | null {
    return this.#known.renameMessage(message, perm);
  }

  floors(nodeId: number): readonly number[] {
    return this.#adapter.floors(this.#known.state(nodeId));
  }

  deadline(message: number): Deadline | null {
    return this.#adapter.deadline(this.#known.message(message));
  }

  ignores(nodeId: number, message: number): boolean {
    return this.#adapter.ignores(this.#known.state(nodeId), this.#known.message(message));
  }

  /** The node after the step, with what only the step says. */
  #after(step: number): NodeView {
    const view = this.nodeView(this.next(step));
    const readStates = this.clientStep(step)?.answered ?? [];
    return readStates.length === 0 ? view : { ...view, extra: { ...view.extra, readStates } };
  }

  #compute(nodeId: number, input: number): number {
    const kin = this.#kinship(nodeId, input);
    if (kin !== null) return this.#computeByKin(nodeId, input, kin);
    const { entry, reads } = this.#ask(nodeId, input);
    if (entry[2] === disabled) return this.#tell(nodeId, input, disabled);
    const about = this.#about(entry, reads);
    const step = this.#write(entry, -1, about);
    if ((about.flags & aboutClients) !== 0) this.#reads.set(step, reads);
    return this.#tell(nodeId, input, step);
  }

  /** What the core makes of it: [node, input, whether it is enabled, next, to-1, message, to-1, message, ...]. */
  #ask(nodeId: number, input: number): { readonly entry: Int32Array; readonly reads: readonly ReadView[] } {
    this.calls++;
    const outcome = this.#core.take(nodeId, input);
    if (outcome === null) return { entry: Int32Array.of(nodeId, input, disabled), reads: [] };
    const { reads } = outcome;
    const next = this.#known.internNode(outcome.state, [nodeId, input, 0]);
    // What changes nothing and says nothing is no action; a message that is read without effect is still gone.
    const silent = outcome.messages.length === 0 && reads.length === 0;
    // But where clocks go almost alike, a tick that a node takes no notice of still lets others go on.
    const idle = this.#locals[input]?.bound !== 'max-drift';
    if (next === nodeId && silent && idle && input < this.#locals.length) {
      return { entry: Int32Array.of(nodeId, input, disabled), reads: [] };
    }
    const sent = this.#known
      .inside(outcome.messages)
      .flatMap(({ message, to }, k) => [to - 1, this.#known.internMessage(message, [nodeId, input, k])]);
    return { entry: Int32Array.of(nodeId, input, 1, next, ...sent), reads };
  }

  /** The renamed step. */
  #computeByKin(nodeId: number, input: number, kin: Kin): number {
    const step = this.step(kin.nodeId, kin.input);
    const entry = this.#renamedEntry(nodeId, input, step, kin);
    const due = this.#followed < verifiedFirst || this.#followed % verifiedEvery === 0;
    this.#followed++;
    if (due) this.#verify(entry, step === disabled ? [] : (this.clientStep(step)?.answered ?? []), kin);
    if (step === disabled) return this.#tell(nodeId, input, disabled);
    return this.#tell(nodeId, input, this.#write(entry, step, this.#aboutRenamed(input, step, kin)));
  }

  #renamedEntry(nodeId: number, input: number, step: number, kin: Kin): Int32Array {
    if (step === disabled) return Int32Array.of(nodeId, input, disabled);
    const sent: number[] = [];
    for (let k = 1; k <= 2 * this.sentBy(step); k += 2) {
      sent.push(kin.position(this.#told(step, k)), kin.message(this.#told(step, k + 1)));
    }
    return Int32Array.of(nodeId, input, 1, kin.node(this.next(step)), ...sent);
  }

  /** Asks the core all the same. Messages to different nodes may have been sent in another order. */
  #verify(entry: Int32Array, reads: readonly ReadView[], kin: Kin): void {
    const [nodeId, input] = entry as unknown as [number, number];
    const told = this.#ask(nodeId, input);
    const same =
      inOrder(told.entry) === inOrder(entry) && JSON.stringify(told.reads) === JSON.stringify(reads);
    if (same || this.asymmetry !== null) return;
    const [one, other] = [this.nodeView(kin.nodeId).id, this.nodeView(nodeId).id];
    const message = input - this.#locals.length;
    const what = message < 0 ? this.#locals[input].input.kind : this.messageView(message).type;
    this.asymmetry = `n${other} makes something else of ${what} than n${one} in the same place`;
  }

  /** What names do not change is the same. */
  #aboutRenamed(input: number, step: number, kin: Kin): About {
    const of = (column: number): number => this.rows.get(step, column);
    const message = input - this.#locals.length;
    return {
      kind: of(stepRow.kind),
      arg: message >= 0 ? message : input * this.#nodes + kin.position(of(stepRow.arg) % this.#nodes),
      counter: of(stepRow.counter),
      turn: of(stepRow.turn),
      flags: of(stepRow.flags),
    };
  }

  #about([from, input, , next]: Int32Array, reads: readonly ReadView[]): About {
    const { kinds, maxTerm, teaches, notes } = this.#rules;
    const local = this.#locals[input];
    const message = input - this.#locals.length;
    return {
      kind: local === undefined ? kinds.deliver(message) : kinds.local(local),
      arg: local === undefined ? message : input * this.#nodes + this.nodeView(from).id - 1,
      counter: local?.bound == null ? -1 : boundNames.indexOf(local.bound),
      turn: local?.turn ?? -1,
      flags:
        (this.nodeView(next).term > maxTerm ? beyondTerm : 0) |
        (teaches(from, next) ? witnessed : 0) |
        (reads.length > 0 || (local !== undefined && notes(local.input)) ? aboutClients : 0),
    };
  }

  /** Writes a step down, of which nobody is told yet; returns its id. */
  #write([node, input, , next, ...sent]: Int32Array, kinStep: number, about: About): number {
    const words = [node, input, kinStep, sent.length / 2, ...sent];
    const place = this.outbox.reserve(words.length);
    this.outbox.chunk(place).set(words, this.outbox.offset(place));
    const { kind, arg, counter, turn } = about;
    const flags = about.flags | (sent.length > 0 ? sends : 0);
    const step = this.rows.take();
    const row = [next, kind, arg, counter, turn, place + origin.width, notTaken, flags];
    this.rows.data.set(row, step * stepRow.width);
    return step;
  }

  /** Tells all of a step; returns its id, which is another if somebody has told of it before. */
  #tell(nodeId: number, input: number, step: number): number {
    const entry = Int32Array.of(nodeId, input, step);
    return this.#registrar.register(this.#shared, entry, entry.length);
  }

  /** Enters a step: [node, input, id]. */
  #admit([nodeId, input, step]: Int32Array): number {
    this.#memo.set(nodeId, input, step);
    return step;
  }
}
