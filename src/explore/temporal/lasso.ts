/**
 * A counterexample to a property of whole behaviors: a shortest way to where a fair behavior can stay, and a walk from there back to
 * the same state that keeps every fairness constraint. The walk mends one broken constraint after another by the nearest step
 * or state that does, so it is short, and not always the shortest.
 */
import { FairComponents } from './fair.ts';
import { outside, type StateGraph } from './graph.ts';
import { asksBit, goalBit, type TemporalProperty } from './temporal.ts';

/** Steps of the graph, one after another. The last one leads to the state before the first one of the loop. */
export interface Lasso {
  /** The state that it begins with. */
  readonly init: number;
  readonly steps: readonly GraphStep[];
  /** So many steps lead to the loop; all of them, where the last state is repeated for ever. */
  readonly loop: number;
}

export interface GraphStep {
  readonly from: number;
  /** Its number in the graph. */
  readonly step: number;
}

/** What is asked of the graph for one property. */
export interface Asked {
  readonly graph: StateGraph;
  readonly kind: TemporalProperty['kind'];
  readonly bits: Uint8Array;
  /** The initial states are the first ones, so many. */
  readonly initial: number;
}

/** A behavior that breaks the property, or null: every fair one keeps it, as far as states were expanded. */
export function* lassoOf(asked: Asked): Generator<void, { lasso: Lasso | null; open: boolean }> {
  const { graph } = asked;
  const pending = yield* pendingStates(asked);
  const open = pending.some((is, state) => is === 1 && graph.isBounded(state));
  pending.fill(0, graph.states - graph.open);
  const fair = new FairComponents(graph, pending);
  yield* fair.find();
  return { lasso: fair.count === 0 ? null : new Stems(asked, fair).lasso(), open };
}

/** 1 for every state in which the goal may still be owed: it has been asked for, and has not come since. */
function* pendingStates({ graph, kind, bits, initial }: Asked): Generator<void, Uint8Array> {
  const pending = new Uint8Array(graph.states);
  const queue = new Int32Array(graph.states);
  let end = 0;
  const meet = (state: number): void => {
    if (state === outside || pending[state] === 1 || (bits[state] & goalBit) !== 0) return;
    pending[state] = 1;
    queue[end++] = state;
  };
  const starts = kind === 'eventually' ? initial : graph.states;
  for (let state = 0; state < starts; state++)
    if (kind === 'eventually' || (bits[state] & asksBit) !== 0) meet(state);
  for (let k = 0; k < end; k++) {
    if (k % 65_536 === 0) yield;
    for (let step = graph.first(queue[k]); step < graph.first(queue[k] + 1); step++) meet(graph.target(step));
  }
  return pending;
}

const unmet = -2;
const none = -1;

/** Shortest ways from the initial states. A place is a state before the goal is owed (2 * state), or while it is (2 * state + 1). */
class Stems {
  readonly #asked: Asked;
  readonly #fair: FairComponents;
  /** By place: the place before, and the step from there (none: the goal began to be owed). */
  readonly #before: Int32Array;
  readonly #step: Int32Array;
  readonly #queue: Int32Array;
  #end = 0;

  constructor(asked: Asked, fair: FairComponents) {
    const places = 2 * asked.graph.states;
    this.#asked = asked;
    this.#fair = fair;
    this.#before = new Int32Array(places).fill(unmet);
    this.#step = new Int32Array(places).fill(none);
    this.#queue = new Int32Array(places);
  }

  lasso(): Lasso {
    const { near, still } = this.#find();
    const walk = new FairWalk(this.#asked.graph, this.#fair, near >> 1).steps;
    const [stem, other] = [this.#way(near), still === null ? null : this.#way(still)];
    return other !== null && other.steps.length <= stem.steps.length + walk.length
      ? { ...other, loop: other.steps.length }
      : { init: stem.init, steps: [...stem.steps, ...walk], loop: stem.steps.length };
  }

  /** The nearest place in a fair component, and the nearest one where to stutter is fair. */
  #find(): { readonly near: number; readonly still: number | null } {
    const { graph, kind, initial } = this.#asked;
    for (let state = 0; state < initial; state++) this.#meet(state, kind === 'eventually', none, none);
    let near = none;
    for (let k = 0; k < this.#end; k++) {
      const place = this.#queue[k];
      const state = place >> 1;
      const owed = (place & 1) === 1;
      if (owed && this.#fair.of[state] >= 0) {
        if (near === none) near = place;
        if (isStill(graph, state)) return { near, still: place };
      }
      for (let step = graph.first(state); step < graph.first(state + 1); step++) {
        if (graph.target(step) !== outside) this.#meet(graph.target(step), owed, place, step);
      }
    }
    return { near, still: null };
  }

  #meet(state: number, owed: boolean, before: number, step: number): void {
    const { kind, bits } = this.#asked;
    const place = 2 * state + (owed ? 1 : 0);
    const isGoal = (bits[state] & goalBit) !== 0;
    if (this.#before[place] !== unmet || (owed && isGoal)) return;
    this.#before[place] = before;
    this.#step[place] = step;
    this.#queue[this.#end++] = place;
    if (!owed && kind === 'leads-to' && (bits[state] & asksBit) !== 0) this.#meet(state, true, place, none);
  }

  #way(place: number): { readonly init: number; readonly steps: readonly GraphStep[] } {
    const steps: GraphStep[] = [];
    let at = place;
    for (; this.#before[at] !== none; at = this.#before[at]) {
      if (this.#step[at] !== none) steps.push({ from: this.#before[at] >> 1, step: this.#step[at] });
    }
    return { init: at >> 1, steps: steps.reverse() };
  }
}

/** Whether no step from the state is of a constraint's action: then to stutter there is fair. */
function isStill(graph: StateGraph, state: number): boolean {
  for (let step = graph.first(state); step < graph.first(state + 1); step++)
    if (graph.constraints(step).length > 0) return false;
  return true;
}

/** A walk within a fair component from a state back to it that keeps every constraint. */
class FairWalk {
  readonly steps: GraphStep[] = [];
  readonly #graph: StateGraph;
  readonly #fair: FairComponents;
  readonly #component: number;
  /** Constraints whose action was taken, is enabled somewhere on the walk, or not enabled somewhere. */
  readonly #taken = new Set<number>();
  readonly #enabled = new Set<number>();
  readonly #resting = new Set<number>();
  readonly #seen = new Set<number>();

  constructor(graph: StateGraph, fair: FairComponents, start: number) {
    this.#graph = graph;
    this.#fair = fair;
    this.#component = fair.of[start];
    this.#see(start);
    let at = start;
    for (;;) {
      const mend = this.#broken();
      if (mend.size > 0) at = this.#go(at, (state, step) => this.#mends(mend, state, step));
      else if (at !== start) at = this.#go(at, (_, step) => step !== none && graph.target(step) === start);
      else return;
    }
  }

  #constraintsAt(state: number): Set<number> {
    const all = new Set<number>();
    for (let step = this.#graph.first(state); step < this.#graph.first(state + 1); step++)
      for (const constraint of this.#graph.constraints(step)) all.add(constraint);
    return all;
  }

  /** A constraint that is first met enabled was not enabled in any state before. */
  #see(state: number): void {
    const here = this.#constraintsAt(state);
    for (const constraint of here) {
      if (!this.#enabled.has(constraint) && this.#seen.size > 0) this.#resting.add(constraint);
      this.#enabled.add(constraint);
    }
    for (const constraint of this.#enabled) if (!here.has(constraint)) this.#resting.add(constraint);
    this.#seen.add(state);
  }

  /** The constraints that the walk so far, closed, would break. */
  #broken(): Set<number> {
    const { temporal } = this.#graph;
    return new Set(
      [...this.#enabled].filter(
        (one) => !this.#taken.has(one) && (temporal.isStrong(one) || !this.#resting.has(one)),
      ),
    );
  }

  /** Whether to be in the state, or (a step) to take it, keeps one of the constraints. */
  #mends(broken: ReadonlySet<number>, state: number, step: number): boolean {
    const { temporal } = this.#graph;
    if (step !== none) return this.#graph.constraints(step).some((one) => broken.has(one));
    const here = this.#constraintsAt(state);
    return [...broken].some((one) => !temporal.isStrong(one) && !here.has(one));
  }

  /** Walks the shortest way to a state, or over a step, that is `wanted`; returns where it has come to. */
  #go(start: number, wanted: (state: number, step: number) => boolean): number {
    const graph = this.#graph;
    const before = new Map<number, GraphStep | null>([[start, null]]);
    const queue = [start];
    for (const state of queue) {
      if (state !== start && wanted(state, none)) return this.#walk(before, state, none);
      for (let step = graph.first(state); step < graph.first(state + 1); step++) {
        const target = graph.target(step);
        if (target === outside || this.#fair.of[target] !== this.#component) continue;
        if (wanted(state, step)) return this.#walk(before, state, step);
        if (before.has(target)) continue;
        before.set(target, { from: state, step });
        queue.push(target);
      }
    }
    throw new Error('a fair component has no walk that keeps its constraints');
  }

  #walk(before: ReadonlyMap<number, GraphStep | null>, state: number, last: number): number {
    const way: GraphStep[] = last === none ? [] : [{ from: state, step: last }];
    for (let one = before.get(state); one; one = before.get(one.from)) way.push(one);
    for (const step of way.reverse()) {
      this.steps.push(step);
      for (const constraint of this.#graph.constraints(step.step)) this.#taken.add(constraint);
      this.#see(this.#graph.target(step.step));
    }
    return last === none ? state : this.#graph.target(last);
  }
}
