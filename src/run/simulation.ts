/**
 * Random behaviors of one spec, from beginning to end: composed, walked, judged, a violation shrunk. A job of the thread that
 * runs the core.
 *
 * Each behavior has its own stream of chance and depends on nothing but the seed and its number. So they are dealt out to as many
 * threads as there are (simulation/deal.ts), and what is told is that of the behaviors in their order: the same for any number
 * of threads. What broke something is gone through once more, in a cluster that has met nothing else, and told from there.
 */
import { NotDeterministic, type StopReason } from '../explore/system.ts';
import { type Walked, type WalkProgress, walk } from '../explore/walk.ts';
import { makeSimulation, type Simulation, type SimulationSettings } from '../report/simulation.ts';
import type { AnyTrace } from '../trace/family.ts';
import { drive, type Limits, runToEnd } from './drive.ts';
import type { JobContext } from './jobs.ts';
import { coreOfTrace, type Introduced, introduce } from './othercore.ts';
import { blamed } from './ownsystem.ts';
import { spareMemory } from './searchclock.ts';
import { workersOf } from './searched.ts';
import { Deals, dealMemory, walkThrough } from './simulation/deal.ts';
import { type Found, type Lot, lotsOf, type SimulationOrder } from './simulation/lot.ts';
import { Sums } from './simulation/sums.ts';
import { FailedElsewhere, Walkers } from './simulation/walkers.ts';

export type { SimulationOrder } from './simulation/lot.ts';

/** How far it is. */
export interface SimulationProgress extends WalkProgress {
  readonly seconds: number;
  /** Resident bytes. */
  readonly rss: number;
}

export interface Simulated {
  readonly simulation: Simulation;
  /** The shrunk counterexample. */
  readonly trace: AnyTrace | null;
}

/** States that the first thread visits before others are started: a simulation of fewer ends sooner without them. */
const small = 20_000;
/** Milliseconds that it sleeps while it waits for others. */
const nap = 1;

export async function simulateSpec(
  order: SimulationOrder,
  context: JobContext<SimulationProgress>,
): Promise<Simulated> {
  const { spec } = order.spec;
  if (spec.system !== null) {
    const { system: module } = spec;
    return blamed(module, spec.search, () => simulate(order, context, null));
  }
  return simulate(order, context, await introduce(order.core, spec.model, context.monitor));
}

async function simulate(
  order: SimulationOrder,
  context: JobContext<SimulationProgress>,
  core: Introduced | null,
): Promise<Simulated> {
  const { spec } = order.spec;
  const compose = await lotsOf(order, context.monitor);
  const walking = new Together(order, context);
  try {
    let lot = await compose();
    while (!(await walking.goThrough(lot))) lot = await compose();
    const found = await walking.found(compose, core);
    const { runs, depth, seed, from } = order;
    return {
      simulation: makeSimulation({
        spec,
        core,
        settings: { runs, depth, seed },
        ...walking.sums.result,
        seconds: walking.seconds,
        peakRssBytes: process.resourceUsage().maxRSS * 1024,
        properties: walking.sums.properties(lot.report(-1), found?.violation.property ?? null),
        stopped: walking.stopped,
        from: from?.where ?? null,
        violation: found?.violation ?? null,
      }),
      trace: found?.trace ?? null,
    };
  } finally {
    await walking.close();
  }
}

/** All who walk, and what they come to. */
class Together {
  readonly sums = new Sums();
  seconds = 0;
  stopped: StopReason | null = null;
  readonly #order: SimulationOrder;
  readonly #context: JobContext<SimulationProgress>;
  readonly #memory = dealMemory();
  readonly #deals: Deals;
  readonly #walkers: Walkers;
  /** Others that may still be started. */
  #others: number;

  constructor(order: SimulationOrder, context: JobContext<SimulationProgress>) {
    this.#order = order;
    this.#context = context;
    this.#deals = new Deals(this.#memory, order);
    this.#walkers = new Walkers(this.sums, this.#deals);
    this.#others = workersOf(order.spec.spec) - 1;
  }

  /** Goes through behaviors until the lot is full, or all have been gone through: then it returns true. */
  async goThrough(lot: Lot): Promise<boolean> {
    const { host, tell } = this.#context;
    const before = this.seconds;
    const { result, seconds } = await drive(
      this.#walk(lot),
      this.#limits,
      host,
      ({ runs, states }, passed, rss) => tell({ runs, states, seconds: before + passed, rss }),
    );
    this.seconds += seconds;
    return result;
  }

  /** What has broken, gone through once more; null: nothing has. */
  async found(compose: () => Promise<Lot>, core: Introduced | null): Promise<Found | null> {
    try {
      this.sums.end();
    } catch (error) {
      if (!(error instanceof FailedElsewhere)) throw error;
      again(await compose(), this.#order, this.#deals.of(error.deal));
      throw error.told;
    }
    const { broken } = this.sums;
    if (broken === null) return null;
    const lot = await compose();
    const { violation } = again(lot, this.#order, { first: broken, runs: 1 });
    if (violation === null)
      throw new NotDeterministic(`what broke in behavior ${broken} does not break again`);
    return lot.found(violation, coreOfTrace(core, this.#order.core));
  }

  close(): Promise<void> {
    return this.#walkers.close();
  }

  *#walk(lot: Lot): Generator<WalkProgress, boolean, StopReason | null> {
    const walking = walkThrough(lot, this.#deals, this.#order, this.sums);
    let turn = walking.next();
    for (; !turn.done; turn = walking.next()) {
      this.#stop(yield this.#deals.progress);
      this.#startOthers();
      this.#walkers.hear();
    }
    if (!turn.value) return false;
    while (!this.#walkers.hear()) {
      this.#walkers.nap(nap);
      this.#stop(yield this.#deals.progress);
    }
    return true;
  }

  #stop(reason: StopReason | null): void {
    if (reason === null) return;
    this.stopped ??= reason;
    this.#deals.stop();
  }

  #startOthers(): void {
    if (this.#others === 0 || this.#deals.progress.states < small) return;
    const refused = this.#walkers.start(this.#others, this.#order, this.#memory, this.#context.newCallMemory);
    this.#others = 0;
    if (refused !== null) this.#context.remark(`the system starts no more threads (${refused}): fewer walk`);
  }

  /** The limits that are left. */
  get #limits(): Limits {
    const { maxMemory, timeLimit } = this.#order.spec.spec.search;
    return {
      maxMemory: maxMemory ?? spareMemory(),
      timeLimit: timeLimit === null ? null : Math.max(0, timeLimit - this.seconds),
    };
  }
}

/** Goes through behaviors once more. */
function again(
  { system, weigh }: Lot,
  { depth, seed }: SimulationSettings,
  which: { readonly first: number; readonly runs: number },
): Walked {
  return runToEnd(walk(system, { ...which, depth, seed, weigh }));
}
