/**
 * Whether a start is a trap however high terms grow. Where rounds raise them for ever, the search for a way back ends at a term that is
 * not asked about, and what it has found is not conclusive. Here quiet states stand for all that differ in the numbers of their
 * terms alone (gaps.ts). If all that rounds can reach from a start are few of those, and none of them is good, then it never comes back.
 * What can be reached here is no less than what can be, but may be more: so this finds no way back, only that there is none.
 */
import { termsOf } from '../terms.ts';
import type { RecoveryCore } from './core.ts';
import { aboveWideGaps, choices, lowestNumbering, type Numbering, numberings, renumber } from './gaps.ts';
import { down, type Quiets } from './quiets.ts';
import type { Chance } from './timers.ts';

/** Where a chance leads: a quiet state, a round without end, or a term that is not asked about. */
export interface Way {
  readonly chance: Chance;
  readonly leads: number | 'never' | 'beyond';
}

/** What is asked of quiet states. */
export interface Asked {
  /** What a quiet state lacks of a good one; null: nothing. */
  missingIn(quiet: number): string | null;
  waysFrom(quiet: number): readonly Way[];
}

/** A set of quiet states that cannot be left, by state the ways from it. */
export type ClosedSet = ReadonlyMap<number, readonly Way[]>;

/** Quiet states beyond which the set is taken to have no end. */
const mostStates = 64;

export class Closed<S, M> {
  readonly #core: RecoveryCore<S, M>;
  readonly #quiets: Quiets<S, M>;
  readonly #asked: Asked;

  constructor(core: RecoveryCore<S, M>, quiets: Quiets<S, M>, asked: Asked) {
    this.#core = core;
    this.#quiets = quiets;
    this.#asked = asked;
  }

  /** All that can be reached, the first the start's; null: a good state may be among them, or they are not known to be all. */
  from(start: number): ClosedSet | null {
    const first = this.#lowest(start);
    const found = new Map<number, readonly Way[]>();
    const waiting = first === null ? [] : [first];
    for (const quiet of waiting) {
      const ways = this.#waysFrom(quiet);
      if (ways === null || waiting.length > mostStates) return null;
      found.set(quiet, ways);
      for (const { leads } of ways)
        if (typeof leads === 'number' && !waiting.includes(leads)) waiting.push(leads);
    }
    return first === null ? null : found;
  }

  /** From every state that this one stands for. Null: one of them is good, or what comes is not known. */
  #waysFrom(quiet: number): readonly Way[] | null {
    const gaps = aboveWideGaps(this.#termsOf(quiet));
    const all = new Map<string, Way>();
    for (const chosen of choices(gaps)) {
      const [asked, ...others] = numberings(chosen);
      const ways = this.#waysOf(quiet, asked);
      if (ways === null) return null;
      // Other numbers make no difference.
      const names = [...ways.keys()].join();
      for (const other of others) {
        const same = this.#waysOf(quiet, other);
        if (same === null || [...same.keys()].join() !== names) return null;
      }
      for (const [name, way] of ways) all.set(name, way);
    }
    return [...all.values()];
  }

  /** By chance and place, from the state with these numbers. */
  #waysOf(quiet: number, numbering: Numbering): Map<string, Way> | null {
    const one = this.#renumbered(quiet, numbering);
    if (one === null || this.#asked.missingIn(one) === null) return null;
    const ways = new Map<string, Way>();
    for (const { chance, leads } of this.#asked.waysFrom(one)) {
      const to = typeof leads === 'string' ? leads : this.#lowest(leads);
      if (to === null || to === 'beyond') return null;
      if (to !== quiet) ways.set(`${chance.node} ${JSON.stringify(chance)} ${to}`, { chance, leads: to });
    }
    return ways;
  }

  /** The state that stands for it; null: the core's terms cannot be given other numbers. */
  #lowest(quiet: number): number | null {
    return this.#renumbered(quiet, lowestNumbering);
  }

  #renumbered(quiet: number, numbering: Numbering): number | null {
    const rename = renumber(this.#termsOf(quiet), numbering);
    const nodes = Array.from(this.#quiets.nodes(quiet), (node) =>
      node === down ? down : this.#core.inOtherTerms(node, rename),
    );
    const known = nodes.filter((node) => node !== null);
    return known.length < nodes.length
      ? null
      : this.#quiets.id(Int32Array.from(known), this.#quiets.cuts(quiet));
  }

  #termsOf(quiet: number): { readonly all: readonly number[]; readonly lowest: number } {
    const up = Array.from(this.#quiets.nodes(quiet)).filter((node) => node !== down);
    const all = new Set(up.flatMap((node) => this.#core.termsIn(node)));
    all.delete(0);
    const lowest = Math.min(...up.map((node) => termsOf(this.#core.view(node))[0]));
    return { all: [...all].sort((a, b) => a - b), lowest };
  }
}
