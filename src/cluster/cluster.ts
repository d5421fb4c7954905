/**
 * N cores, a network, stable storage, faults and history as one transition system over small integers.
 *
 *   state vector of N nodes:  [ node id x N | inbox id x N | environment id ]
 *
 * A step changes one node, that node's inbox and the inboxes it sends to. Every part is a table look-up: the node's step
 * (steps.ts), an inbox with a message more or less (inbox.ts), the history and the counters (ghost.ts, environment.ts).
 * The core itself runs only when a table has no answer yet.
 */
import type { Emit, TransitionSystem } from '../explore/system.ts';
import type { Action } from './action.ts';
import type { Adapter } from './adapter.ts';
import { Environments } from './environment.ts';
import { Ghosts } from './ghost.ts';
import { Inboxes } from './inbox.ts';
import { localActions } from './inputs.ts';
import { ActionKinds } from './kinds.ts';
import { boundNames, type Model } from './model.ts';
import { type Offer, Offers, type Outcome } from './offers.ts';
import { Pictures } from './picture.ts';
import { type Plan, Plans } from './plans.ts';
import { type ReductionTables, reductionTables } from './reduce/tables.ts';
import { disabled, type StepJudge, Steps } from './steps.ts';
import type { ClusterView, Ghost, GhostName, NodeView } from './view.ts';

/** What a judge may look up: the meaning of the ids in a state vector. */
export interface ClusterTables {
  /** Nodes; also the length of each of the vector's first two parts. */
  readonly nodes: number;
  nodeView(nodeId: number): NodeView;
  /** The history of an environment, as a dense id. */
  ghostId(env: number): number;
  ghost(ghostId: number): Ghost;
  view(state: Int32Array): ClusterView;
}

/** Whoever judges states and steps; property indices are the judge's own. */
export interface ClusterJudge {
  /** The parts of the history that must be kept. */
  readonly ghosts: ReadonlySet<GhostName>;
  /** The index of a property that a node's step breaks, or -1. Called once per distinct step. */
  readonly step: StepJudge;
  /** The index of a property that the state breaks, or -1. Called once per distinct state. */
  state(tables: ClusterTables, state: Int32Array): number;
}

export interface Cluster extends TransitionSystem, ClusterTables {
  readonly model: Model;
  /** Calls of the core's step so far. */
  readonly stepCalls: number;
  /** Distinct node states, messages and inboxes met so far. */
  readonly tableSizes: { readonly nodeStates: number; readonly messages: number; readonly inboxes: number };
  /** The readable action behind what `next` emits. */
  action(kind: number, arg: number): Action;
  /** Every action of the model in the state, enabled or not. Slow: not for searches. */
  offers(state: Int32Array): readonly Offer[];
  /** What an action would come to without bounds; null when its node does not enable it, or it is no node's step. */
  outcome(state: Int32Array, kind: number, arg: number): Outcome | null;
  /** As `next` for one action alone, without a question to the core about any other: emits it if it is enabled. */
  take(state: Int32Array, kind: number, arg: number, emit: Emit): void;
  /** As `next` with another bound for the messages in flight; nothing counts as cut. */
  nextWithin(state: Int32Array, maxInFlight: number, emit: Emit): void;
  /** What reductions (reduce/) need to know of ids. */
  readonly reductions: ReductionTables;
  /** Bytes that name the state in every run: equal exactly for equal states. A new array. */
  canonicalBytes(state: Int32Array): Uint8Array;
}

export function createCluster<S, M>(model: Model, adapter: Adapter<S, M>, judge: ClusterJudge): Cluster {
  return new ClusterSystem(model, adapter, judge);
}

const noLimit = 0x7fffffff;
const maxTermAt = boundNames.indexOf('max-term');
const maxInFlightAt = boundNames.indexOf('max-in-flight');
const maxDropsAt = boundNames.indexOf('max-drops');
const maxDuplicatesAt = boundNames.indexOf('max-duplicates');

class ClusterSystem<S, M> implements Cluster {
  readonly model: Model;
  readonly nodes: number;
  readonly width: number;
  readonly bounds = boundNames;
  readonly cuts = new Float64Array(boundNames.length);
  readonly reductions: ReductionTables;

  readonly #judge: ClusterJudge;
  readonly #steps: Steps<S, M>;
  readonly #locals: number;
  readonly #inboxes: Inboxes;
  readonly #ghosts: Ghosts;
  readonly #environments = new Environments(boundNames.length);
  readonly #kinds: ActionKinds;
  readonly #plans: Plans;
  readonly #offers: Offers<S, M>;
  readonly #pictures: Pictures<S, M>;
  readonly #limits: number[];
  readonly #keepsGhosts: boolean;
  readonly #out: Int32Array;

  constructor(model: Model, adapter: Adapter<S, M>, judge: ClusterJudge) {
    const locals = localActions(model);
    this.model = model;
    this.nodes = model.nodes;
    this.width = 2 * model.nodes + 1;
    this.#judge = judge;
    this.#keepsGhosts = judge.ghosts.size > 0;
    this.#steps = new Steps(adapter, model.nodes, locals, judge.step);
    this.#locals = locals.length;
    this.#inboxes = new Inboxes(model.network, (message) => this.#steps.sender(message));
    this.#ghosts = new Ghosts(judge.ghosts, (nodeId) => this.#steps.nodeView(nodeId));
    this.#kinds = new ActionKinds(locals, (message) => this.#steps.messageView(message).type);
    this.#limits = boundNames.map((name) => model.bounds[name] ?? noLimit);
    this.#plans = new Plans(locals, this.#steps, this.#kinds);
    this.#offers = new Offers(model, locals, this.#steps, this.#inboxes, this.#kinds);
    this.#pictures = new Pictures(model, this.#steps, this.#inboxes, this.#ghosts, this.#environments);
    this.reductions = reductionTables(this.#steps, this.#inboxes, this.#ghosts, this.#environments);
    this.#out = new Int32Array(this.width);
  }

  get actionKinds(): readonly string[] {
    return this.#kinds.names;
  }

  get stepCalls(): number {
    return this.#steps.calls;
  }

  get tableSizes(): Cluster['tableSizes'] {
    return {
      nodeStates: this.#steps.nodeStates,
      messages: this.#steps.messageCount,
      inboxes: this.#inboxes.count,
    };
  }

  init(emit: Emit): void {
    const out = this.#out;
    let ghost = this.#ghosts.empty;
    for (let i = 0; i < this.nodes; i++) {
      out[i] = this.#steps.init(i + 1);
      out[this.nodes + i] = Inboxes.empty;
      ghost = this.#ghosts.after(ghost, out[i]!);
    }
    out[2 * this.nodes] = this.#environments.initial(ghost);
    emit(out, 0, 0, -1);
  }

  next(state: Int32Array, emit: Emit): void {
    const inFlight = this.#inFlight(state);
    for (let i = 0; i < this.nodes; i++) {
      for (const plan of this.#plans.of(state[i]!)) this.#localStep(state, i, plan, inFlight, emit);
    }
    for (let i = 0; i < this.nodes; i++) this.#deliveries(state, i, inFlight, emit);
    if (this.#limits[maxDropsAt] !== 0) {
      for (let i = 0; i < this.nodes; i++) this.#drops(state, i, emit);
    }
    if (this.#limits[maxDuplicatesAt] !== 0 && this.model.network === 'unordered') {
      for (let i = 0; i < this.nodes; i++) this.#duplicates(state, i, inFlight, emit);
    }
  }

  nextWithin(state: Int32Array, maxInFlight: number, emit: Emit): void {
    const limit = this.#limits[maxInFlightAt]!;
    const cuts = this.cuts.slice();
    this.#limits[maxInFlightAt] = maxInFlight;
    this.next(state, emit);
    this.#limits[maxInFlightAt] = limit;
    this.cuts.set(cuts);
  }

  take(state: Int32Array, kind: number, arg: number, emit: Emit): void {
    const inFlight = this.#inFlight(state);
    const what = this.#kinds.what(kind);
    if (what === 'local') {
      const i = arg % this.nodes;
      const plan = this.#plans.one(state[i]!, Math.floor(arg / this.nodes));
      if (plan !== undefined) this.#localStep(state, i, plan, inFlight, emit);
      return;
    }
    const i = this.#steps.messageView(arg).to - 1;
    const same: Emit = (successor, kindFound, argFound, broken) => {
      if (argFound === arg) emit(successor, kindFound, argFound, broken);
    };
    if (what === 'deliver') this.#deliveries(state, i, inFlight, emit, arg);
    else if (what === 'drop') this.#drops(state, i, same);
    else this.#duplicates(state, i, inFlight, same);
  }

  judge(state: Int32Array): number {
    return this.#judge.state(this, state);
  }

  offers(state: Int32Array): readonly Offer[] {
    return this.#offers.of(state);
  }

  outcome(state: Int32Array, kind: number, arg: number): Outcome | null {
    return this.#offers.outcome(state, kind, arg);
  }

  nodeView(nodeId: number): NodeView {
    return this.#steps.nodeView(nodeId);
  }

  ghostId(env: number): number {
    return this.#environments.ghost(env);
  }

  ghost(ghostId: number): Ghost {
    return this.#ghosts.get(ghostId);
  }

  view(state: Int32Array): ClusterView {
    return this.#pictures.view(state);
  }

  action(kind: number, arg: number): Action {
    const what = this.#kinds.what(kind);
    if (what === 'local') return this.#steps.action((arg % this.nodes) + 1, Math.floor(arg / this.nodes));
    const message = this.#steps.messageView(arg);
    return { kind: what, node: message.to, message };
  }

  canonicalBytes(state: Int32Array): Uint8Array {
    return this.#pictures.canonicalBytes(state);
  }

  #inFlight(state: Int32Array): number {
    let inFlight = 0;
    for (let i = this.nodes; i < 2 * this.nodes; i++) inFlight += this.#inboxes.size(state[i]!);
    return inFlight;
  }

  #localStep(state: Int32Array, i: number, plan: Plan, inFlight: number, emit: Emit): void {
    const env = state[2 * this.nodes]!;
    let nextEnv = env;
    if (plan.counter >= 0) {
      const used = this.#environments.used(env, plan.counter);
      if (used >= this.#limits[plan.counter]!) {
        // All turns of one action are one action: it is counted at the first.
        if (plan.turn <= 0) this.cuts[plan.counter]!++;
        return;
      }
      if (plan.turn >= 0 && plan.turn !== used) return;
      if (this.#limits[plan.counter] !== noLimit) nextEnv = this.#environments.spend(env, plan.counter);
    }
    const inbox = state[this.nodes + i]!;
    const arg = plan.input * this.nodes + i;
    this.#take(state, i, plan.step, inbox, nextEnv, inFlight, plan.kind, arg, emit);
  }

  /** Of every message that may be delivered next, or of the message `only`. */
  #deliveries(state: Int32Array, i: number, inFlight: number, emit: Emit, only = -1): void {
    const env = state[2 * this.nodes]!;
    const choices = this.#inboxes.deliverable(state[this.nodes + i]!);
    for (let k = 0; k < choices.length; k += 2) {
      const message = choices[k]!;
      if (only >= 0 && message !== only) continue;
      const step = this.#steps.step(state[i]!, this.#locals + message);
      if (step === disabled) continue;
      const kind = this.#kinds.deliver(message);
      this.#take(state, i, step, choices[k + 1]!, env, inFlight - 1, kind, message, emit);
    }
  }

  #drops(state: Int32Array, i: number, emit: Emit): void {
    const env = state[2 * this.nodes]!;
    const choices = this.#inboxes.distinct(state[this.nodes + i]!);
    if (choices.length === 0) return;
    if (this.#environments.used(env, maxDropsAt) >= this.#limits[maxDropsAt]!) {
      this.cuts[maxDropsAt]! += choices.length / 2;
      return;
    }
    const nextEnv = this.#limits[maxDropsAt] === noLimit ? env : this.#environments.spend(env, maxDropsAt);
    for (let k = 0; k < choices.length; k += 2) {
      this.#move(state, i, choices[k + 1]!, nextEnv, this.#kinds.drop(choices[k]!), choices[k]!, emit);
    }
  }

  #duplicates(state: Int32Array, i: number, inFlight: number, emit: Emit): void {
    const env = state[2 * this.nodes]!;
    const inbox = state[this.nodes + i]!;
    const choices = this.#inboxes.distinct(inbox);
    if (choices.length === 0) return;
    const over =
      this.#environments.used(env, maxDuplicatesAt) >= this.#limits[maxDuplicatesAt]!
        ? maxDuplicatesAt
        : inFlight >= this.#limits[maxInFlightAt]!
          ? maxInFlightAt
          : -1;
    if (over >= 0) {
      this.cuts[over]! += choices.length / 2;
      return;
    }
    const nextEnv =
      this.#limits[maxDuplicatesAt] === noLimit ? env : this.#environments.spend(env, maxDuplicatesAt);
    for (let k = 0; k < choices.length; k += 2) {
      const message = choices[k]!;
      const doubled = this.#inboxes.add(inbox, message);
      this.#move(state, i, doubled, nextEnv, this.#kinds.duplicate(message), message, emit);
    }
  }

  /** A fault of the network: only one inbox and the counters change. */
  #move(
    state: Int32Array,
    i: number,
    inbox: number,
    env: number,
    kind: number,
    arg: number,
    emit: Emit,
  ): void {
    const out = this.#out;
    out.set(state);
    out[this.nodes + i] = inbox;
    out[2 * this.nodes] = env;
    emit(out, kind, arg, -1);
  }

  /** Node i takes a step; `inFlight` messages remain besides those that it sends. */
  #take(
    state: Int32Array,
    i: number,
    step: number,
    inbox: number,
    env: number,
    inFlight: number,
    kind: number,
    arg: number,
    emit: Emit,
  ): void {
    const steps = this.#steps;
    const nodeId = steps.next[step]!;
    if (steps.nodeView(nodeId).term > this.#limits[maxTermAt]!) {
      this.cuts[maxTermAt]!++;
      return;
    }
    const start = steps.sent[step]!;
    const count = steps.outbox[start]!;
    if (count > 0 && inFlight + count > this.#limits[maxInFlightAt]!) {
      this.cuts[maxInFlightAt]!++;
      return;
    }
    const n = this.nodes;
    const out = this.#out;
    out.set(state);
    out[i] = nodeId;
    out[n + i] = inbox;
    for (let k = 0; k < count; k++) {
      const to = n + steps.outbox[start + 1 + 2 * k]!;
      out[to] = this.#inboxes.add(out[to]!, steps.outbox[start + 2 + 2 * k]!);
    }
    out[2 * n] = this.#keepsGhosts ? this.#witness(env, nodeId, step) : env;
    emit(out, kind, arg, steps.broken(step));
  }

  #witness(env: number, nodeId: number, step: number): number {
    const before = this.#environments.ghost(env);
    const reads = this.#ghosts.keepsReads ? this.#steps.readStep(step) : null;
    const told = reads === null ? before : this.#ghosts.told(before, step, reads);
    const after = this.#ghosts.after(told, nodeId);
    return after === before ? env : this.#environments.witness(env, after);
  }
}
