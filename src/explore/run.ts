/**
 * One search's memory and tallies, and the one thing every strategy does: expand a state. A strategy (bfs.ts, dfs.ts) only
 * decides which state is next.
 *
 *     expand(index)   load the state, ask the system for its steps, stage each successor
 *     settle()        insert what is staged; link new states to their parents and judge them
 *
 * Staged successors may come from several parents: settling them together is faster and changes nothing, since they are
 * settled in the order of their steps. Exactly `maxStates` states are kept: the expansion that would exceed them is the
 * last. Its steps are counted, its new states beyond the limit are not kept, and it counts as not expanded.
 */
import type { Dump } from './dump.ts';
import type { Links } from './links.ts';
import type { PackedFacts } from './packed.ts';
import { rebuildPath } from './path.ts';
import { doubled, NO_ROOM, StateStore } from './store.ts';
import type {
  Emit,
  Exploration,
  Level,
  PathStep,
  Progress,
  SearchOptions,
  StopReason,
  TransitionSystem,
  Violation,
} from './system.ts';

/** Successors are settled when at least this many are staged. */
export const BATCH = 128;

/** What only the strategy knows when a search ends. */
export interface Ending {
  readonly levels: readonly Level[];
  readonly stopped: StopReason | null;
  /** Nothing within the depth bound is left to expand. */
  readonly exhausted: boolean;
  /** No shorter behavior can break a property. */
  readonly shortest: boolean;
}

/** A broken property: in state `index`, or (index -1) in the step from state `parent`. */
export interface Broken {
  readonly property: number;
  readonly parent: number;
  readonly index: number;
  readonly step: PathStep | null;
}

export interface RunFacts {
  readonly generated: number;
  readonly expanded: number;
  readonly deadlocks: number;
  readonly actions: readonly number[];
  readonly store: PackedFacts;
}

export class Run {
  readonly system: TransitionSystem;
  readonly options: SearchOptions;
  readonly store: StateStore;
  readonly links: Links;
  generated = 0;
  /** States that may be kept. */
  limit: number;
  /** True once a new state found no room: the search must end. */
  full = false;
  /** Asked about each successor: true when another worker takes it. */
  outlet: ((state: Int32Array, parent: number) => boolean) | null = null;
  /** The broken property to report: the lowest, and of those the one found from the earliest state. */
  broken: Broken | null = null;
  private expanded = 0;
  deadlocks = 0;
  private actions = new Float64Array(64);
  private readonly state: Int32Array;
  /** The state being expanded, its steps so far, and whether they count. */
  private parent = -1;
  private steps = 0;
  private counting = true;
  /** The parents of the staged states, and how many expansions gave them. */
  private stagedParents = new Int32Array(2 * BATCH);
  private stagedExpansions = 0;

  constructor(system: TransitionSystem, options: SearchOptions, links: Links) {
    this.system = system;
    this.options = options;
    this.limit = options.maxStates;
    this.links = links;
    this.store = new StateStore(system.width, options.pack);
    this.state = new Int32Array(system.width);
  }

  /** Inserts the initial states; returns how many there were, as settle does. */
  seed(): number {
    this.system.init((state) => {
      this.generated++;
      this.stage(state);
    });
    return this.settle();
  }

  /** Stages the successors of state `index` and counts them; returns how many there are. */
  expand(index: number): number {
    this.parent = index;
    this.steps = 0;
    this.store.load(index, this.state);
    this.system.next(this.state, this.emit);
    this.generated += this.steps;
    this.stagedExpansions++;
    if (this.steps === 0) this.deadlocks++;
    return this.steps;
  }

  /** As expand, for a state that was expanded before: nothing is counted again. */
  expandAgain(index: number): number {
    const { generated, deadlocks, system } = this;
    const cuts = system.cuts.slice();
    this.counting = false;
    const steps = this.expand(index);
    this.counting = true;
    this.generated = generated;
    this.deadlocks = deadlocks;
    this.stagedExpansions--;
    system.cuts.set(cuts);
    return steps;
  }

  /** Expands and settles the states from `first` up to `end`, or up to the one that finds the store full. */
  expandRange(first: number, end: number): void {
    const { store, limit } = this;
    for (let index = first; index < end && !this.full; index++) {
      this.expand(index);
      if (store.staged >= BATCH || store.size + store.staged > limit) this.settle();
    }
    this.settle();
  }

  /** Inserts the staged states, in order; returns how many there were. */
  settle(): number {
    const { store, stagedParents } = this;
    const count = store.settle(this.limit);
    for (let k = 0; k < count; k++) {
      const index = store.outcomes[k];
      if (index >= 0) this.welcome(k, index, stagedParents[k]);
      else if (index === NO_ROOM) this.full = true;
    }
    this.expanded += this.stagedExpansions - (this.full && this.stagedExpansions > 0 ? 1 : 0);
    this.stagedExpansions = 0;
    return count;
  }

  /** The result of the search, as its strategy ends it. */
  result(ending: Ending): Exploration {
    const depth = Math.max(
      0,
      ending.levels.findLastIndex((level) => level.distinct > 0),
    );
    const levels = ending.levels.slice(0, depth + 1);
    return {
      distinct: this.store.size,
      generated: this.generated,
      depth,
      levels,
      frontier: this.frontier,
      complete: ending.stopped === null && ending.exhausted,
      stopped: ending.stopped,
      cutByDepth: this.cutByDepth(levels),
      deadlocks: this.deadlocks,
      actions: this.actionCounts(),
      violation: this.broken && this.violation(this.broken, ending.shortest),
      storeBytes: this.bytes,
    };
  }

  /** Transitions by action kind, in the order of the system's. */
  actionCounts(): number[] {
    return this.system.actionKinds.map((_, kind) => this.actions[kind] ?? 0);
  }

  /** Between two expansions, with nothing staged. */
  dump(): Dump<RunFacts> {
    const { generated, expanded, deadlocks } = this;
    const { facts, words } = this.store.dump();
    return { facts: { generated, expanded, deadlocks, actions: [...this.actions], store: facts }, words };
  }

  restore({ facts, words }: Dump<RunFacts>): void {
    this.generated = facts.generated;
    this.expanded = facts.expanded;
    this.deadlocks = facts.deadlocks;
    this.actions = Float64Array.from(facts.actions);
    this.store.restore({ facts: facts.store, words });
    this.limit = this.store.size;
  }

  progress(depth: number, levels: readonly Level[]): Progress {
    const { generated, frontier, actions } = this;
    return { depth, distinct: this.store.size, generated, frontier, levels, storeBytes: this.bytes, actions };
  }

  /** Of the states at the depth bound, none is expanded. */
  cutByDepth(levels: readonly Level[]): number {
    return levels[this.options.depth]?.distinct ?? 0;
  }

  /** States not expanded. */
  get frontier(): number {
    return this.store.size - this.expanded;
  }

  /** Bytes held by the states, their index and their links. */
  get bytes(): number {
    return this.store.bytes + this.links.bytes;
  }

  private readonly emit: Emit = (successor, kind, arg, broken) => {
    this.steps++;
    if (this.counting) {
      if (kind >= this.actions.length) this.growActions(kind);
      this.actions[kind]++;
    }
    if (broken >= 0) this.note(broken, this.parent, -1, { kind, arg, state: successor.slice() });
    if (this.outlet === null || !this.outlet(successor, this.parent)) this.stage(successor);
  };

  /** Stages the state at words[from], whose parent is the state being expanded. */
  stage(words: Int32Array, from = 0): void {
    const k = this.store.stage(words, from);
    if (k === this.stagedParents.length) this.stagedParents = doubled(this.stagedParents);
    this.stagedParents[k] = this.parent;
  }

  /** Links and judges the k-th of the settled states, which is new. */
  private welcome(k: number, index: number, parent: number): void {
    this.links.add(parent);
    this.store.settled(k, this.state);
    const property = this.system.judge(this.state);
    if (property >= 0) this.note(property, parent, index, null);
  }

  private note(property: number, parent: number, index: number, step: PathStep | null): void {
    const best = this.broken;
    const better =
      best === null || property < best.property || (property === best.property && parent < best.parent);
    if (better) this.broken = { property, parent, index, step };
  }

  private violation(broken: Broken, shortest: boolean): Violation {
    const { property, parent, index, step } = broken;
    const path = rebuildPath(this.system, this.store, this.links, step === null ? index : parent);
    if (step === null) return { property, path, shortest };
    return { property, path: { init: path.init, steps: [...path.steps, step] }, shortest };
  }

  private growActions(kind: number): void {
    const longer = new Float64Array(2 * kind);
    longer.set(this.actions);
    this.actions = longer;
  }
}
