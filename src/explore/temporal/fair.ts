/**
 * Where a fair behavior can stay for ever: the strongly connected parts of a region in which some walk that never ends keeps every
 * fairness constraint. A state alone is one of them, since to stutter is allowed.
 *
 * A walk through all of a component C keeps a constraint of action A
 *
 *     weak     where some state of C has no step of A, or some step within C is one
 *     strong   where no state of C has a step of A, or some step within C is one
 *
 * A weak constraint that C breaks is broken by every part of C: C is dropped. A strong one is kept by those parts only that have
 * no state with a step of A: these states are taken out, and what is left is split again (the emptiness check of Streett automata).
 * So the answer is exact, in time proportional to the steps times the strong constraints. Tarjan's algorithm, without recursion.
 */
import { outside, type StateGraph } from './graph.ts';

/** Steps followed between two yields. */
const stepsPerSlice = 1 << 16;
const nowhere = -1;

export class FairComponents {
  /** By state: the number of the fair component that it is in, or -1. */
  readonly of: Int32Array;
  /** How many there are. */
  count = 0;
  readonly #graph: StateGraph;
  /** By state: the number of the part that it is in while parts are split, or -1. */
  readonly #part: Int32Array;
  readonly #waiting: { readonly part: number; readonly states: Int32Array }[] = [];
  #parts = 0;
  readonly #tarjan: Tarjan;
  readonly #tally = new Tally();

  /** `within`: 1 for each state of the region. */
  constructor(graph: StateGraph, within: Uint8Array) {
    const { states } = graph;
    this.#graph = graph;
    this.of = new Int32Array(states).fill(nowhere);
    this.#part = new Int32Array(states).fill(nowhere);
    this.#tarjan = new Tarjan(graph, this.#part);
    const region: number[] = [];
    for (let state = 0; state < states; state++) if (within[state] === 1) region.push(state);
    this.#waitFor(Int32Array.from(region));
  }

  *find(): Generator<void> {
    for (let next = this.#waiting.pop(); next !== undefined; next = this.#waiting.pop()) {
      yield* this.#tarjan.split(next.part, next.states, (component) => this.#judge(component));
    }
  }

  #waitFor(states: Int32Array): void {
    if (states.length === 0) return;
    const part = this.#parts++;
    for (const state of states) this.#part[state] = part;
    this.#waiting.push({ part, states });
  }

  #judge(component: Int32Array): void {
    const part = this.#parts++;
    for (const state of component) this.#part[state] = part;
    const { dropped, starved } = this.#tally.take(this.#graph, component, this.#part, part);
    if (!dropped && starved.size === 0) {
      for (const state of component) this.of[state] = this.count;
      this.count++;
      return;
    }
    for (const state of component) this.#part[state] = nowhere;
    if (!dropped) this.#waitFor(component.filter((state) => !enables(this.#graph, state, starved)));
  }
}

/** Whether some step from the state is of one of the constraints' actions. */
function enables(graph: StateGraph, state: number, constraints: ReadonlySet<number>): boolean {
  for (let step = graph.first(state); step < graph.first(state + 1); step++) {
    if (graph.constraints(step).some((constraint) => constraints.has(constraint))) return true;
  }
  return false;
}

/** What a component does for a constraint. */
interface Kept {
  /** States with a step of its action, and the last of them. */
  enabled: number;
  last: number;
  /** Whether such a step leads to the component. */
  taken: boolean;
}

class Tally {
  /** `dropped`: a weak constraint is broken; `starved`: the strong ones that are. */
  take(
    graph: StateGraph,
    component: Int32Array,
    part: Int32Array,
    number: number,
  ): { readonly dropped: boolean; readonly starved: ReadonlySet<number> } {
    const met = new Map<number, Kept>();
    for (const state of component) {
      for (let step = graph.first(state); step < graph.first(state + 1); step++) {
        const target = graph.target(step);
        const inside = target !== outside && part[target] === number;
        for (const constraint of graph.constraints(step)) this.#count(met, constraint, state, inside);
      }
    }
    const broken = [...met].filter(([, { taken }]) => !taken);
    const { temporal } = graph;
    return {
      dropped: broken.some(
        ([constraint, { enabled }]) => !temporal.isStrong(constraint) && enabled === component.length,
      ),
      starved: new Set(broken.map(([constraint]) => constraint).filter((one) => temporal.isStrong(one))),
    };
  }

  #count(met: Map<number, Kept>, constraint: number, state: number, inside: boolean): void {
    const kept = met.get(constraint) ?? { enabled: 0, last: nowhere, taken: false };
    met.set(constraint, kept);
    if (kept.last !== state) kept.enabled++;
    kept.last = state;
    kept.taken ||= inside;
  }
}

class Tarjan {
  readonly #graph: StateGraph;
  readonly #part: Int32Array;
  /** By state: when it was met, from 1 on; the least that is met again from behind it; its next step. */
  readonly #met: Int32Array;
  readonly #low: Int32Array;
  readonly #next: Int32Array;
  /** States from the root to where the walk is, and those whose component is not known. */
  readonly #path: Int32Array;
  readonly #pending: Int32Array;

  constructor(graph: StateGraph, part: Int32Array) {
    const { states } = graph;
    this.#graph = graph;
    this.#part = part;
    this.#met = new Int32Array(states);
    this.#low = new Int32Array(states);
    this.#next = new Int32Array(states);
    this.#path = new Int32Array(states);
    this.#pending = new Int32Array(states);
  }

  /** Tells of each component of a part; `found` must move its states out of the part. */
  *split(part: number, states: Int32Array, found: (component: Int32Array) => void): Generator<void> {
    const [met, low, next] = [this.#met, this.#low, this.#next];
    const [path, pending, graph] = [this.#path, this.#pending, this.#graph];
    let [clock, depth, waiting, work] = [0, 0, 0, 0];
    const enter = (state: number): void => {
      met[state] = low[state] = ++clock;
      next[state] = graph.first(state);
      path[depth++] = pending[waiting++] = state;
    };
    for (const state of states) met[state] = 0;
    for (const root of states) {
      if (met[root] > 0) continue;
      enter(root);
      while (depth > 0) {
        if (++work % stepsPerSlice === 0) yield;
        const state = path[depth - 1];
        if (next[state] < graph.first(state + 1)) {
          const target = graph.target(next[state]++);
          if (target === outside || this.#part[target] !== part) continue;
          if (met[target] === 0) enter(target);
          else low[state] = Math.min(low[state], met[target]);
          continue;
        }
        depth--;
        if (depth > 0) low[path[depth - 1]] = Math.min(low[path[depth - 1]], low[state]);
        if (low[state] < met[state]) continue;
        const top = waiting;
        do waiting--;
        while (pending[waiting] !== state);
        found(pending.slice(waiting, top));
      }
    }
  }
}
