/**
 * A breadth-first search by several workers, as the one who started them sees it: progress while they run, and their shares
 * put together in the end.
 */
import { gone, stepBetween } from '../path.ts';
import type {
  Exploration,
  PathStep,
  Progress,
  Search,
  StopReason,
  TransitionSystem,
  Violation,
} from '../system.ts';
import { explorationOf, nothingCounted, plus, progressOf, type Totals } from '../totals.ts';
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
    const reason: StopReason | null = yield progressSoFar(crew.memory);
    if (reason !== null) Atomics.compareExchange(counters, STOP, 0, stopReasons.indexOf(reason) + 1);
    crew.wait();
  }
}

function progressSoFar(memory: SharedMemory): Progress {
  const present = Atomics.load(new Int32Array(memory.counters), PRESENT);
  const told = Array.from({ length: present }, (_, worker) => toldBy(memory, worker));
  // Of a level that somebody has not finished nobody's part is told.
  const depth = Math.min(...told.map((one) => one.depth));
  const all = told.map(({ totals }) => totals).reduce(plus);
  return progressOf({ ...all, levels: all.levels.slice(0, depth) }, depth);
}

/** What a worker has told of itself last, and the level that it is about to fill. */
function toldBy(
  { tallies, levels, actions }: SharedMemory,
  worker: number,
): { readonly totals: Totals; readonly depth: number } {
  const told = new Float64Array(tallies).subarray(worker * tally.width, (worker + 1) * tally.width);
  const found = new Float64Array(levels).subarray(2 * worker * toldLevels, 2 * (worker + 1) * toldLevels);
  const depth = told[tally.depth];
  const totals = {
    ...nothingCounted,
    levels: Array.from({ length: Math.min(depth, toldLevels) }, (_, level) => ({
      depth: level,
      distinct: found[2 * level],
      generated: found[2 * level + 1],
    })),
    distinct: told[tally.distinct],
    generated: told[tally.generated],
    frontier: told[tally.frontier],
    storeBytes: told[tally.storeBytes],
    actions: [...new Float64Array(actions).subarray(worker * toldKinds, (worker + 1) * toldKinds)],
  };
  return { totals, depth };
}

function putTogether(system: TransitionSystem, shares: readonly Share[], depth: number): Exploration {
  const { stopped, property } = shares[0];
  const violation = property < 0 ? null : violationOf(system, shares, property);
  const totals = shares.reduce<Totals>(plus, nothingCounted);
  system.cuts.set(totals.cuts);
  // A kind that has a name and that nobody has seen is counted too.
  const actions = system.actionKinds.map((_, kind) => totals.actions[kind] ?? 0);
  return explorationOf({ ...totals, actions }, { stopped: stopReasons[stopped] ?? null, depth, violation });
}

/** The states that the workers have found, in their order, with the steps between them. */
function violationOf(system: TransitionSystem, shares: readonly Share[], property: number): Violation {
  const found = shares.flatMap((share) => share.found).sort((a, b) => b.before - a.before);
  const [init, ...rest] = found.map(({ state }) => state);
  let from = init;
  const steps = rest.map((state, k): PathStep => {
    const found = stepBetween(system, from, state, k === rest.length - 1 ? property : -1);
    if (found === null) throw gone();
    from = state;
    return found.step;
  });
  return { property, path: { init, steps }, shortest: true };
}
