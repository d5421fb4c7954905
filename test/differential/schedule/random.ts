/** A small seeded source of chance (mulberry32): the same seed gives the same schedule on every machine. */
export class Random {
  #state: number;

  /** `seed` names a run, `index` a schedule in it. */
  constructor(seed: number, index: number) {
    // The multiplications spread neighbouring pairs apart; mulberry32 does the rest.
    this.#state = (Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0;
    this.#next();
  }

  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x100000000;
  }

  /** An integer, 0 <= result < n. */
  below(n: number): number {
    return Math.floor(this.#next() * n);
  }

  /** An integer, low <= result <= high. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** One of the values, each with the probability that its weight gives it. The weights' sum is > 0. */
  weighted<T>(choices: readonly (readonly [weight: number, value: T])[]): T {
    let rest = this.#next() * choices.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, value] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    return choices[choices.length - 1][1];
  }
}
