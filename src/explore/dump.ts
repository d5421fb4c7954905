/**
 * What a part of a search writes down of itself so that it can be made again: a few facts, which are JSON, and words.
 */
export interface Dump<Facts> {
  readonly facts: Facts;
  readonly words: readonly Int32Array[];
}
