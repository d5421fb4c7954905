/**
 * What a part of a search writes down of itself so that it can be made again: a few facts, which are JSON, and words.
 */
export interface Dump<Facts> {
  readonly facts: Facts;
  readonly words: readonly Int32Array[];
}

/** What a dump says does not agree with itself: it is none that a search has written. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

export function must(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Damaged(what);
}

/** Takes a dump in: whatever is thrown meanwhile is its fault. */
export function* takingIn<Turn>(work: Generator<Turn>): Generator<Turn> {
  try {
    yield* work;
  } catch (error) {
    throw asDamage(error);
  }
}

export function asDamage(error: unknown): Damaged {
  if (error instanceof Damaged) return error;
  return new Damaged('its parts do not fit together', { cause: error });
}
