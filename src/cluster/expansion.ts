/**
 * The successor relation: all that can happen next in a state, made for many states at once.
 *
 *     1. read ahead     the rows of the states' cells, then their moves
 *     2. take           every move that no bound forbids: the node's own cell, the history and the counters are written,
 *                       messages are noted as on their way
 *     3. arrive         every message is put into the cell that it goes to
 *
 * Each part is a table look-up, and the tables are larger than the processor's caches: a look-up waits for memory a hundred
 * times longer than it computes. So each kind is first done for all, without using what it finds, and the waits overlap.
 */

import { doubled } from '../explore/store.ts';
import { Successors } from '../explore/successors.ts';
import { type Cells, cellRow, readRows } from './cells.ts';
import type { ClientSteps } from './clientsteps.ts';
import type { CoreInterner } from './coreinterner.ts';
import type { Environments } from './environment.ts';
import { Faults } from './faults.ts';
import type { Ghosts } from './ghost.ts';
import type { ActionKinds } from './kinds.ts';
import { boundNames } from './model.ts';
import type { Moves } from './moves.ts';
import { Spread } from './spread.ts';
import { aboutClients, beyondTerm, type StepTable, sends, stepRow, witnessed } from './steptable.ts';
import type { Tables } from './tables.ts';
import type { Verdicts } from './verdicts.ts';
import type { NodeView } from './view.ts';

const maxTermAt = boundNames.indexOf('max-term');
const maxInFlightAt = boundNames.indexOf('max-in-flight');
const maxSpreadAt = boundNames.indexOf('max-spread');
/** What these forbid is a cluster's like any other; how often something happens is a question of what is asked. */
const ofReach = [maxTermAt, maxInFlightAt, maxSpreadAt];
/** What is done to a node, and helps nobody on: all else is its own timers', or its clients'. */
const doneToNodes: ReadonlySet<number> = new Set(
  (['max-crashes', 'max-compactions', 'max-forgets', 'max-unreachables', 'max-transfers'] as const).map(
    (name) => boundNames.indexOf(name),
  ),
);

export class Expansion<S, M> {
  readonly #nodes: number;
  readonly #width: number;
  readonly #limits: readonly number[];
  readonly #cuts: Float64Array;
  readonly #interner: CoreInterner<S, M>;
  readonly #steps: StepTable;
  readonly #verdicts: Verdicts<S, M>;
  readonly #clients: ClientSteps<S, M>;
  readonly #cells: Cells;
  readonly #moves: Moves;
  readonly #faults: Faults;
  readonly #ghosts: Ghosts;
  readonly #environments: Environments;
  readonly #kinds: ActionKinds;
  /** The counter that each local action spends, or -1. */
  readonly #counters: readonly number[];
  /** Null: terms may be as far apart as they like. */
  readonly #spread: Spread | null;
  /** Is told of every step of a node that a bound forbids; null: nobody asks. */
  #onForbidden: ((kind: number, arg: number) => void) | null = null;
  /** For steps that only this file looks at. */
  #spare: Successors | null = null;
  /** Messages on their way: [where in the successors' states the cell stands that each goes to, message, ...] */
  #sends: Int32Array = new Int32Array(256);
  #sent = 0;
  /** Takes what is read ahead, so that the reads are not optimised away. */
  #sink = 0;

  constructor(tables: Tables<S, M>) {
    const { model, limits, cuts, interner, stepTable, verdicts, clients } = tables;
    this.#nodes = model.nodes;
    this.#width = model.nodes + 1;
    this.#limits = limits;
    this.#cuts = cuts;
    this.#interner = interner;
    this.#steps = stepTable;
    this.#verdicts = verdicts;
    this.#clients = clients;
    this.#cells = tables.cells;
    this.#moves = tables.moves;
    this.#faults = new Faults(tables);
    this.#ghosts = tables.ghosts;
    this.#environments = tables.environments;
    this.#kinds = tables.kinds;
    const most = model.bounds['max-spread'];
    const view = (nodeId: number): NodeView => interner.nodeView(nodeId);
    this.#spread = most === null ? null : new Spread(most, model.nodes, tables.cells, view);
    this.#counters = tables.locals.map(({ bound }) => (bound === null ? -1 : boundNames.indexOf(bound)));
  }

  /** Every step from each of the first `count` states. */
  expand(states: Int32Array, count: number, into: Successors): void {
    this.#sent = 0;
    into.clear();
    if (count > 1) this.#readAhead(states, count);
    for (let parent = 0; parent < count; parent++) this.#next(states, parent, into);
    this.#arrive(into);
  }

  /** Whether the state has no step, nor would have without bounds, but for what is done to nodes. Nothing counts as cut. */
  isStuck(state: Int32Array): boolean {
    if (!this.#isIdle(state)) return false;
    const cuts = this.#cuts.slice();
    const steps = this.#stepsOf(state);
    this.#cuts.set(cuts);
    return steps === 0;
  }

  /** See Cluster.forbidden. */
  forbidden(state: Int32Array, tell: (kind: number, arg: number) => void): boolean {
    const cuts = this.#cuts.slice();
    this.#onForbidden = tell;
    this.#stepsOf(state);
    this.#onForbidden = null;
    const isBounded = ofReach.some((at) => this.#cuts[at] > cuts[at]);
    this.#cuts.set(cuts);
    return isBounded;
  }

  #stepsOf(state: Int32Array): number {
    this.#spare ??= new Successors(this.#width);
    this.expand(state, 1, this.#spare);
    return this.#spare.count;
  }

  /** Whether no node would do anything, whatever the bounds: no timer fires, no message arrives, no client asks. */
  #isIdle(state: Int32Array): boolean {
    const { arena } = this.#moves;
    for (let i = 0; i < this.#nodes; i++) {
      const place = this.#moves.of(state[i]);
      const moves = arena.chunk(place);
      const at = arena.offset(place);
      if (moves[at + 1] > 0) return false;
      for (let k = 0; k < moves[at]; k++) {
        const counter = this.#steps.rows.get(moves[at + 2 + 2 * k], stepRow.counter);
        if (!doneToNodes.has(counter)) return false;
      }
    }
    return true;
  }

  /** What is on its way arrives, and nothing is left that the spread of terms forbids. */
  #arrive(into: Successors): void {
    this.#cells.addAll(into.states, this.#sends, this.#sent);
    this.#spread?.cut(into, (kind, arg) => {
      this.#cuts[maxSpreadAt]++;
      this.#onForbidden?.(kind, arg);
    });
  }

  /** The environment once history has seen a step that has to do with clients. */
  witness(env: number, step: number): number {
    return this.#witness(env, step, aboutClients);
  }

  /** Adds what the network may do to the messages of the state at states[from]. */
  addFaults(states: Int32Array, from: number, room: number, into: Successors, parent: number): void {
    this.#faults.next(states, from, room, into, parent);
  }

  /** The step of one action alone, without a question to the core about any other; none where it is not enabled. */
  attempt(state: Int32Array, kind: number, arg: number, into: Successors): void {
    this.#sent = 0;
    into.clear();
    const what = this.#kinds.what(kind);
    if (what === 'local') {
      const i = arg % this.#nodes;
      const input = Math.floor(arg / this.#nodes);
      if (this.#isSpent(state[this.#nodes], i, input)) return;
      const move = this.#moves.local(state[i], input);
      if (move !== null) this.#localStep(state, 0, i, move, 0, this.#room(state, 0), into, 0);
    } else {
      const i = this.#interner.messageView(arg).to - 1;
      const env = state[this.#nodes];
      const room = this.#room(state, 0);
      if (what === 'deliver') {
        const move = this.#moves.delivery(state[i], arg);
        if (move !== null) this.#take(state, 0, i, move, 0, env, room + 1, into, 0);
      } else {
        this.#faults.one(what, state, i, arg, room, into);
      }
    }
    this.#arrive(into);
  }

  /** Whether the bound of a local action has nothing left for node i: then nobody need ask whether it would be enabled. */
  #isSpent(env: number, i: number, input: number): boolean {
    const counter = this.#counters[input];
    if (counter < 0 || !this.#environments.forbids(env, counter, i)) return false;
    this.#cuts[counter]++;
    return true;
  }

  #readAhead(states: Int32Array, count: number): void {
    const n = this.#nodes;
    let read = readRows(this.#cells.rows, states, count * this.#width, this.#width);
    const { arena } = this.#moves;
    for (let at = 0; at < count * this.#width; at += this.#width) {
      for (let i = at; i < at + n; i++) {
        const place = this.#moves.of(states[i]);
        read ^= arena.chunk(place)[arena.offset(place)];
      }
    }
    this.#sink ^= read;
  }

  /** The steps of one state: its nodes' own actions, deliveries, and what the network does. */
  #next(states: Int32Array, parent: number, into: Successors): void {
    const from = parent * this.#width;
    const { arena } = this.#moves;
    const room = this.#room(states, from);
    for (let i = 0; i < this.#nodes; i++) {
      const place = this.#moves.of(states[from + i]);
      const moves = arena.chunk(place);
      const first = arena.offset(place) + 2;
      const end = first + 2 * moves[first - 2];
      for (let at = first; at < end; at += 2) {
        this.#localStep(states, from, i, moves, at, room, into, parent);
      }
    }
    for (let i = 0; i < this.#nodes; i++) {
      const place = this.#moves.of(states[from + i]);
      const moves = arena.chunk(place);
      const first = arena.offset(place) + 2 + 2 * moves[arena.offset(place)];
      const end = first + 2 * moves[arena.offset(place) + 1];
      for (let at = first; at < end; at += 2) {
        this.#take(states, from, i, moves, at, states[from + this.#nodes], room + 1, into, parent);
      }
    }
    this.#faults.next(states, from, room, into, parent);
  }

  /** Messages that may be sent before max-in-flight is reached. */
  #room(states: Int32Array, from: number): number {
    const { data } = this.#cells.rows;
    let room = this.#limits[maxInFlightAt];
    for (let i = from; i < from + this.#nodes; i++) room -= data[states[i] * cellRow.width + cellRow.size];
    return room;
  }

  #localStep(
    states: Int32Array,
    from: number,
    i: number,
    moves: Int32Array,
    at: number,
    room: number,
    into: Successors,
    parent: number,
  ): void {
    const step = moves[at];
    const env = states[from + this.#nodes];
    const { data } = this.#steps.rows;
    const counter = data[step * stepRow.width + stepRow.counter];
    if (counter < 0) {
      this.#take(states, from, i, moves, at, env, room, into, parent);
      return;
    }
    const turn = data[step * stepRow.width + stepRow.turn];
    if (this.#environments.forbids(env, counter, i)) {
      // All turns of one action are one action: it is counted at the first.
      if (turn <= 0) this.#forbid(counter, step);
      return;
    }
    if (turn >= 0 && turn !== this.#environments.used(env, counter)) return;
    const spent = this.#environments.spend(env, counter, i);
    this.#take(states, from, i, moves, at, spent, room, into, parent);
  }

  /** Node i makes the move at moves[at]; `room` more messages may be sent. */
  #take(
    states: Int32Array,
    from: number,
    i: number,
    moves: Int32Array,
    at: number,
    env: number,
    room: number,
    into: Successors,
    parent: number,
  ): void {
    const steps = this.#steps;
    const step = moves[at];
    const rows = steps.rows.data;
    const row = step * stepRow.width;
    const flags = rows[row + stepRow.flags];
    if ((flags & beyondTerm) !== 0) {
      this.#forbid(maxTermAt, step);
      return;
    }
    const sent = rows[row + stepRow.sent];
    const count = (flags & sends) === 0 ? 0 : steps.outbox.chunk(sent)[steps.outbox.offset(sent)];
    if (count > room && count > 0) {
      this.#forbid(maxInFlightAt, step);
      return;
    }
    const n = this.#nodes;
    const kind = rows[row + stepRow.kind];
    const arg = rows[row + stepRow.arg];
    const to = into.add(parent, kind, arg, this.#verdicts.broken(step));
    const out = into.states;
    for (let k = 0; k < n; k++) out[to + k] = states[from + k];
    out[to + i] = this.#moves.cellAfter(moves, at);
    out[to + n] = (flags & (witnessed | aboutClients)) === 0 ? env : this.#witness(env, step, flags);
    if (count > 0) this.#send(to, steps.outbox.chunk(sent), steps.outbox.offset(sent) + 1, count);
  }

  #forbid(bound: number, step: number): void {
    this.#cuts[bound]++;
    const { data } = this.#steps.rows;
    const row = step * stepRow.width;
    this.#onForbidden?.(data[row + stepRow.kind], data[row + stepRow.arg]);
  }

  /** The environment once history has seen the step. */
  #witness(env: number, step: number, flags: number): number {
    const before = this.#environments.ghost(env);
    const clients = (flags & aboutClients) !== 0 && this.#ghosts.keepsReads ? this.#clients.of(step) : null;
    const asked = clients === null ? before : this.#ghosts.afterClients(before, step, clients);
    const after = this.#ghosts.after(asked, this.#steps.next(step));
    return after === before ? env : this.#environments.witness(env, after);
  }

  /** Notes messages to the nodes of the successor at states[to]. */
  #send(to: number, outbox: Int32Array, from: number, count: number): void {
    while (this.#sent + 2 * count > this.#sends.length) this.#sends = doubled(this.#sends);
    for (let k = from; k < from + 2 * count; k += 2) {
      this.#sends[this.#sent++] = to + outbox[k];
      this.#sends[this.#sent++] = outbox[k + 1];
    }
  }
}
