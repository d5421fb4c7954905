/**
 * A breadth-first search by several workers, as the one who started them sees it: progress while they run, and their shares
 * put together in the end.
 */
import {
  type Exploration,
  type Level,
  NotDeterministic,
  type Path,
  type Progress,
  type Search,
  type StopReason,
  type TransitionSystem,
  type Violation,
} from '../system.ts';
import type { Share } from './share.ts';
import { PRESENT, type SharedMemory, STOP, stopReasons, tally, toldKinds, toldLevels } from './shared.ts';

/** Whoever runs the workers. */
export interface Crew {
  readonly memory: SharedMemory;
  /** The workers' shares once all have come, or null. Throws what a worker has failed with. */
  shares(): readonly Share[] | null;
  /** Waits a moment; whoever is a worker himself works. */
  wait(): void;
}

/** `system` shares the workers' ids; it says which steps a behavior is made of. `depth`: the depth bound. */
export function* searchTogether(system: TransitionSystem, crew: Crew, depth: number): Search {
  const counters = new Int32Array(crew.memory.counters);
  for (;;) {
    const shares = crew.shares();
    if (shares !== null) return putTogether(system, shares, depth);
    const reason: StopReason | null = yield progressOf(crew.memory);
    if (reason !== null) Atomics.compareExchange(counters, STOP, 0, stopReasons.indexOf(reason) + 1);
    crew.wait();
  }
}

function progressOf({ counters, tallies, levels, actions }: SharedMemory): Progress {
  const told = new Float64Array(tallies);
  const ofLevels = new Float64Array(levels);
  const ofActions = new Float64Array(actions);
  const present = Atomics.load(new Int32Array(counters), PRESENT);
  const each = Array.from({ length: present }, (_, worker) => worker);
  const sum = (column: number): number =>
    each.reduce((total, worker) => total + told[worker * tally.width + column], 0);
  const depth = Math.min(...each.map((worker) => told[worker * tally.width + tally.depth]));
  const finished = Array.from({ length: Math.min(depth, toldLevels) }, (_, level): Level => {
    const at = (worker: number): number => 2 * (worker * toldLevels + level);
    const distinct = each.reduce((total, worker) => total + ofLevels[at(worker)], 0);
    const generated = each.reduce((total, worker) => total + ofLevels[at(worker) + 1], 0);
    return { depth: level, distinct, generated };
  });
  return {
    depth,
    distinct: sum(tally.distinct),
    generated: sum(tally.generated),
    frontier: sum(tally.frontier),
    levels: finished,
    storeBytes: sum(tally.storeBytes),
    actions: Array.from({ length: toldKinds }, (_, kind) =>
      each.reduce((total, worker) => total + ofActions[worker * toldKinds + kind], 0),
    ),
  };
}

function putTogether(system: TransitionSystem, shares: readonly Share[], depthBound: number): Exploration {
  const sum = (of: (share: Share) => number): number => shares.reduce((total, share) => total + of(share), 0);
  const all = shares[0].levels.map(
    ({ depth }): Level => ({
      depth,
      distinct: sum(({ levels }) => levels[depth].distinct),
      generated: sum(({ levels }) => levels[depth].generated),
    }),
  );
  const depth = Math.max(
    0,
    all.findLastIndex(({ distinct }) => distinct > 0),
  );
  const levels = all.slice(0, depth + 1);
  const frontier = sum((share) => share.frontier);
  const cutByDepth = levels[depthBound]?.distinct ?? 0;
  const { stopped, property } = shares[0];
  const kinds = system.actionKinds.length;
  const cuts = new Float64Array(system.cuts.length);
  for (const share of shares)
    share.cuts.forEach((count, bound) => {
      cuts[bound] += count;
    });
  const violation = property < 0 ? null : violationOf(system, shares, property);
  system.cuts.set(cuts);
  return {
    distinct: sum((share) => share.distinct),
    generated: sum((share) => share.generated),
    depth,
    levels,
    frontier,
    complete: stopped < 0 && frontier === cutByDepth,
    stopped: stopReasons[stopped] ?? null,
    cutByDepth,
    deadlocks: sum((share) => share.deadlocks),
    actions: Array.from({ length: kinds }, (_, kind) => sum(({ actions }) => actions[kind] ?? 0)),
    violation,
    storeBytes: sum((share) => share.storeBytes),
  };
}

/** The states that the workers have found, in their order, with the steps between them. */
function violationOf(system: TransitionSystem, shares: readonly Share[], property: number): Violation {
  const found = shares.flatMap((share) => share.found).sort((a, b) => b.before - a.before);
  const [init, ...rest] = found.map(({ state }) => state);
  let from = init;
  const steps = rest.map((state, k): Path['steps'][number] => {
    const step = stepTo(system, from, state, k === rest.length - 1 ? property : -1);
    from = state;
    return step;
  });
  return { property, path: { init, steps }, shortest: true };
}

/** The first step from one state to the other, or the first that breaks the property itself where there is one. */
function stepTo(
  system: TransitionSystem,
  from: Int32Array,
  to: Int32Array,
  property: number,
): Path['steps'][number] {
  let first: Path['steps'][number] | null = null;
  let breaking: Path['steps'][number] | null = null;
  system.next(from, (successor, kind, arg, broken) => {
    if (!to.every((value, i) => value === successor[i])) return;
    first ??= { kind, arg, state: to };
    if (broken === property && property >= 0) breaking ??= { kind, arg, state: to };
  });
  const step = breaking ?? first;
  if (step === null) throw new NotDeterministic('a step was there and is gone');
  return step;
}
