/**
 * The seam between a search and a system, and one worker's memory and counts. A search (levels.ts, dfs.ts) decides which states
 * are next; all that it asks of a system goes through here, in this order:
 *
 *     expand(first, count)   loads `count` states in a row and has the system make their steps; nothing else has changed, but
 *                            for what the system remembers and its counts of what bounds have cut. Throws TablesFull
 *     takeIn(first, count)   counts these steps, looks whether one breaks a property, stages each successor
 *     arrive(count)          the first `count` staged states come in: each is looked up in the set of known states; one that
 *                            is new is added, linked to its parent and judged
 *
 * In and out go integers in typed arrays alone. Staged states may come from several parents, and may arrive in several parts:
 * they arrive in the order of their steps, so it makes no difference. No more than `limit` states are kept: who finds no
 * room is counted with its steps, does not arrive, and makes the space `full`; the state expanded last counts as not expanded.
 */
import { type IntMemory, ownMemory, takeFloats } from '../arrays/memory.ts';
import { must } from './dump.ts';
import type { Links } from './links.ts';
import { rebuildPath, stepBetween } from './path.ts';
import { doubled, noRoom, type StateStore } from './store.ts';
import { Successors } from './successors.ts';
import type { Level, PathStep, SearchOptions, TransitionSystem, Violation } from './system.ts';
import type { Totals } from './totals.ts';

/** States expanded together, and their successors resolved. */
export const statesTogether = 64;
const firstStaged = 256;

/** A broken property: in state `index`, or (index -1) in the step from state `parent`. */
export interface Broken {
  readonly property: number;
  readonly parent: number;
  readonly index: number;
  readonly step: PathStep | null;
}

interface PlainStep {
  readonly kind: number;
  readonly arg: number;
  readonly state: readonly number[];
}

export interface StateSpaceFacts {
  readonly generated: number;
  readonly expanded: number;
  readonly deadlocks: number;
  readonly actions: readonly number[];
  /** The states of steps as plain numbers. */
  readonly broken: (Omit<Broken, 'step'> & { readonly step: PlainStep | null }) | null;
}

export class StateSpace {
  readonly system: TransitionSystem;
  readonly options: SearchOptions;
  readonly store: StateStore;
  readonly links: Links;
  /** Where the states are that are expanded: the store, unless they are kept elsewhere. */
  source: Pick<StateStore, 'load'>;
  generated = 0;
  /** States that may be kept. */
  limit: number;
  /** True once a new state found no room: the search must end. */
  full = false;
  /** The broken property to report: the lowest, and of those the one found from the earliest state. */
  broken: Broken | null = null;
  protected expanded = 0;
  deadlocks = 0;
  protected actions: Float64Array;
  protected readonly ints: IntMemory;
  private readonly state: Int32Array;
  /** The states being expanded, and their steps. */
  protected readonly states: Int32Array;
  protected readonly successors: Successors;
  /** The parents of the staged states, and how many expansions gave them. */
  protected stagedParents: Int32Array;
  protected stagedExpansions = 0;

  constructor(
    system: TransitionSystem,
    options: SearchOptions,
    store: StateStore,
    links: Links,
    ints: IntMemory = ownMemory,
  ) {
    this.ints = ints;
    this.actions = takeFloats(ints, 64);
    this.stagedParents = ints.take(firstStaged);
    this.system = system;
    this.options = options;
    this.limit = options.maxStates;
    this.links = links;
    this.store = store;
    this.source = store;
    this.state = new Int32Array(system.width);
    this.states = ints.take(statesTogether * system.width);
    this.successors = new Successors(system.width, ints);
  }

  /** Stages the initial states; or, where another worker keeps them, only has the system make them. */
  seed(keep = true): void {
    this.system.init((state) => {
      if (!keep) return;
      this.generated++;
      this.stage(state, 0, -1);
    });
  }

  /** Stages the successors of a state that was expanded before: nothing is counted again. Returns how many. */
  expandAgain(index: number): number {
    const { system, successors } = this;
    const cuts = system.cuts.slice();
    this.expand(index, 1);
    system.cuts.set(cuts);
    for (let k = 0; k < successors.count; k++) this.stage(successors.states, k * system.width, index);
    return successors.count;
  }

  /** Makes the steps of the states from `first` on, without doing anything about them yet. */
  expand(first: number, count: number): void {
    this.loadStates(first, count);
    this.successors.expand(this.system, this.states, count);
  }

  protected loadStates(first: number, count: number): void {
    for (let k = 0; k < count; k++) {
      this.source.load(first + k, this.state);
      this.states.set(this.state, k * this.system.width);
    }
  }

  /** The first of the states from `first` on that has a step to `child`, or -1. Nothing is counted. */
  parentOf(child: Int32Array, first: number, count: number): number {
    const { system, successors } = this;
    const cuts = system.cuts.slice();
    this.expand(first, count);
    system.cuts.set(cuts);
    const { states, parents, width } = successors;
    for (let k = 0; k < successors.count; k++) {
      if (child.every((value, i) => value === states[k * width + i])) return first + parents[k];
    }
    return -1;
  }

  /** How many steps were just made. */
  get steps(): number {
    return this.successors.count;
  }

  /** Counts and stages the steps just made, which are those of `count` states from `first` on; returns how many there are. */
  takeIn(first: number, count: number): number {
    const { states, parents, kinds, args, broken, width } = this.successors;
    const steps = this.successors.count;
    let last = -1;
    for (let k = 0; k < steps; k++) {
      const kind = kinds[k];
      if (kind >= this.actions.length) this.growActions(kind + 1);
      this.actions[kind]++;
      this.ended(first, last + 1, parents[k]);
      last = parents[k];
      if (broken[k] >= 0) {
        const state = states.slice(k * width, (k + 1) * width);
        this.note(broken[k], first + last, -1, { kind, arg: args[k], state });
      }
      this.stage(states, k * width, first + last);
    }
    this.ended(first, last + 1, count);
    this.generated += steps;
    this.stagedExpansions += count;
    return steps;
  }

  /** Of the states from `first` on, those at the positions from `from` up to `to` have no step. */
  protected ended(first: number, from: number, to: number): void {
    for (let index = first + from; index < first + to; index++) {
      this.deadlocks++;
      if (this.system.ends === undefined) continue;
      this.source.load(index, this.state);
      const property = this.system.ends(this.state);
      if (property >= 0) this.note(property, index, index, null);
    }
  }

  /** Lets the first `count` of the staged states arrive, in order; returns `count`. What made them has been expanded with the last. */
  arrive(count = this.store.staged): number {
    const { store, stagedParents } = this;
    store.resolve(this.limit, count);
    for (let k = 0; k < count; k++) {
      const index = store.outcomes[k];
      if (index >= 0) this.welcome(k, index, stagedParents[k]);
      else if (index === noRoom) this.full = true;
    }
    return this.settle(count);
  }

  /** After the first `count` of the staged states have been resolved. */
  protected settle(count: number): number {
    const rest = this.store.keepRest(count);
    this.stagedParents.copyWithin(0, count, count + rest);
    if (rest > 0) return count;
    this.expanded += this.stagedExpansions - (this.full && this.stagedExpansions > 0 ? 1 : 0);
    this.stagedExpansions = 0;
    return count;
  }

  /** What has been counted; the strategy knows which levels are finished. */
  totals(levels: readonly Level[]): Totals {
    return {
      levels,
      distinct: this.store.size,
      generated: this.generated,
      frontier: this.frontier,
      deadlocks: this.deadlocks,
      storeBytes: this.bytes,
      actions: this.actionCounts(),
      cuts: [...this.system.cuts],
    };
  }

  /** Transitions by action kind, in the order of the system's. */
  actionCounts(): number[] {
    return this.system.actionKinds.map((_, kind) => this.actions[kind] ?? 0);
  }

  /** Between two expansions, with nothing staged. */
  dump(): StateSpaceFacts {
    const { generated, expanded, deadlocks } = this;
    const actions = [...this.actions];
    const step = this.broken?.step && { ...this.broken.step, state: [...this.broken.step.state] };
    const broken = this.broken && { ...this.broken, step: step ?? null };
    return { generated, expanded, deadlocks, actions, broken };
  }

  /** Counts on from these. */
  goOn({
    generated,
    deadlocks,
    actions,
  }: Pick<StateSpaceFacts, 'generated' | 'deadlocks' | 'actions'>): void {
    this.generated = generated;
    this.deadlocks = deadlocks;
    this.growActions(actions.length);
    this.actions.fill(0);
    this.actions.set(actions);
  }

  /** The store has been restored before. Throws Damaged. */
  restore(facts: StateSpaceFacts): void {
    this.goOn(facts);
    this.expanded = facts.expanded;
    const step = facts.broken?.step && {
      ...facts.broken.step,
      state: Int32Array.from(facts.broken.step.state),
    };
    this.broken = facts.broken && { ...facts.broken, step: step ?? null };
    must(this.broken === null || this.breaks(this.broken), 'a property is broken that holds');
    this.limit = this.store.size;
  }

  /** States not expanded. */
  get frontier(): number {
    return this.store.size - this.expanded;
  }

  /** Bytes held by the states, their index and their links. */
  get bytes(): number {
    return this.store.bytes + this.links.bytes;
  }

  /** Stages the state at words[from], which was found from state `parent`; -1: an initial one. */
  stage(words: Int32Array, from: number, parent: number): void {
    const k = this.store.stage(words, from);
    if (k === this.stagedParents.length) this.stagedParents = doubled(this.stagedParents, this.ints);
    this.stagedParents[k] = parent;
  }

  /** Links and judges the k-th of the resolved states, which is new. */
  protected welcome(k: number, index: number, parent: number): void {
    this.links.add(parent, index);
    this.store.loadResolved(k, this.state);
    const property = this.system.judge(this.state);
    if (property >= 0) this.note(property, parent, index, null);
  }

  protected note(property: number, parent: number, index: number, step: PathStep | null): void {
    const best = this.broken;
    const better =
      best === null || property < best.property || (property === best.property && parent < best.parent);
    if (better) this.broken = { property, parent, index, step };
  }

  /** Whether what has broken it is that a state of `source` has no step. */
  isEnd({ property, parent, index }: Broken): boolean {
    if (this.system.ends === undefined || parent !== index) return false;
    this.source.load(index, this.state);
    return this.endsAt(property);
  }

  /** Whether the property is broken there indeed. */
  private breaks({ property, parent, index, step }: Broken): boolean {
    this.store.load(step === null ? index : parent, this.state);
    if (step === null) return this.system.judge(this.state) === property || this.endsAt(property);
    const found = stepBetween(this.system, this.state, step.state, property);
    return found?.broken === property && found.step.kind === step.kind && found.step.arg === step.arg;
  }

  /** Whether the state at hand has no step and breaks the property by that. */
  private endsAt(property: number): boolean {
    this.successors.expand(this.system, this.state, 1);
    return this.steps === 0 && this.system.ends?.(this.state) === property;
  }

  /** The broken property with the behavior that breaks it; null: none was found. `shortest`: no shorter one breaks any. */
  violation(shortest: boolean): Violation | null {
    if (this.broken === null) return null;
    const { property, parent, index, step } = this.broken;
    const path = rebuildPath(this.system, this.store, this.links, step === null ? index : parent);
    if (step === null) return { property, path, shortest };
    return { property, path: { init: path.init, steps: [...path.steps, step] }, shortest };
  }

  /** Makes room to count so many kinds. */
  protected growActions(kinds: number): void {
    if (kinds <= this.actions.length) return;
    const longer = takeFloats(this.ints, 2 * kinds);
    longer.set(this.actions);
    this.actions = longer;
  }
}
