/**
 * N cores, a network, stable storage, faults and history as one transition system over small integers.
 *
 *   state vector of N nodes:  [ cell id x N | environment id ]          a cell is a node with its inbox (cells.ts)
 *
 * A step changes one cell and those it sends to. Every part is a table look-up: the moves of a cell (moves.ts), each a step
 * of its node (steps.ts) and the cell that it leaves; a cell with a message more; the history and the counters (ghost.ts,
 * environment.ts). The core itself runs only when a table has no answer yet.
 */
import type { Registrar } from '../explore/ids.ts';
import type { Emit, TransitionSystem } from '../explore/system.ts';
import type { Action } from './action.ts';
import type { Adapter } from './adapter.ts';
import { Cells } from './cells.ts';
import { Environments, unlimited } from './environment.ts';
import { Faults } from './faults.ts';
import { Ghosts } from './ghost.ts';
import { Inboxes } from './inbox.ts';
import { localActions } from './inputs.ts';
import { ActionKinds } from './kinds.ts';
import { boundNames, type Model } from './model.ts';
import { Moves } from './moves.ts';
import { type Offer, Offers, type Outcome } from './offers.ts';
import { Pictures } from './picture.ts';
import { type ReductionTables, reductionTables } from './reduce/tables.ts';
import {
  aboutReads,
  beyondTerm,
  type StepJudge,
  type StepRules,
  Steps,
  stepRow,
  witnessed,
} from './steps.ts';
import type { ClusterView, Ghost, GhostName, NodeView } from './view.ts';

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
  readonly model: Model;
  /** Calls of the core's step so far. */
  readonly stepCalls: number;
  /** Distinct node states, messages, inboxes and cells met so far. */
  readonly tableSizes: Readonly<Record<'nodeStates' | 'messages' | 'inboxes' | 'cells', number>>;
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

/** `registrar`: where ids come from when several workers search together (explore/ids.ts). */
export function createCluster<S, M>(
  model: Model,
  adapter: Adapter<S, M>,
  judge: ClusterJudge,
  registrar: Registrar | null = null,
): Cluster {
  return new ClusterSystem(model, adapter, judge, registrar);
}

const maxTermAt = boundNames.indexOf('max-term');
const maxInFlightAt = boundNames.indexOf('max-in-flight');

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
  readonly #moves: Moves;
  readonly #faults: Faults;
  readonly #ghosts: Ghosts;
  readonly #environments: Environments;
  readonly #kinds: ActionKinds;
  readonly #offers: Offers<S, M>;
  readonly #pictures: Pictures<S, M>;
  readonly #limits: number[];
  readonly #out: Int32Array;

  constructor(model: Model, adapter: Adapter<S, M>, judge: ClusterJudge, registrar: Registrar | null) {
    const locals = localActions(model);
    this.model = model;
    this.nodes = model.nodes;
    this.width = model.nodes + 1;
    this.#judge = judge;
    this.#limits = boundNames.map((name) => model.bounds[name] ?? unlimited);
    this.#kinds = new ActionKinds(locals, (message) => this.#steps.messageView(message).type, registrar);
    this.#ghosts = new Ghosts(judge.ghosts, (nodeId) => this.#steps.nodeView(nodeId), registrar);
    this.#environments = new Environments(this.#limits, model.nodes, registrar);
    const rules: StepRules = {
      locals,
      kinds: this.#kinds,
      maxTerm: this.#limits[maxTermAt]!,
      judge: judge.step,
      teaches: this.#ghosts.teaches,
    };
    this.#steps = new Steps(adapter, model.nodes, rules, registrar);
    this.#inboxes = new Inboxes(model.network, (message) => this.#steps.sender(message), registrar);
    this.#cells = new Cells(this.#inboxes, registrar);
    this.#moves = new Moves(this.#steps, this.#cells, this.#inboxes, locals.length);
    this.#faults = new Faults(
      model,
      this.#limits,
      this.cuts,
      this.#kinds,
      this.#inboxes,
      this.#cells,
      this.#environments,
    );
    const parts = [this.#steps, this.#cells, this.#inboxes] as const;
    this.#offers = new Offers(model, locals, ...parts, this.#kinds);
    this.#pictures = new Pictures(model, ...parts, this.#ghosts, this.#environments);
    this.reductions = reductionTables(...parts, this.#ghosts, this.#environments, registrar);
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
      cells: this.#cells.count,
    };
  }

  init(emit: Emit): void {
    const out = this.#out;
    let ghost = this.#ghosts.empty;
    for (let i = 0; i < this.nodes; i++) {
      const nodeId = this.#steps.init(i + 1);
      out[i] = this.#cells.of(nodeId, Inboxes.empty);
      ghost = this.#ghosts.after(ghost, nodeId);
    }
    out[this.nodes] = this.#environments.initial(ghost);
    emit(out, 0, 0, -1);
  }

  next(state: Int32Array, emit: Emit): void {
    const { arena } = this.#moves;
    const room = this.#room(state);
    for (let i = 0; i < this.nodes; i++) {
      const place = this.#moves.of(state[i]!);
      const moves = arena.chunk(place);
      const first = arena.offset(place) + 2;
      const end = first + 2 * moves[first - 2]!;
      for (let at = first; at < end; at += 2) {
        this.#localStep(state, i, moves, at, room, emit);
      }
    }
    for (let i = 0; i < this.nodes; i++) {
      const place = this.#moves.of(state[i]!);
      const moves = arena.chunk(place);
      const first = arena.offset(place) + 2 + 2 * moves[arena.offset(place)]!;
      const end = first + 2 * moves[arena.offset(place) + 1]!;
      for (let at = first; at < end; at += 2) {
        this.#take(state, i, moves, at, state[this.nodes]!, room + 1, emit);
      }
    }
    this.#faults.next(state, room, emit);
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
    const what = this.#kinds.what(kind);
    if (what === 'local') {
      const i = arg % this.nodes;
      const move = this.#moves.local(state[i]!, Math.floor(arg / this.nodes));
      if (move !== null) this.#localStep(state, i, move, 0, this.#room(state), emit);
      return;
    }
    const i = this.#steps.messageView(arg).to - 1;
    if (what !== 'deliver') {
      this.#faults.next(state, this.#room(state), (successor, kindFound, argFound, broken) => {
        if (kindFound === kind && argFound === arg) emit(successor, kind, arg, broken);
      });
      return;
    }
    const move = this.#moves.delivery(state[i]!, arg);
    if (move !== null) this.#take(state, i, move, 0, state[this.nodes]!, this.#room(state) + 1, emit);
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
    return this.#cells.nodes.data[cell]!;
  }

  inboxId(cell: number): number {
    return this.#cells.inboxes.data[cell]!;
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

  /** Messages that may be sent before max-in-flight is reached. */
  #room(state: Int32Array): number {
    const sizes = this.#cells.sizes.data;
    let room = this.#limits[maxInFlightAt]!;
    for (let i = 0; i < this.nodes; i++) room -= sizes[state[i]!]!;
    return room;
  }

  #localStep(state: Int32Array, i: number, moves: Int32Array, at: number, room: number, emit: Emit): void {
    const step = moves[at]!;
    const env = state[this.nodes]!;
    const rows = this.#steps.rows.data;
    const counter = rows[step * stepRow.width + stepRow.counter]!;
    if (counter < 0) {
      this.#take(state, i, moves, at, env, room, emit);
      return;
    }
    const turn = rows[step * stepRow.width + stepRow.turn]!;
    if (this.#environments.forbids(env, counter, i)) {
      // All turns of one action are one action: it is counted at the first.
      if (turn <= 0) this.cuts[counter]!++;
      return;
    }
    if (turn >= 0 && turn !== this.#environments.used(env, counter)) return;
    this.#take(state, i, moves, at, this.#environments.spend(env, counter, i), room, emit);
  }

  /** Node i makes the move at moves[at]; `room` more messages may be sent. */
  #take(
    state: Int32Array,
    i: number,
    moves: Int32Array,
    at: number,
    env: number,
    room: number,
    emit: Emit,
  ): void {
    const steps = this.#steps;
    const step = moves[at]!;
    const rows = steps.rows.data;
    const row = step * stepRow.width;
    const flags = rows[row + stepRow.flags]!;
    if ((flags & beyondTerm) !== 0) {
      this.cuts[maxTermAt]!++;
      return;
    }
    const outbox = steps.outbox.data;
    const start = rows[row + stepRow.sent]!;
    const count = outbox[start]!;
    if (count > 0 && count > room) {
      this.cuts[maxInFlightAt]!++;
      return;
    }
    const n = this.nodes;
    const out = this.#out;
    for (let k = 0; k < n; k++) out[k] = state[k]!;
    out[i] = this.#moves.cellAfter(moves, at);
    for (let k = start + 1; k <= start + 2 * count; k += 2) {
      out[outbox[k]!] = this.#cells.add(out[outbox[k]!]!, outbox[k + 1]!);
    }
    out[n] = (flags & (witnessed | aboutReads)) === 0 ? env : this.#witness(env, step, flags);
    emit(out, rows[row + stepRow.kind]!, rows[row + stepRow.arg]!, steps.broken(step));
  }

  /** The environment once history has seen the step. */
  #witness(env: number, step: number, flags: number): number {
    const before = this.#environments.ghost(env);
    const reads = (flags & aboutReads) !== 0 && this.#ghosts.keepsReads ? this.#steps.readStep(step) : null;
    const told = reads === null ? before : this.#ghosts.told(before, step, reads);
    const after = this.#ghosts.after(told, this.#steps.next(step));
    return after === before ? env : this.#environments.witness(env, after);
  }
}
