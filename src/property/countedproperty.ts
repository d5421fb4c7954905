/**
 * One property as the judge asks it: the predicate with its counts. Goals ("sometimes") become predicates like the
 * others, of which the first relevant answer is the last one needed.
 */
import type { Judgement, Property, PropertyReport } from './property.ts';

export class CountedProperty<Args extends readonly unknown[]> {
  /** Position of the property in the judge's list. */
  readonly index: number;
  /** Distinct arguments judged, and how many of them it said something about. */
  evaluated = 0;
  relevant = 0;

  readonly #goal: boolean;
  readonly #ask: (...args: Args) => Judgement;

  constructor(index: number, goal: boolean, ask: (...args: Args) => Judgement) {
    this.index = index;
    this.#goal = goal;
    this.#ask = ask;
  }

  /** True for a goal that has been reached: nothing is left to ask. */
  get decided(): boolean {
    return this.#goal && this.relevant > 0;
  }

  /** Judges an argument that was not judged before; true when it breaks the property. */
  breaks(...args: Args): boolean {
    const judgement = this.#ask(...args);
    this.evaluated++;
    if (judgement !== 'irrelevant') this.relevant++;
    return typeof judgement !== 'string';
  }

  report(property: Property, broken: boolean): PropertyReport {
    const held = this.#goal ? (this.relevant > 0 ? 'reached' : 'unreached') : 'held';
    return {
      name: property.name,
      scope: property.scope,
      status: broken ? 'broken' : held,
      evaluated: this.evaluated,
      relevant: this.relevant,
    };
  }
}

/** What a goal answers as a judgement. */
export function judgementOf(reached: boolean): Judgement {
  return reached ? 'held' : 'irrelevant';
}
