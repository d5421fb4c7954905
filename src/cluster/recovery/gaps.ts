/**
 * Terms of quiet states, where rounds could raise them for ever: quiet states that differ in the numbers of their terms alone are one, and
 * a distance above a node that is `most` or more is as good as any other that is.
 *
 *     nodes in 2, 9 and 10, a log of 1     1 2 4 5     the distance of 7 is "2 or more": it is asked about as 2, and as 3
 *
 * A round raises a node by one term at most, or to one that somebody has. So of distances that are `most` or more, `most` alone may
 * become less, and whichever is more stays more: the two that are asked about stand for all. That the core cannot tell their numbers
 * apart is verified of every round: with greater distances still, and with all terms higher (closed.ts).
 */
import type { RenameTerm } from '../terms.ts';

/** A distance of so many terms stands for every greater one. */
const most = 2;

/** The terms of a quiet state: all that there are, ascending and without 0, and the lowest that a node is in. */
export interface QuietTerms {
  readonly all: readonly number[];
  readonly lowest: number;
}

/** Other numbers than the lowest that there can be. */
export interface Numbering {
  /** By the term above it, a distance of `most` or more that is by so much more than `most`. */
  readonly wide: ReadonlyMap<number, number>;
  /** By how much all are higher, unless a node is in term 0. */
  readonly raised: number;
}

export const lowestNumbering: Numbering = { wide: new Map(), raised: 0 };

/** A new number for each term of the state. */
export function renumber({ all, lowest }: QuietTerms, { wide, raised }: Numbering): RenameTerm {
  const numbers = new Map<number, number>();
  let [before, number] = [0, lowest > 0 ? raised : 0];
  for (const term of all) {
    const distance = term - before;
    // Below the lowest that a node is in only the order counts.
    const counted = term <= lowest && lowest > 0 ? 1 : Math.min(distance, most) + (wide.get(term) ?? 0);
    number += counted;
    numbers.set(term, number);
    before = term;
  }
  return (term) => {
    const found = numbers.get(term);
    if (found === undefined) throw new RangeError(`term ${term} is none of the state`);
    return found;
  };
}

/** The terms above a distance that stands for every greater one. */
export function aboveWideGaps({ all, lowest }: QuietTerms): readonly number[] {
  return all.filter((term, k) => term > lowest && term - (all[k - 1] ?? 0) >= most);
}

/** Every choice of some of them, none first. */
export function choices(terms: readonly number[]): readonly (readonly number[])[] {
  const sets: (readonly number[])[] = [[]];
  for (const term of terms) sets.push(...sets.map((set) => [...set, term]));
  return sets;
}

/** The numbers by which the distances below these terms are asked about as more than `most`, and others that must come to the same. */
export function numberings(chosen: readonly number[]): readonly [asked: Numbering, ...others: Numbering[]] {
  const of = (more: number, raised: number): Numbering => ({
    wide: new Map(chosen.map((term) => [term, more])),
    raised,
  });
  return [of(1, 0), of(2, 0), of(9, 0), of(1, 9), of(1, 10)];
}
