/**
 * What the deals come to together, taken in their order, up to the first that has broken something. One that ends before its turn
 * waits for it.
 */
import type { PropertyReport } from '../../property/property.ts';
import type { SimulationFacts } from '../../report/simulation.ts';
import type { Dealt } from './deal.ts';

/** What of a simulation is a sum. */
type Summed = Pick<SimulationFacts, 'behaviors' | 'stepCalls' | 'actions' | 'cutBy'>;

export class Sums {
  /** The first behavior in which something broke; null: none yet. */
  broken: number | null = null;
  readonly #waiting = new Map<number, Dealt | { readonly error: unknown }>();
  /** The deal whose turn it is. */
  #turn = 0;
  #error: { readonly error: unknown } | null = null;
  readonly #behaviors = { runs: 0, states: 0, deepest: 0, deadlocks: 0 };
  #stepCalls = 0;
  readonly #actions = new Map<string, number>();
  readonly #cuts = new Map<string, number>();
  readonly #judged: [evaluated: number, relevant: number][] = [];

  ended(dealt: Dealt): void {
    this.#waiting.set(dealt.deal, dealt);
    this.#takeInTurn();
  }

  failed(deal: number, error: unknown): void {
    this.#waiting.set(deal, { error });
    this.#takeInTurn();
  }

  /** Nobody walks any more: what still waits is taken without those between. Throws what was thrown before anything broke. */
  end(): void {
    const rest = [...this.#waiting].sort(([a], [b]) => a - b);
    for (const [, dealt] of rest) this.#take(dealt);
    this.#waiting.clear();
    if (this.#error !== null) throw this.#error.error;
  }

  get result(): Summed {
    const cuts = [...this.#cuts].filter(([, times]) => times > 0);
    return {
      behaviors: { ...this.#behaviors },
      stepCalls: this.#stepCalls,
      actions: Object.fromEntries(this.#actions),
      cutBy: Object.fromEntries(cuts),
    };
  }

  /** `reports`: of the properties, in order, from anywhere; all but how they have fared is taken from there. */
  properties(reports: readonly PropertyReport[], broken: string | null): readonly PropertyReport[] {
    return reports.map((report, k) => {
      const [evaluated, relevant] = this.#judged[k] ?? [0, 0];
      const isGoal = report.status === 'reached' || report.status === 'unreached';
      const held = isGoal ? (relevant > 0 ? 'reached' : 'unreached') : 'held';
      return { ...report, status: report.name === broken ? 'broken' : held, evaluated, relevant };
    });
  }

  #takeInTurn(): void {
    for (let next = this.#waiting.get(this.#turn); next !== undefined; ) {
      this.#waiting.delete(this.#turn++);
      this.#take(next);
      next = this.#waiting.get(this.#turn);
    }
  }

  #take(dealt: Dealt | { readonly error: unknown }): void {
    if (this.broken !== null || this.#error !== null) return;
    if ('error' in dealt) this.#error = dealt;
    else this.#add(dealt);
  }

  #add(dealt: Dealt): void {
    this.broken = dealt.broken;
    const sums = this.#behaviors;
    sums.runs += dealt.runs;
    sums.states += dealt.states;
    sums.deepest = Math.max(sums.deepest, dealt.deepest);
    sums.deadlocks += dealt.deadlocks;
    this.#stepCalls += dealt.stepCalls;
    addTo(this.#actions, dealt.actions);
    addTo(this.#cuts, dealt.cuts);
    dealt.judged.forEach(([evaluated, relevant], k) => {
      const sum = this.#judged[k] ?? [0, 0];
      this.#judged[k] = [sum[0] + evaluated, sum[1] + relevant];
    });
  }
}

function addTo(sums: Map<string, number>, counts: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(counts)) sums.set(name, (sums.get(name) ?? 0) + times);
}
