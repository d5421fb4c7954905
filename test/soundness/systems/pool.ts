/**
 * Numbers for equal values, for systems whose states are many combinations of few parts: the state holds
 * numbers, and what follows from one part is worked out once. Numbers mean nothing outside their pool.
 */

import { nameOf } from './sets.ts';

export class Pool<T> {
  readonly #values: T[] = [];
  readonly #ids = new Map<string, number>();

  /** The number of `value`; values of the same name have the same. */
  id(value: T): number {
    const name = nameOf(value);
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#values.length);
    return this.#values.push(value) - 1;
  }

  value(id: number): T {
    return this.#values[id];
  }
}

/** `make` by number, called once for each. */
export function memo<R>(make: (id: number) => R): (id: number) => R {
  const made: R[] = [];
  return (id) => {
    made[id] ??= make(id);
    return made[id];
  };
}
