/**
 * Behaviors, dealt out a few at a time to whoever asks next, and what each deal came to. The first of the deals that has broken
 * something ends the simulation: the later ones are of no interest then, and the earlier ones are gone through to their ends. So what is
 * told depends on the order of the behaviors, and not on who has finished first.
 *
 *     memory    [ deals dealt out | the first deal that has broken something | 1: stop | behaviors ended | states visited ]
 */
import type { StopReason } from '../../explore/system.ts';
import { type Walked, walk } from '../../explore/walk.ts';
import type { SimulationSettings } from '../../report/simulation.ts';
import type { Lot } from './lot.ts';

/** What the behaviors of one deal came to, as far as they went. Plain data. */
export interface Dealt extends Pick<Walked, 'runs' | 'states' | 'deepest' | 'deadlocks'> {
  readonly deal: number;
  readonly stepCalls: number;
  readonly actions: Readonly<Record<string, number>>;
  readonly cuts: Readonly<Record<string, number>>;
  /** By property: distinct arguments judged, and those that it said something about, where they are new to the lot. */
  readonly judged: readonly (readonly [evaluated: number, relevant: number])[];
  /** The behavior in which something broke; null: none. */
  readonly broken: number | null;
}

export type DealMemory = SharedArrayBuffer;

const [dealtAt, brokenAt, stopAt, runsAt, statesAt] = [0, 1, 2, 3, 4];
const words = 5;
const none = 2n ** 62n;
/** Actions of one deal, or one behavior. */
const actionsAtOnce = 2048;

export function dealMemory(): DealMemory {
  const memory = new SharedArrayBuffer(words * BigInt64Array.BYTES_PER_ELEMENT);
  new BigInt64Array(memory)[brokenAt] = none;
  return memory;
}

/** What one of those who walk sees of the deals. */
export class Deals {
  readonly #words: BigInt64Array;
  readonly #settings: SimulationSettings;
  readonly #size: number;

  constructor(memory: DealMemory, settings: SimulationSettings) {
    this.#words = new BigInt64Array(memory);
    this.#settings = settings;
    this.#size = Math.max(1, Math.ceil(actionsAtOnce / Math.max(1, settings.depth)));
  }

  /** The number of the next deal; null: there is none of interest. */
  next(): number | null {
    const deal = Number(Atomics.add(this.#words, dealtAt, 1n));
    return deal * this.#size >= this.#settings.runs || this.isOver(deal) ? null : deal;
  }

  /** The behaviors of a deal: the first, and how many. */
  of(deal: number): { readonly first: number; readonly runs: number } {
    const first = deal * this.#size;
    return { first, runs: Math.min(this.#size, this.#settings.runs - first) };
  }

  /** Whether the deal is of no interest any more. */
  isOver(deal: number): boolean {
    return this.stopped || Number(Atomics.load(this.#words, brokenAt)) < deal;
  }

  /** Something has broken there. */
  breaks(deal: number): void {
    const mine = BigInt(deal);
    for (let first = Atomics.load(this.#words, brokenAt); mine < first; ) {
      const found = Atomics.compareExchange(this.#words, brokenAt, first, mine);
      if (found === first) return;
      first = found;
    }
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, stopAt) !== 0n;
  }

  stop(): void {
    Atomics.store(this.#words, stopAt, 1n);
  }

  count(runs: number, states: number): void {
    Atomics.add(this.#words, runsAt, BigInt(runs));
    Atomics.add(this.#words, statesAt, BigInt(states));
  }

  get progress(): { readonly runs: number; readonly states: number } {
    const told = (at: number): number => Number(Atomics.load(this.#words, at));
    return { runs: told(runsAt), states: told(statesAt) };
  }
}

/** Where one who walks hands in what the deals came to. */
export interface Told {
  ended(dealt: Dealt): void;
  failed(deal: number, error: unknown): void;
}

/** Goes through deals until the lot is full, or none is left: then it returns true. Yields now and then. */
export function* walkThrough(
  lot: Lot,
  deals: Deals,
  { depth, seed }: SimulationSettings,
  told: Told,
): Generator<undefined, boolean> {
  for (let deal = deals.next(); deal !== null; deal = deals.next()) {
    try {
      yield* oneDeal(lot, deals, deal, { depth, seed }, told);
    } catch (error) {
      deals.breaks(deal);
      told.failed(deal, error);
      return true;
    }
    if (lot.full()) return false;
  }
  return true;
}

function* oneDeal(
  lot: Lot,
  deals: Deals,
  deal: number,
  { depth, seed }: Pick<SimulationSettings, 'depth' | 'seed'>,
  told: Told,
): Generator<undefined, void> {
  const { system, weigh } = lot;
  const before = { cuts: system.cuts.slice(), stepCalls: lot.stepCalls, judged: judgedBy(lot) };
  const walking = walk(system, { ...deals.of(deal), depth, seed, weigh });
  let counted = { runs: 0, states: 0 };
  let stopped: StopReason | null = null;
  for (;;) {
    const turn = walking.next(stopped);
    const { runs, states } = turn.value;
    deals.count(runs - counted.runs, states - counted.states);
    counted = { runs, states };
    if (turn.done) {
      const { deepest, deadlocks, actions, violation } = turn.value;
      if (violation !== null) deals.breaks(deal);
      told.ended({
        deal,
        runs,
        states,
        deepest,
        deadlocks,
        stepCalls: lot.stepCalls - before.stepCalls,
        actions: Object.fromEntries(system.actionKinds.map((kind, k) => [kind, actions[k]])),
        cuts: Object.fromEntries(system.bounds.map((bound, k) => [bound, system.cuts[k] - before.cuts[k]])),
        judged: judgedBy(lot).map(([evaluated, relevant], k) => {
          const [evaluatedBefore, relevantBefore] = before.judged[k];
          return [evaluated - evaluatedBefore, relevant - relevantBefore];
        }),
        broken: violation?.run ?? null,
      });
      return;
    }
    if (deals.isOver(deal)) stopped = 'interrupted';
    yield;
  }
}

function judgedBy(lot: Lot): (readonly [number, number])[] {
  return lot.report(-1).map(({ evaluated, relevant }) => [evaluated, relevant]);
}
