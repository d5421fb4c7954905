/**
 * Systems of the repository tlaplus/Examples, written anew as machines: what they do is published there, and what TLC says of them was
 * asked once (TLC of April 2026, built from its sources, one worker, without a check for deadlocks).
 */
import type { PlainSystem } from '../../src/explore/plainsystem.ts';
import type { Fairness } from '../../src/explore/temporal/fairness.ts';

/** `<>P`, or `P ~> Q`. */
export type Wish<S> =
  | ((state: S) => boolean)
  | readonly [from: (state: S) => boolean, to: (state: S) => boolean];

export interface Question<S> {
  readonly name: string;
  readonly fairness: readonly Fairness[];
  /** All of them hold, or TLC has found the conjunction violated. */
  readonly wishes: readonly Wish<S>[];
  readonly tlc: 'holds' | 'violated';
}

export interface Published {
  /** The specification's folder, or its place in it. */
  readonly name: string;
  /** Distinct states that TLC counts. */
  readonly states: number;
  readonly questions: readonly Question<never>[];
  readonly machine: PlainSystem<never>;
}

interface Written<S> {
  readonly name: string;
  readonly states: number;
  readonly questions: readonly Question<S>[];
  readonly machine: PlainSystem<S>;
}

/** The same, without its type of states: only the machine knows them. */
export function published<S>(written: Written<S>): Published {
  return written as unknown as Published;
}

export const always = (): boolean => true;
export const weakNext: Fairness = { weak: '*' };

/** A list with another element at one place. */
export function put<T>(list: readonly T[], at: number, value: T): T[] {
  return list.map((old, k) => (k === at ? value : old));
}

/** Every sublist. */
export function subsets<T>(list: readonly T[]): T[][] {
  return list.reduce<T[][]>((all, one) => [...all, ...all.map((set) => [...set, one])], [[]]);
}

/** Every list of so many truth values. */
export function truths(length: number): boolean[][] {
  return subsets(Array.from({ length }, (_, k) => k)).map((set) =>
    Array.from({ length }, (_, k) => set.includes(k)),
  );
}

export function without(list: readonly number[], gone: readonly number[]): number[] {
  return list.filter((one) => !gone.includes(one));
}
