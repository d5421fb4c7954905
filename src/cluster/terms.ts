/**
 * Renamings of terms, and sets of them. Knows nothing but numbers.
 *
 * From the lowest term that a node is in, which it may raise by one, terms keep their distances; below it only their order
 * counts; 0, which is no term, stays 0. Two states of a cluster are the same up to the numbers of their terms where one such
 * renaming makes one of the other, and of those the one with the lowest numbers stands for all:
 *
 *     terms    2 5 8 | 9 11      nodes in 9 and 11; entries, messages and history of 2, 5, 8
 *     become   1 2 3 | 4 6       below: [2, 5, 8], from: 9, raised: 0
 */
import type { Registrar } from '../explore/ids.ts';
import { IdTable } from '../explore/ids.ts';
import { SeqInterner } from '../explore/intern.ts';
import { IntPairMap } from '../explore/table.ts';
import type { NodeView } from './view.ts';

/** Gives a term's new number; it is not asked about 0. Throws a RangeError where it has none. */
export type RenameTerm = (term: number) => number;

export interface TermMap {
  /** The terms below `from` that there are, ascending: they become 1, 2 and so on. */
  readonly below: readonly number[];
  /** From here on terms follow upon those: the lowest term that a node is in, and not 0. */
  readonly from: number;
  /** By how much all are higher than they could be. */
  readonly raised: number;
}

export function renamerOf({ below, from, raised }: TermMap): RenameTerm {
  return (term) => {
    if (term >= from) return term - from + below.length + 1 + raised;
    const rank = below.indexOf(term);
    if (rank < 0) throw new RangeError(`term ${term} is none of ${below.join(' ')}`);
    return rank + 1 + raised;
  };
}

/** The renaming to the lowest numbers, where `terms` (ascending) are all there are and a node is in `lowest`; null: they have them. */
export function lowering(terms: readonly number[], lowest: number): TermMap | null {
  const below = terms.filter((term) => term < lowest);
  return lowest === 0 || lowest === below.length + 1 ? null : { below, from: lowest, raised: 0 };
}

/** The terms that a node is in: in memory, and where a crash would take it back to. */
export function termsOf({ up, term, durable }: NodeView): readonly [lowest: number, highest: number] {
  return up ? [Math.min(term, durable.term), Math.max(term, durable.term)] : [durable.term, durable.term];
}

/** Sets of terms, as ids, and what is made of them. Each worker has ids of its own. */
export class TermSets {
  readonly #sets = new SeqInterner();
  readonly #unions = new IntPairMap();

  of(terms: Iterable<number>): number {
    const distinct = [...new Set(terms)].filter((term) => term > 0).sort((a, b) => a - b);
    return this.#sets.intern(Int32Array.from(distinct), distinct.length);
  }

  terms(set: number): number[] {
    return [...this.#sets.get(set)];
  }

  union(a: number, b: number): number {
    if (a === b) return a;
    const known = this.#unions.get(a, b);
    if (known >= 0) return known;
    const made = this.of([...this.terms(a), ...this.terms(b)]);
    this.#unions.set(a, b, made);
    return made;
  }
}

/** Renamings as ids, the same to all who share the registrar. */
export class TermMaps {
  /** [ from | raised | below ... ] */
  readonly #maps: IdTable;

  constructor(registrar: Registrar) {
    this.#maps = new IdTable(registrar);
  }

  id({ below, from, raised }: TermMap): number {
    const key = Int32Array.of(from, raised, ...below);
    return this.#maps.intern(key, key.length);
  }

  get(id: number): TermMap {
    const [from, raised, ...below] = this.#maps.get(id);
    return { below, from, raised };
  }
}
