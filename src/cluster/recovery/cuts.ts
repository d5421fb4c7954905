/** Links that stay cut: what is sent over one is lost, whatever else the network delivers. */

/** A link between two nodes that is cut: from the first to the second, or both ways. Ids: 1..nodes. */
export interface CutLink {
  readonly from: number;
  readonly to: number;
  readonly both: boolean;
}

export class Cuts {
  readonly links: readonly CutLink[];
  /** By sender and receiver. */
  readonly #cut = new Set<number>();

  constructor(links: readonly CutLink[]) {
    this.links = links;
    for (const { from, to, both } of links) {
      this.#cut.add(placeOf(from, to));
      if (both) this.#cut.add(placeOf(to, from));
    }
  }

  get none(): boolean {
    return this.links.length === 0;
  }

  /** Whether what `from` sends arrives. */
  passes(from: number, to: number): boolean {
    return !this.#cut.has(placeOf(from, to));
  }

  /** Whether the two hear each other. */
  joins(a: number, b: number): boolean {
    return this.passes(a, b) && this.passes(b, a);
  }
}

function placeOf(from: number, to: number): number {
  return from * 16 + to;
}

export type CutWays = 'both' | 'any';

/** Every way to cut up to `most` of the links between nodes 1..nodes, fewer the earlier; the first cuts none. */
export function cutsOf(nodes: number, most: number, ways: CutWays): readonly Cuts[] {
  const pairs: (readonly [number, number])[] = [];
  for (let a = 1; a <= nodes; a++) for (let b = a + 1; b <= nodes; b++) pairs.push([a, b]);
  const sets: { readonly links: readonly CutLink[]; readonly next: number }[] = [{ links: [], next: 0 }];
  for (const { links, next } of sets) {
    if (links.length === most) continue;
    for (let k = next; k < pairs.length; k++) {
      for (const link of waysToCut(pairs[k], ways)) sets.push({ links: [...links, link], next: k + 1 });
    }
  }
  return sets.map(({ links }) => new Cuts(links));
}

function waysToCut([a, b]: readonly [number, number], ways: CutWays): readonly CutLink[] {
  const both = { from: a, to: b, both: true };
  if (ways === 'both') return [both];
  return [both, { from: a, to: b, both: false }, { from: b, to: a, both: false }];
}
