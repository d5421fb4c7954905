/**
 * N cores, a network, stable storage, faults and history as one transition system over small integers.
 *
 *   state vector of N nodes:  [ cell id x N | environment id ]          a cell is a node with its inbox (cells.ts)
 *
 * A step changes one cell and those it sends to. Every part is a table look-up: the moves of a cell (moves.ts), each a step
 * of its node (steps.ts) and the cell that it leaves; a cell with a message more; the history and the counters (ghost.ts,
 * environment.ts). The core itself runs only when a table has no answer yet.
 */
import type { IntMemory } from '../arrays/memory.ts';
import type { Portable } from '../explore/farm/portable.ts';
import { OwnRegistrar, type Registrar } from '../explore/ids.ts';
import { allOf, type Batch, type CompiledPart } from '../explore/kernel.ts';
import { Successors } from '../explore/successors.ts';
import type { Emit, OneByOne, TransitionSystem } from '../explore/system.ts';
import type { Temporal } from '../explore/temporal/temporal.ts';
import type { Action } from './action.ts';
import { type ActionInstance, ActionInstances, type NodeChange } from './actioninstances.ts';
import type { Adapter } from './adapter.ts';
import { answered } from './answers/answered.ts';
import type { AnswerTable } from './answers/table.ts';
import { type CallMonitor, monitored } from './callmonitor.ts';
import type { Cells } from './cells.ts';
import { compiledPart } from './compiled.ts';
import type { CoreInterner } from './coreinterner.ts';
import type { Environments } from './environment.ts';
import { Expansion } from './expansion.ts';
import type { Ghosts } from './ghost.ts';
import { type Guarded, guarded } from './guarded.ts';
import { Inboxes } from './inbox.ts';
import { boundNames, type Model } from './model.ts';
import { Offering } from './offering.ts';
import { portableCluster } from './portable.ts';
import { RecoveryAsked } from './recovery/asked.ts';
import type { RecoveryQuestion } from './recovery/recovery.ts';
import type { Told } from './recovery/words.ts';
import { type ReductionTables, reductionTables } from './reduce/tables.ts';
import { StateViews } from './stateviews.ts';
import { createTables, type Tables } from './tables.ts';
import type { StepJudge } from './verdicts.ts';
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
  /** What becomes of a cluster whose nodes are in these states once nothing more goes wrong: see recovery/. */
  recovery(question: RecoveryQuestion, nodeIds: Int32Array): 'held' | 'irrelevant' | 'broken';
  /** Whether nothing can happen in the state, nor could without bounds, but for crashes and the like. */
  isStuck(state: Int32Array): boolean;
  /** The same of a view that `view` has made. */
  isStuckIn(view: ClusterView): boolean;
  /** Why that is not what it should be where they are seen like this, which this cluster has shown; empty: it is. */
  tellRecovery(question: RecoveryQuestion, nodes: readonly NodeView[]): Told | null;
}

/** Whoever judges states and steps; property indices are the judge's own. */
export interface ClusterJudge {
  /** The parts of the history that must be kept. */
  readonly ghosts: ReadonlySet<GhostName>;
  /** The index of a property that a node's step breaks, or -1. Called once per distinct step. */
  readonly step: StepJudge;
  /** Told once of the tables behind all that it is asked. */
  meet?(tables: ClusterTables): void;
  /** What compiled code needs to know that a state breaks nothing; null: it cannot. Absent: nor that. */
  compiled?(nodes: number, ints: IntMemory): CompiledPart | null;
  /** The index of a property that the state breaks, or -1. Called once per distinct state, but for those known to break nothing. */
  state(tables: ClusterTables, state: Int32Array): number;
  /** The index of a property that a state without a step breaks by that, or -1. Absent: none does. */
  ends?(tables: ClusterTables, state: Int32Array): number;
}

export interface Cluster extends TransitionSystem, ClusterTables {
  expand(states: Int32Array, count: number, into: Successors): void;
  compiled(batch: Batch): CompiledPart;
  readonly model: Model;
  /** Calls of the core's step so far. */
  readonly stepCalls: number;
  /** Those of them that its table of answers had. */
  readonly knownCalls: number;
  /** Distinct node states, messages, inboxes and cells met so far. */
  readonly tableSizes: Readonly<Record<'nodeStates' | 'messages' | 'inboxes' | 'cells', number>>;
  /** Whether all ids of the state, and those behind them, have been given: not so where it comes from somewhere else. */
  knows(state: Int32Array): boolean;
  /** The readable action behind what `next` emits. */
  action(kind: number, arg: number): Action;
  /** Every action of the model in the state, enabled or not. Slow: not for searches. */
  actionInstances(state: Int32Array): readonly ActionInstance[];
  /** What an action would come to without bounds; null when its node does not enable it, or it is no node's step. */
  nodeChange(state: Int32Array, kind: number, arg: number): NodeChange | null;
  /** As `next` for one action alone, without a question to the core about any other: emits it if it is enabled. */
  take(state: Int32Array, kind: number, arg: number, emit: Emit): void;
  /** From now on `init` emits this state alone, which must be one that the cluster can come to. */
  beginAt(state: Int32Array): void;
  /** As `next` with another bound for the messages in flight; nothing counts as cut. */
  nextWithin(state: Int32Array, maxInFlight: number, emit: Emit): void;
  /**
   * Tells every step of a node in the state that a bound forbids. Returns whether max-term, max-in-flight or max-spread forbids some: what lies
   * beyond these is a cluster's like any other, while how often something happens is a question of what is asked.
   */
  forbidden(state: Int32Array, tell: (kind: number, arg: number) => void): boolean;
  /** What is asked of whole behaviors; whoever has composed the cluster says so. */
  temporal?: Temporal;
  /** What reductions (reduce/) need to know of ids. */
  readonly reductions: ReductionTables;
  /** The bytes that tell the node's state, or the message, from every other: see Adapter.encode. */
  nodeBytes(nodeId: number): Uint8Array;
  messageBytes(message: number): Uint8Array;
  messageView(message: number): MessageView;
  /** Actions are counted by this name besides, which another process has met. */
  meetKind(name: string): void;
  /** The cluster's states for other processes. */
  readonly portable: Portable;
  /** Bytes that name the state in every run: equal exactly for equal states. A new array. */
  canonicalBytes(state: Int32Array): Uint8Array;
}

/**
 * `registrar`: where ids come from, that of all where several workers search together (explore/ids.ts). `monitor`: where every call of the
 * core is noted. `answers`: what it is not asked again.
 */
export function createCluster<S extends object, M>(
  model: Model,
  adapter: Adapter<S, M>,
  judge: ClusterJudge,
  registrar: Registrar = new OwnRegistrar(),
  monitor: CallMonitor | null = null,
  answers: AnswerTable | null = null,
): Cluster {
  const clusterOf = <State, Message>(core: Guarded<State, Message>): Cluster => {
    const watched = monitor === null ? core : monitored(core, monitor);
    const tables = createTables(model, watched, judge, registrar, monitor);
    return new ClusterSystem(tables, judge, registrar, monitor);
  };
  const core = guarded(adapter, model);
  return answers === null ? clusterOf(core) : clusterOf(answered(core, answers));
}

const maxInFlightAt = boundNames.indexOf('max-in-flight');

function isBelow(id: number, count: number): boolean {
  return id >= 0 && id < count;
}

class ClusterSystem<S, M> implements Cluster {
  readonly model: Model;
  readonly nodes: number;
  readonly width: number;
  readonly bounds = boundNames;
  readonly cuts: Float64Array;
  readonly reductions: ReductionTables;
  readonly oneByOne: OneByOne;
  temporal?: Temporal;
  readonly ends?: (state: Int32Array) => number;

  readonly #judge: ClusterJudge;
  readonly #tables: Tables<S, M>;
  readonly #interner: CoreInterner<S, M>;
  readonly #cells: Cells;
  readonly #ghosts: Ghosts;
  readonly #environments: Environments;
  readonly #expansion: Expansion<S, M>;
  readonly #instances: ActionInstances<S, M>;
  readonly #stateViews: StateViews<S, M>;
  readonly #ints: IntMemory;
  readonly #recovery: RecoveryAsked<S, M>;
  #spare: Successors | null = null;
  #beginning: Int32Array | null = null;

  constructor(tables: Tables<S, M>, judge: ClusterJudge, registrar: Registrar, monitor: CallMonitor | null) {
    const { model } = tables;
    this.#ints = registrar.ints;
    this.model = model;
    this.nodes = model.nodes;
    this.width = model.nodes + 1;
    this.cuts = tables.cuts;
    this.#judge = judge;
    this.#tables = tables;
    this.#interner = tables.interner;
    this.#cells = tables.cells;
    this.#ghosts = tables.ghosts;
    this.#environments = tables.environments;
    this.#expansion = new Expansion(tables);
    this.oneByOne = new Offering(tables, this.#expansion);
    this.#instances = new ActionInstances(tables);
    this.#stateViews = new StateViews(tables);
    this.reductions = reductionTables(tables, registrar);
    this.#recovery = new RecoveryAsked(tables, this.reductions, monitor);
    judge.meet?.(this);
    const { ends } = judge;
    if (ends !== undefined) this.ends = (state) => ends.call(judge, this, state);
  }

  get actionKinds(): readonly string[] {
    return this.#tables.kinds.names;
  }

  get stepCalls(): number {
    return this.#tables.core.calls;
  }

  get knownCalls(): number {
    return this.#tables.core.known;
  }

  get tableSizes(): Cluster['tableSizes'] {
    return {
      nodeStates: this.#interner.nodeStates,
      messages: this.#interner.messageCount,
      inboxes: this.#tables.inboxes.count,
      cells: this.#cells.count,
    };
  }

  knows(state: Int32Array): boolean {
    const cells = this.#cells;
    const env = state[this.nodes];
    for (let i = 0; i < this.nodes; i++) {
      const cell = state[i];
      if (!isBelow(cell, cells.rows.bound)) return false;
      if (!isBelow(cells.node(cell), this.#interner.nodeStates)) return false;
      if (!isBelow(cells.inbox(cell), this.#tables.inboxes.count)) return false;
    }
    return isBelow(env, this.#environments.count) && isBelow(this.ghostId(env), this.#ghosts.count);
  }

  init(emit: Emit): void {
    if (this.#beginning !== null) {
      emit(this.#beginning.slice(), 0, 0, -1);
      return;
    }
    const nodeIds = Array.from({ length: this.nodes }, (_, i) => this.#interner.init(i + 1));
    const out = Int32Array.from([
      ...nodeIds.map((nodeId) => this.#cells.of(nodeId, Inboxes.empty)),
      this.#environments.initial(this.#ghosts.atStart(nodeIds)),
    ]);
    emit(out, 0, 0, -1);
  }

  expand(states: Int32Array, count: number, into: Successors): void {
    this.#expansion.expand(states, count, into);
  }

  compiled(batch: Batch): CompiledPart {
    const judged = this.#judge.compiled?.(this.nodes, this.#ints) ?? null;
    const steps = compiledPart(this.#tables, this.#expansion, batch, this.#ints);
    return judged === null ? steps : allOf([steps, judged]);
  }

  next(state: Int32Array, emit: Emit): void {
    // Not there while somebody who is told of a step asks for others.
    const successors = this.#spare ?? new Successors(this.width);
    this.#spare = null;
    this.expand(state, 1, successors);
    successors.emitTo(emit);
    this.#spare = successors;
  }

  beginAt(state: Int32Array): void {
    this.#beginning = state.slice();
  }

  nextWithin(state: Int32Array, maxInFlight: number, emit: Emit): void {
    const { limits } = this.#tables;
    const limit = limits[maxInFlightAt];
    const cuts = this.cuts.slice();
    limits[maxInFlightAt] = maxInFlight;
    this.next(state, emit);
    limits[maxInFlightAt] = limit;
    this.cuts.set(cuts);
  }

  forbidden(state: Int32Array, tell: (kind: number, arg: number) => void): boolean {
    return this.#expansion.forbidden(state, tell);
  }

  take(state: Int32Array, kind: number, arg: number, emit: Emit): void {
    const successors = new Successors(this.width);
    this.#expansion.attempt(state, kind, arg, successors);
    successors.emitTo(emit);
  }

  judge(state: Int32Array): number {
    return this.#judge.state(this, state);
  }

  isStuck(state: Int32Array): boolean {
    return this.#expansion.isStuck(state);
  }

  isStuckIn(view: ClusterView): boolean {
    return this.isStuck(this.#stateViews.stateOf(view));
  }

  actionInstances(state: Int32Array): readonly ActionInstance[] {
    return this.#instances.of(state);
  }

  nodeChange(state: Int32Array, kind: number, arg: number): NodeChange | null {
    return this.#instances.nodeChange(state, kind, arg);
  }

  nodeId(cell: number): number {
    return this.#cells.node(cell);
  }

  inboxId(cell: number): number {
    return this.#cells.inbox(cell);
  }

  nodeView(nodeId: number): NodeView {
    return this.#interner.nodeView(nodeId);
  }

  nodeBytes(nodeId: number): Uint8Array {
    return this.#interner.nodeBytes(nodeId);
  }

  messageBytes(message: number): Uint8Array {
    return this.#interner.messageBytes(message);
  }

  messageView(message: number): MessageView {
    return this.#interner.messageView(message);
  }

  ghostId(env: number): number {
    return this.#environments.ghost(env);
  }

  ghost(ghostId: number): Ghost {
    return this.#ghosts.get(ghostId);
  }

  view(state: Int32Array): ClusterView {
    return this.#stateViews.view(state);
  }

  recovery(question: RecoveryQuestion, nodeIds: Int32Array): 'held' | 'irrelevant' | 'broken' {
    return this.#recovery.judge(question, nodeIds);
  }

  tellRecovery(question: RecoveryQuestion, nodes: readonly NodeView[]): Told | null {
    return this.#recovery.tell(question, nodes);
  }

  action(kind: number, arg: number): Action {
    const what = this.#tables.kinds.what(kind);
    if (what === 'local')
      return this.#tables.core.action((arg % this.nodes) + 1, Math.floor(arg / this.nodes));
    const message = this.#interner.messageView(arg);
    return { kind: what, node: message.to, message };
  }

  meetKind(name: string): void {
    this.#tables.kinds.meet(name);
  }

  get portable(): Portable {
    return portableCluster(this.#tables);
  }

  canonicalBytes(state: Int32Array): Uint8Array {
    return this.#stateViews.canonicalBytes(state);
  }
}
