/**
 * Random walks over any transition system: behaviors far deeper than a search that must keep every state can go. Nothing
 * is kept but the walk itself.
 *
 *     run r of seed s    its own stream of chance, so that stopping early leaves the runs before as they are
 *     in each state      of the kinds that have an enabled step one is drawn by its weight, then a step of that kind, all
 *                        alike: drawn before anybody knows which steps are enabled (offers.ts), where the system can make one alone
 *
 * Uniform choice over steps would drown in whatever there is most of: with five nodes, five timers that may always fire
 * against the one message that would elect a leader. Kinds first, then steps, makes a kind as likely with one step on
 * offer as with ten, and weights say how likely, differently in each walk.
 *
 * A generator like a search: it yields now and then and reads no clock.
 */
import { GrowingInts } from '../arrays/growing.ts';
import { Offers } from './offers.ts';
import { Random } from './random.ts';
import { Successors } from './successors.ts';
import type { Path, StopReason, TransitionSystem } from './system.ts';

export interface WalkOptions {
  /** Number of the first walk, and how many there are. */
  readonly first: number;
  readonly runs: number;
  /** Steps of one walk, at most; it ends sooner where nothing is enabled. */
  readonly depth: number;
  readonly seed: number;
  /** How likely a kind is among those on offer, on the average; > 0. */
  weigh(kind: string): number;
}

export interface WalkProgress {
  /** Walks that have ended. */
  readonly runs: number;
  /** States visited, the initial ones included. */
  readonly states: number;
}

export interface Walked extends WalkProgress {
  /** Steps of the longest walk. */
  readonly deepest: number;
  /** Walks that ended in a state that enables nothing. */
  readonly deadlocks: number;
  /** Steps taken by action kind, same order as `actionKinds` at the end. */
  readonly actions: readonly number[];
  /** The first broken property; no walk follows it. */
  readonly violation: { readonly property: number; readonly path: Path; readonly run: number } | null;
  readonly stopped: StopReason | null;
}

/** As a search: yields its progress and is sent a reason to stop, or null. */
export type Walking = Generator<WalkProgress, Walked, StopReason | null>;

/**
 * What a kind's weight is multiplied by, drawn for each walk anew: one walk is full of crashes, another one loses every
 * race, a third is calm. Walks that are alike find alike (Groce et al., Swarm Testing, 2012).
 */
const moods = [1 / 16, 1 / 4, 1, 4];

/** Steps between two tellings of progress. */
const slice = 512;

export function* walk(system: TransitionSystem, options: WalkOptions): Walking {
  const walker = new Walker(system, options);
  let stopped: StopReason | null = null;
  let due = slice;
  while (stopped === null && walker.begin()) {
    while (stopped === null && walker.step()) {
      if (--due > 0) continue;
      due = slice;
      stopped = yield { runs: walker.runs, states: walker.states };
    }
  }
  return walker.result(stopped);
}

class Walker {
  runs = 0;
  states = 0;
  readonly #system: TransitionSystem;
  readonly #options: WalkOptions;
  readonly #offers = new Offers();
  /** The initial states, or steps. */
  readonly #successors: Successors;
  readonly #state: Int32Array;
  #weights: number[] = [];
  readonly #actions: number[] = [];
  #random = new Random(0, 0);
  #init = new Int32Array(0);
  /** The walk so far, step by step: [kind, arg, state after it, ...]. */
  readonly #path = new GrowingInts();
  #steps = 0;
  #deepest = 0;
  #deadlocks = 0;
  #violation: Walked['violation'] = null;

  constructor(system: TransitionSystem, options: WalkOptions) {
    this.#system = system;
    this.#options = options;
    this.#successors = new Successors(system.width);
    this.#state = new Int32Array(system.width);
  }

  /** Starts the next walk; false when there is none to start. */
  begin(): boolean {
    const { runs, first, seed } = this.#options;
    if (this.#violation !== null || this.runs === runs) return false;
    this.#random = new Random(seed, first + this.runs);
    this.#successors.begin(this.#system);
    if (this.#successors.count === 0) throw new Error('a system without an initial state');
    this.#successors.load(this.#random.below(this.#successors.count), this.#state);
    this.#init = this.#state.slice();
    this.#steps = 0;
    this.#weights = [];
    this.#visit(-1);
    return true;
  }

  /** Takes one step of the walk; false when it has ended. */
  step(): boolean {
    if (this.#violation !== null || this.#steps === this.#options.depth) return this.#end();
    const at = this.#draw();
    if (at < 0) {
      this.#deadlocks++;
      this.#judged(this.#system.ends?.(this.#state) ?? -1);
      return this.#end();
    }
    const { kinds, args, broken } = this.#successors;
    const [kind, arg] = [kinds[at], args[at]];
    this.#successors.load(at, this.#state);
    this.#note(kind, arg);
    this.#actions[kind] = (this.#actions[kind] ?? 0) + 1;
    this.#visit(broken[at]);
    return true;
  }

  result(stopped: StopReason | null): Walked {
    return {
      runs: this.runs,
      states: this.states,
      deepest: Math.max(this.#deepest, this.#steps),
      deadlocks: this.#deadlocks,
      actions: this.#system.actionKinds.map((_, kind) => this.#actions[kind] ?? 0),
      violation: this.#violation,
      stopped,
    };
  }

  /** Judges the state the walk has come to, unless the step to it has been found to break something. */
  #visit(broken: number): void {
    this.states++;
    this.#judged(broken >= 0 ? broken : this.#system.judge(this.#state));
  }

  /** Writes down the step that has just been taken. */
  #note(kind: number, arg: number): void {
    const state = this.#state;
    let at = this.#steps++ * (state.length + 2);
    this.#path.set(at++, kind);
    this.#path.set(at++, arg);
    for (let i = 0; i < state.length; i++) this.#path.set(at++, state[i]);
  }

  /** `property`: what the walk so far breaks, or -1. */
  #judged(property: number): void {
    if (property < 0) return;
    const words = this.#state.length + 2;
    const { data } = this.#path;
    const steps = Array.from({ length: this.#steps }, (_, k) => {
      const at = k * words;
      return { kind: data[at], arg: data[at + 1], state: data.slice(at + 2, at + words) };
    });
    this.#violation = { property, path: { init: this.#init, steps }, run: this.#options.first + this.runs };
  }

  #end(): false {
    this.runs++;
    this.#deepest = Math.max(this.#deepest, this.#steps);
    this.#steps = 0;
    return false;
  }

  /** Position of the step to take among the successors; -1: nothing is enabled. */
  #draw(): number {
    const offers = this.#offers;
    this.#offer();
    for (let kind = this.#drawKind(); kind >= 0; kind = this.#drawKind()) {
      for (let k = offers.drawOf(kind, this.#random); k >= 0; k = offers.drawOf(kind, this.#random)) {
        const at = this.#attempt(kind, k);
        if (at >= 0) return at;
      }
    }
    return -1;
  }

  #drawKind(): number {
    return this.#offers.drawKind(this.#random, this.#weightOf);
  }

  /** What may happen next: of a system that makes all steps or none, those that it makes. */
  #offer(): void {
    const offers = this.#offers;
    offers.clear();
    const { oneByOne } = this.#system;
    if (oneByOne !== undefined) {
      oneByOne.offer(this.#state, offers);
      return;
    }
    const successors = this.#successors;
    successors.expand(this.#system, this.#state, 1);
    for (let k = 0; k < successors.count; k++) offers.add(successors.kinds[k], successors.args[k]);
  }

  /** Position of the step of the k-th offer among the successors; -1: it is not enabled. */
  #attempt(kind: number, k: number): number {
    const { oneByOne } = this.#system;
    if (oneByOne === undefined) return k;
    oneByOne.attempt(this.#state, kind, this.#offers.args[k], this.#successors);
    return this.#successors.count - 1;
  }

  /** The kind's weight in this walk. */
  readonly #weightOf = (kind: number): number => {
    const known = this.#weights[kind];
    if (known !== undefined) return known;
    const mood = moods[this.#random.below(moods.length)];
    const weight = mood * this.#options.weigh(this.#system.actionKinds[kind]);
    this.#weights[kind] = weight;
    return weight;
  };
}
