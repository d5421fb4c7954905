/**
 * What the integers of a state mean, for another process, which has given other ids. A state is made of parts that have content (of a
 * cluster: node states, messages, environments), and each integer of its vector names some. Parts are told of once, as entries;
 * states then name them by numbers that all processes agree on.
 */

/** A part by its kind, from 0 on, and its id or its number. */
export interface Ref {
  readonly kind: number;
  readonly id: number;
}

/**
 * What a part is. Its key says which it is: of one kind, equal keys, equal parts. What else it says is how to make it again, from
 * parts that were told of before; whoever has it from another process needs no more.
 */
export interface Entry {
  readonly kind: number;
  readonly key: Uint8Array;
  /** Parts that it is made of. */
  readonly refs: readonly Ref[];
  /** Integers >= 0. */
  readonly plain: readonly number[];
}

/** Gives the number of a part. */
export type Numbering = (kind: number, id: number) => number;

/** Integers one after another. */
export interface Words {
  next(): number;
}

export interface Portable {
  /** How many kinds of parts there are. */
  readonly kinds: number;
  /** Columns of one table have the same meaning: what an integer is follows from it and the table. From 0 on. */
  tableOf(column: number): number;
  /** Tells the parts that the integer in a column of a state names. */
  parts(column: number, value: number, tell: (kind: number, id: number) => void): void;
  /** Adds what it is to integers >= 0, by the numbers of its parts: equal exactly where it names the same. */
  write(column: number, value: number, numberOf: Numbering, out: number[]): void;
  /** The integer in a column, from what `write` has written. `idOf`: the id of a number. */
  read(column: number, words: Words, idOf: Numbering): number;
  /** `refs` are ids. */
  entry(kind: number, id: number): Entry;
  /** The id of a part. `refs` are ids. */
  learn(entry: Entry): number;
}
