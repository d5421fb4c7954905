/**
 * What may happen next in a state, as a random walk draws from it: a kind by its weight, then an action of that kind, all alike.
 *
 * Nobody knows yet which of the actions are enabled. One that turns out not to be is struck out, and another of its kind is
 * drawn; where there is none left, another kind. So each kind that has an enabled action is drawn as often as its weight says
 * among those kinds, and each enabled action of the kind as often as every other: the same as if the others had never been
 * there, and most of them are never asked about.
 */
import { doubled } from './store.ts';

const firstRoom = 64;

/** A source of chance: see random.ts. */
interface Chance {
  fraction(): number;
  below(n: number): number;
}

export class Offers {
  count = 0;
  /** By offer: what Emit is told of its step. */
  kinds: Int32Array = new Int32Array(firstRoom);
  args: Int32Array = new Int32Array(firstRoom);
  /** The kinds that have offers, in the order in which they were first met. */
  readonly #present: number[] = [];
  /** By kind: how many offers are left; all 0 where there are none. */
  readonly #left: number[] = [];

  clear(): void {
    for (const kind of this.#present) this.#left[kind] = 0;
    this.#present.length = 0;
    this.count = 0;
  }

  add(kind: number, arg: number): void {
    const k = this.count++;
    if (k === this.kinds.length) {
      this.kinds = doubled(this.kinds);
      this.args = doubled(this.args);
    }
    this.kinds[k] = kind;
    this.args[k] = arg;
    const left = this.#left[kind] ?? 0;
    if (left === 0) this.#present.push(kind);
    this.#left[kind] = left + 1;
  }

  /** Draws a kind, by its weight > 0; -1: nothing is left. */
  drawKind(chance: Chance, weightOf: (kind: number) => number): number {
    const present = this.#present;
    let sum = 0;
    for (let k = 0; k < present.length; k++) sum += weightOf(present[k]);
    let rest = chance.fraction() * sum;
    for (let k = 0; k < present.length; k++) {
      rest -= weightOf(present[k]);
      if (rest < 0) return present[k];
    }
    return present.length === 0 ? -1 : present[present.length - 1];
  }

  /** Draws one of the kind, and strikes it out; returns its position, or -1: none is left, and the kind is struck out too. */
  drawOf(kind: number, chance: Chance): number {
    const left = this.#left[kind];
    if (left === 0) {
      this.#present.splice(this.#present.indexOf(kind), 1);
      return -1;
    }
    let nth = chance.below(left);
    let at = 0;
    while (this.kinds[at] !== kind || nth-- > 0) at++;
    this.#left[kind] = left - 1;
    this.kinds[at] = struck;
    return at;
  }
}

/** In the place of the kind of an offer that has been drawn. */
const struck = -1;
