/**
 * One slice of a search that several machines share: a breadth-first search up to a fixed frontier, which every slice does
 * the same, and from there the search of every `count`-th state of the frontier alone.
 *
 *     depth 0 .. d-1    the interior: the same for all; slice 0 answers for it
 *     depth d           the frontier, dealt out in the order of discovery: state i belongs to slice i mod count
 *     depth d+1 ..      whatever a slice reaches from its own states
 *
 * Why the union is the whole: a state at distance g > d from the start has a shortest behavior to it, that goes through the
 * frontier with g - d steps left. The slice that owns the state it goes through reaches it in at most so many steps, thus
 * within the depth bound too. And every state of a slice is reachable, within the same bound. What two slices both reach is
 * found twice: sums of counts over slices are upper limits. A shortest violation of the whole is the shortest of any slice.
 *
 * All slices must have dealt the same frontier: `digest` names it, for whoever puts them together.
 */
import { search } from './search.ts';
import {
  type Exploration,
  type Level,
  NotDeterministic,
  type Path,
  type Progress,
  type Search,
  type SearchOptions,
  type StopReason,
  type TransitionSystem,
  type Violation,
} from './system.ts';
import { nothingCounted, plus, type Totals } from './totals.ts';

/** Which part of a search: 0 <= index < count. */
export interface Slice {
  readonly index: number;
  readonly count: number;
}

/** What a slice has begun from. */
export interface SliceFacts extends Slice {
  /** Distance of the frontier from the start; null: the search ended before there were enough states to deal. */
  readonly depth: number | null;
  /** States in the frontier, of all slices together. */
  readonly frontier: number;
  /** Equal exactly when two slices have dealt the same frontier, but for chance. */
  readonly digest: string;
}

export interface SliceExploration extends Exploration {
  readonly slice: SliceFacts;
}

/** States to deal for each slice: enough that chance levels what lies behind them. */
const perSlice = 64;

export type SliceSearch = Generator<Progress, SliceExploration, StopReason | null>;

/** As `search`, for one slice. The counts are those that the slice answers for. */
export function* searchSlice(system: TransitionSystem, options: SearchOptions, slice: Slice): SliceSearch {
  const interior = yield* searchInterior(system, options, slice.count * perSlice);
  const { exploration, states } = interior;
  const { depth } = exploration;
  const whole = states.length === 0;
  const facts = { ...slice, depth: whole ? null : depth, frontier: states.length, digest: digestOf(states) };
  const first = slice.index === 0;
  if (!first) system.cuts.fill(0);
  if (whole) return { ...(first ? exploration : uncounted(exploration)), slice: facts };
  const own = states.filter((_, i) => i % slice.count === slice.index);
  const rest = yield* search(startingFrom(system, own), { ...options, depth: options.depth - depth });
  const { cuts: _, ...counts } = plus(
    first ? interiorTotals(exploration, states.length) : nothingCounted,
    totalsBelow(rest, depth, own.length),
  );
  return {
    ...rest,
    ...counts,
    depth: depth + rest.depth,
    violation: rest.violation === null ? null : wholeViolation(system, options, depth, rest.violation),
    slice: facts,
  };
}

/** What another slice answers for: the result without its counts. */
function uncounted(exploration: Exploration): Exploration {
  return {
    ...exploration,
    distinct: 0,
    generated: 0,
    deadlocks: 0,
    levels: exploration.levels.map(({ depth }) => ({ depth, distinct: 0, generated: 0 })),
    actions: exploration.actions.map(() => 0),
  };
}

interface Interior {
  readonly exploration: Exploration;
  /** The frontier, in the order of discovery; empty when there is nothing to deal. */
  readonly states: readonly Int32Array[];
}

/** Goes one level deeper until a level has enough states. The few levels that it does again cost little beside the rest. */
function* searchInterior(
  system: TransitionSystem,
  options: SearchOptions,
  enough: number,
): Generator<Progress, Interior, StopReason | null> {
  for (let depth = 1; ; depth++) {
    const states: Int32Array[] = [];
    const watched: TransitionSystem = {
      ...forward(system),
      judge(state) {
        states.push(state.slice());
        return system.judge(state);
      },
    };
    system.cuts.fill(0);
    const exploration = yield* search(watched, {
      ...options,
      strategy: 'bfs',
      depth: Math.min(depth, options.depth),
    });
    const last = exploration.levels[depth]?.distinct ?? 0;
    const ended = exploration.violation !== null || exploration.stopped !== null;
    if (ended || last === 0 || depth >= options.depth) return { exploration, states: [] };
    if (last >= enough) return { exploration, states: states.slice(-last) };
  }
}

/** A system that another one is asked for; its methods may be replaced. */
function forward(system: TransitionSystem): TransitionSystem {
  const expand = system.expand?.bind(system);
  const ends = system.ends?.bind(system);
  return {
    ...(expand === undefined ? {} : { expand }),
    ...(ends === undefined ? {} : { ends }),
    width: system.width,
    get actionKinds() {
      return system.actionKinds;
    },
    bounds: system.bounds,
    cuts: system.cuts,
    init: (emit) => system.init(emit),
    next: (state, emit) => system.next(state, emit),
    judge: (state) => system.judge(state),
  };
}

function startingFrom(system: TransitionSystem, states: readonly Int32Array[]): TransitionSystem {
  return { ...forward(system), init: (emit) => states.forEach((state) => void emit(state, 0, 0, -1)) };
}

/** What the interior counts, but for the states of the frontier, which the slices count that own them. */
function interiorTotals({ depth, levels, ...counted }: Exploration, frontier: number): Totals {
  return {
    ...nothingCounted,
    distinct: counted.distinct - frontier,
    generated: counted.generated,
    deadlocks: counted.deadlocks,
    actions: counted.actions,
    levels: levels.map((level) => (level.depth === depth ? { ...level, distinct: 0 } : level)),
  };
}

/** What a search counts that begins with `own` states of the frontier, `depth` steps below the start. The interior generates those. */
function totalsBelow(rest: Exploration, depth: number, own: number): Totals {
  const above = Array.from({ length: depth }, (_, k): Level => ({ depth: k, distinct: 0, generated: 0 }));
  const [frontier, ...deeper] = rest.levels;
  return {
    ...rest,
    generated: rest.generated - own,
    levels: [...above, { ...frontier, generated: 0 }, ...deeper],
    cuts: [],
  };
}

/** The violation with the behavior from the start to where its slice begins, found by asking for that state. */
function wholeViolation(
  system: TransitionSystem,
  options: SearchOptions,
  depth: number,
  { path, ...violation }: Violation,
): Violation {
  const { expand: _, ends: __, ...singly } = forward(system);
  const target: TransitionSystem = {
    ...singly,
    next: (state, emit) => system.next(state, (successor, kind, arg) => emit(successor, kind, arg, -1)),
    judge: (state) => (state.every((value, i) => value === path.init[i]) ? 0 : -1),
  };
  const cuts = system.cuts.slice();
  const before = finish(search(target, { ...options, strategy: 'bfs', depth })).violation?.path;
  system.cuts.set(cuts);
  if (before === undefined) throw new NotDeterministic('a state of the frontier was there and is gone');
  const whole: Path = { init: before.init, steps: [...before.steps, ...path.steps] };
  return { ...violation, path: whole };
}

function finish(searching: Search): Exploration {
  for (;;) {
    const slice = searching.next(null);
    if (slice.done) return slice.value;
  }
}

/** Two lanes of FNV-1a over all integers, as hexadecimal digits. */
function digestOf(states: readonly Int32Array[]): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (const state of states) {
    for (const value of state) {
      a = Math.imul(a ^ value, 0x01000193);
      b = Math.imul(b ^ value ^ (a >>> 15), 0x85ebca6b);
    }
  }
  return [a, b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}
