/**
 * Terms of quiet states, where rounds could raise them for ever: quiet states that differ in the numbers of their terms alone are one, and
 * a distance above a node that is `most` or more is as good as any other that is.
 *
 *     nodes in 2, 9 and 10, a log of 1     1 2 4 5     the distance of 7 is "2 or more": it is asked about as 2, and as 3
 *
 * A round raises a node by one term at most, or to one that somebody has. So of distances that are `most` or more, `most` alone may
 * become less, and whichever is more stays more: the two that are asked about stand for all (closed.ts verifies it of every round).
 */
import type { RenameTerm } from '../terms.ts';

/** A distance of so many terms stands for every greater one. */
const most = 2;

/** The terms of a quiet state: all that there are, ascending and without 0, and the lowest that a node is in. */
export interface QuietTerms {
  readonly all: readonly number[];
  readonly lowest: number;
}

/** The lowest numbers; of distances of `most` or more, each is `most`, but for those in `wide`, which are by so much more. */
export function lowestNumbers({ all, lowest }: QuietTerms, wide: ReadonlyMap<number, number>): RenameTerm {
  const numbers = new Map<number, number>();
  let [before, number] = [0, 0];
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

/** Every way to make some of these distances greater by `more`. */
export function widenings(terms: readonly number[], more: number): readonly ReadonlyMap<number, number>[] {
  const ways: ReadonlyMap<number, number>[] = [new Map()];
  for (const term of terms) ways.push(...ways.map((way) => new Map([...way, [term, more]])));
  return ways;
}
