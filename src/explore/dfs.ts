/**
 * Depth-first search that knows depths. With a depth bound, a state first met far from the root would hide what lies
 * behind it: met again nearer the root it is therefore expanded again, so that in the end every state has its least depth,
 * and the counts are those of a breadth-first search. Without a bound nothing can be hidden: then every state is expanded
 * once, and its depth is the one at which it was first met.
 *
 * It stops at the first expansion that shows a broken property; the counterexample need not be a shortest one.
 */
import { ChunkedInt32 } from '../arrays/chunked.ts';
import { ExactLinks } from './links.ts';
import { StateSpace } from './statespace.ts';
import { noRoom, ownStore } from './store.ts';
import type { Level, Search, SearchOptions, StopReason, TransitionSystem } from './system.ts';
import { explorationOf, progressOf } from './totals.ts';

/** States expanded between two reports of progress. */
const statesPerSlice = 4096;
const never = -1;
/** No state can be this deep: there are fewer of them. */
const unbounded = 2 ** 31;

export function* depthFirst(system: TransitionSystem, options: SearchOptions): Search {
  const links = new ExactLinks();
  const space = new StateSpace(system, options, ownStore(system.width, options.pack), links);
  const descent = new Descent(space, links);
  let stopped: StopReason | null = space.full ? 'max-states' : null;
  for (let turn = 1; stopped === null && space.broken === null && !descent.exhausted; turn++) {
    descent.visit();
    if (space.full) stopped = 'max-states';
    else if (turn % statesPerSlice === 0)
      stopped = yield progressOf(space.totals(descent.levels()), descent.deepest);
  }
  return explorationOf(space.totals(descent.levels()), {
    stopped,
    depth: options.depth,
    violation: space.violation(false),
    mayExpandAgain: !descent.exhausted,
  });
}

class Descent {
  readonly #space: StateSpace;
  readonly #links: ExactLinks;
  /** Depths matter: a state met nearer the root is expanded again. */
  readonly #bounded: boolean;
  /**
   * States to expand: for each the depth at which it was expanded before, or NEVER, and its index. No state is here twice:
   * what is expanded while it waits lies as deep as it or deeper, and cannot bring it nearer.
   */
  readonly #stack = new ChunkedInt32();
  /** For each state, the least depth at which it was met. */
  readonly #depths = new ChunkedInt32();
  /** The levels' counts by depth; a state that turns out to be nearer the root is moved. */
  readonly #distinct: number[] = [];
  readonly #generated: number[] = [];

  constructor(space: StateSpace, links: ExactLinks) {
    this.#space = space;
    this.#links = links;
    this.#bounded = space.options.depth < unbounded;
    space.seed();
    this.#count(0, 0, space.generated);
    this.#meet(space.arrive(), -1, 0);
  }

  get exhausted(): boolean {
    return this.#stack.length === 0;
  }

  get deepest(): number {
    return this.#distinct.length - 1;
  }

  levels(): Level[] {
    return this.#generated.map((generated, depth) => ({ depth, distinct: this.#distinct[depth], generated }));
  }

  /** Expands the state on top of the stack. */
  visit(): void {
    const space = this.#space;
    const index = this.#stack.pop();
    const depth = this.#depths.get(index);
    const before = this.#stack.pop();
    const steps = before === never ? this.#expand(index) : space.expandAgain(index);
    if (before !== never) this.#count(before + 1, 0, -steps);
    this.#count(depth + 1, 0, steps);
    this.#meet(space.arrive(), index, depth + 1);
  }

  #expand(index: number): number {
    this.#space.expand(index, 1);
    return this.#space.takeIn(index, 1);
  }

  /** Takes in the states that have just arrived: successors of `parent`, or the initial states. */
  #meet(count: number, parent: number, depth: number): void {
    const [depths, links] = [this.#depths, this.#links];
    for (let k = 0; k < count; k++) {
      const outcome = this.#space.store.outcomes[k];
      if (outcome === noRoom) continue;
      if (outcome >= 0) {
        depths.push(depth);
        this.#plan(outcome, depth, never);
      } else if (this.#bounded && depth < depths.get(~outcome)) {
        const before = depths.get(~outcome);
        this.#count(before, -1, 0);
        depths.set(~outcome, depth);
        links.set(~outcome, parent);
        this.#plan(~outcome, depth, before < this.#space.options.depth ? before : never);
      }
    }
  }

  /** Counts a state at its depth, and lets it be expanded unless that is the bound. */
  #plan(index: number, depth: number, before: number): void {
    this.#count(depth, 1, 0);
    if (depth >= this.#space.options.depth) return;
    this.#stack.push(before);
    this.#stack.push(index);
  }

  #count(depth: number, distinct: number, generated: number): void {
    while (this.#distinct.length <= depth) {
      this.#distinct.push(0);
      this.#generated.push(0);
    }
    this.#distinct[depth] += distinct;
    this.#generated[depth] += generated;
  }
}
