/**
 * N cores, a network, stable storage, faults and history as one transition system over small integers.
 *
 *   state vector of N nodes:  [ cell id x N | environment id ]          a cell is a node with its inbox (cells.ts)
 *
 * A step changes one cell and those it sends to. Every part is a table look-up: the moves of a cell (moves.ts), each a step
 * of its node (steps.ts) and the cell that it leaves; a cell with a message more; the history and the counters (ghost.ts,
 * environment.ts). The core itself runs only when a table has no answer yet.
 */
import { OwnRegistrar, type Registrar } from '../explore/ids.ts';
import { Successors } from '../explore/successors.ts';
import type { Emit, TransitionSystem } from '../explore/system.ts';
import type { Action } from './action.ts';
import type { Adapter } from './adapter.ts';
import { Cells } from './cells.ts';
import { type Desk, noted } from './desk.ts';
import { Environments, unlimited } from './environment.ts';
import { Expansion } from './expansion.ts';
import { Faults } from './faults.ts';
import { Ghosts } from './ghost.ts';
import { type Guarded, guarded } from './guarded.ts';
import { Inboxes } from './inbox.ts';
import { localActions } from './inputs.ts';
import { ActionKinds } from './kinds.ts';
import { boundNames, type Model } from './model.ts';
import { Moves } from './moves.ts';
import { networkOf } from './network/table.ts';
import { type Offer, Offers, type Outcome } from './offers.ts';
import { Pictures } from './picture.ts';
import { type ReductionTables, reductionTables } from './reduce/tables.ts';
import { type StepJudge, type StepRules, Steps } from './steps.ts';
import type { ClusterView, Ghost, GhostName, MessageView, NodeView } from './view.ts';

/** What a judge may look up: the meaning of the ids in a state vector. */
export interface ClusterTables {
  /** Nodes, and so the cells of a state. */
  readonly nodes: number;
  /** What a cell is made of. */
  nodeId(cell: number): number;
  inboxId(cell: number): number;
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
  expand(states: Int32Array, count: number, into: Successors): void;
  readonly model: Model;
  /** Calls of the core's step so far. */
  readonly stepCalls: number;
  /** Distinct node states, messages, inboxes and cells met so far. */
  readonly tableSizes: Readonly<Record<'nodeStates' | 'messages' | 'inboxes' | 'cells', number>>;
  /** Whether all ids of the state, and those behind them, have been given: not so where it comes from somewhere else. */
  knows(state: Int32Array): boolean;
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
  /** The bytes that tell the node's state, or the message, from every other: see Adapter.encode. */
  nodeBytes(nodeId: number): Uint8Array;
  messageBytes(message: number): Uint8Array;
  messageView(message: number): MessageView;
  /** Bytes that name the state in every run: equal exactly for equal states. A new array. */
  canonicalBytes(state: Int32Array): Uint8Array;
}

/**
 * `registrar`: where ids come from, that of all where several workers search together (explore/ids.ts). `desk`: where every call of the
 * core is noted.
 */
export function createCluster<S extends object, M>(
  model: Model,
  adapter: Adapter<S, M>,
  judge: ClusterJudge,
  registrar: Registrar = new OwnRegistrar(),
  desk: Desk | null = null,
): Cluster {
  const core = guarded(adapter, model);
  return new ClusterSystem(model, desk === null ? core : noted(core, desk), judge, registrar, desk);
}

const maxTermAt = boundNames.indexOf('max-term');
const maxInFlightAt = boundNames.indexOf('max-in-flight');

function isBelow(id: number, count: number): boolean {
  return id >= 0 && id < count;
}

class ClusterSystem<S, M> implements Cluster {
  readonly model: Model;
  readonly nodes: number;
  readonly width: number;
  readonly bounds = boundNames;
  readonly cuts = new Float64Array(boundNames.length);
  readonly reductions: ReductionTables;

  readonly #judge: ClusterJudge;
  readonly #steps: Steps<S, M>;
  readonly #inboxes: Inboxes;
  readonly #cells: Cells;
  readonly #expansion: Expansion<S, M>;
  readonly #ghosts: Ghosts;
  readonly #environments: Environments;
  readonly #kinds: ActionKinds;
  readonly #offers: Offers<S, M>;
  readonly #pictures: Pictures<S, M>;
  readonly #limits: number[];
  #spare: Successors | null = null;

  constructor(
    model: Model,
    adapter: Guarded<S, M>,
    judge: ClusterJudge,
    registrar: Registrar,
    desk: Desk | null,
  ) {
    const locals = localActions(model);
    this.model = model;
    this.nodes = model.nodes;
    this.width = model.nodes + 1;
    this.#judge = judge;
    this.#limits = boundNames.map((name) => model.bounds[name] ?? unlimited);
    this.#kinds = new ActionKinds(locals, (message) => this.#steps.messageView(message).type, registrar);
    this.#ghosts = new Ghosts(
      judge.ghosts,
      model.acknowledged,
      (nodeId) => this.#steps.nodeView(nodeId),
      registrar,
    );
    this.#environments = new Environments(this.#limits, model.nodes, registrar);
    const rules: StepRules = {
      locals,
      kinds: this.#kinds,
      maxTerm: this.#limits[maxTermAt],
      judge: judge.step,
      teaches: this.#ghosts.teaches,
      notes: this.#ghosts.notes,
    };
    this.#steps = new Steps(adapter, model.nodes, rules, registrar, desk);
    this.#inboxes = new Inboxes(networkOf(model), (message) => this.#steps.sender(message), registrar);
    this.#cells = new Cells(this.#inboxes, registrar);
    const [steps, cells, ghosts, environments] = [this.#steps, this.#cells, this.#ghosts, this.#environments];
    const places = registrar.region(1);
    const moves = new Moves(steps, cells, this.#inboxes, locals.length, places);
    const faults = new Faults(
      model,
      this.#limits,
      this.cuts,
      this.#kinds,
      this.#inboxes,
      cells,
      environments,
    );
    const tables = { steps, cells, moves, faults, ghosts, environments, kinds: this.#kinds };
    this.#expansion = new Expansion(model.nodes, this.#limits, this.cuts, tables);
    const parts = [this.#steps, this.#cells, this.#inboxes] as const;
    this.#offers = new Offers(model, locals, ...parts, this.#kinds);
    this.#pictures = new Pictures(model, ...parts, this.#ghosts, this.#environments);
    this.reductions = reductionTables(adapter, ...parts, ghosts, environments, locals, registrar);
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
      cells: this.#cells.count,
    };
  }

  knows(state: Int32Array): boolean {
    const cells = this.#cells;
    const env = state[this.nodes];
    for (let i = 0; i < this.nodes; i++) {
      const cell = state[i];
      if (!isBelow(cell, cells.rows.bound)) return false;
      if (!isBelow(cells.node(cell), this.#steps.nodeStates)) return false;
      if (!isBelow(cells.inbox(cell), this.#inboxes.count)) return false;
    }
    return isBelow(env, this.#environments.count) && isBelow(this.ghostId(env), this.#ghosts.count);
  }

  init(emit: Emit): void {
    const out = new Int32Array(this.width);
    let ghost = this.#ghosts.empty;
    for (let i = 0; i < this.nodes; i++) {
      const nodeId = this.#steps.init(i + 1);
      out[i] = this.#cells.of(nodeId, Inboxes.empty);
      ghost = this.#ghosts.after(ghost, nodeId);
    }
    out[this.nodes] = this.#environments.initial(ghost);
    emit(out, 0, 0, -1);
  }

  expand(states: Int32Array, count: number, into: Successors): void {
    this.#expansion.expand(states, count, into);
  }

  next(state: Int32Array, emit: Emit): void {
    // Not there while somebody who is told of a step asks for others.
    const successors = this.#spare ?? new Successors(this.width);
    this.#spare = null;
    this.expand(state, 1, successors);
    successors.emitTo(emit);
    this.#spare = successors;
  }

  nextWithin(state: Int32Array, maxInFlight: number, emit: Emit): void {
    const limit = this.#limits[maxInFlightAt];
    const cuts = this.cuts.slice();
    this.#limits[maxInFlightAt] = maxInFlight;
    this.next(state, emit);
    this.#limits[maxInFlightAt] = limit;
    this.cuts.set(cuts);
  }

  take(state: Int32Array, kind: number, arg: number, emit: Emit): void {
    this.#expansion.take(state, kind, arg, emit);
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

  nodeId(cell: number): number {
    return this.#cells.node(cell);
  }

  inboxId(cell: number): number {
    return this.#cells.inbox(cell);
  }

  nodeView(nodeId: number): NodeView {
    return this.#steps.nodeView(nodeId);
  }

  nodeBytes(nodeId: number): Uint8Array {
    return this.#steps.nodeBytes(nodeId);
  }

  messageBytes(message: number): Uint8Array {
    return this.#steps.messageBytes(message);
  }

  messageView(message: number): MessageView {
    return this.#steps.messageView(message);
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
}
