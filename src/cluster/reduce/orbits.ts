/**
 * What every permutation of a group makes of an id, as flat tables: one look-up renames.
 *
 *     table     id -> the id under permutation 0, under permutation 1, ...     [id * permutations + p], or unknown
 *     classes   id -> the smallest id that any permutation makes of it, so that ids of one orbit have one class
 *
 * `Orbits` learns a whole orbit when it first meets one of its ids: whoever asks for a class needs all of it. Those who
 * share their ids share that too, since renaming a node's state takes as long as a step. `Renamings` learns one look-up at a time: of inboxes there are too many for that, and most are asked for under one permutation.
 */

import { GrowingInts } from '../../arrays/growing.ts';
import { type IntMemory, ownMemory } from '../../arrays/memory.ts';
import type { Replica } from '../../explore/ids.ts';
import { type Region, RowTable } from '../../explore/region.ts';
import { IntPairMap } from '../../explore/table.ts';
import { compose, type Permutation } from '../permutation.ts';

const unknown = -1;
/** The position of the identity, the first permutation of a group. */
const identity = 0;
/** Above this many permutations most of a dense table would stay empty. */
const mostDense = 24;

/** Gives null where the thing has no other names. */
export type Rename = (id: number, perm: Permutation) => number | null;

/** Shares a table with all who share the ids: see explore/ids.ts. */
export interface Sharing {
  /** Memory of this worker's for what is looked up most. */
  readonly ints: IntMemory;
  /** The function enters an entry into the replicas of all, this one included. */
  share(replica: Replica): (entry: Int32Array) => void;
  /** Takes in what others have entered. */
  catchUp(): void;
}

export class Orbits implements Replica {
  /** By id; an id that is not in it, or is below 0, has not been learned. */
  readonly classes: GrowingInts;
  readonly table: GrowingInts;
  readonly #group: readonly Permutation[];
  /** [p * permutations + q]: the permutation that is first q, then p. */
  readonly #products: Int32Array;
  readonly #rename: Rename;
  readonly #sharing: Sharing;
  readonly #enter: (entry: Int32Array) => void;
  readonly #rankOf: (id: number) => number;
  /** By class: the lowest rank of its ids. */
  readonly #ranks = new GrowingInts(unknown);

  /** `rankOf`: a number, 0 or more, that follows from what the id stands for alone. */
  constructor(
    group: readonly Permutation[],
    rename: Rename,
    sharing: Sharing,
    rankOf: (id: number) => number,
  ) {
    this.#rankOf = rankOf;
    this.classes = new GrowingInts(unknown, sharing.ints);
    this.table = new GrowingInts(unknown, sharing.ints);
    this.#group = group;
    this.#sharing = sharing;
    this.#products = productsOf(group);
    this.#rename = rename;
    this.#enter = sharing.share(this);
  }

  class(id: number): number {
    const known = this.classes.get(id);
    return known >= 0 ? known : this.#learn(id);
  }

  /** The lowest rank of all that any permutation makes of it: the same for a whole orbit, whatever its ids are. */
  rank(id: number): number {
    const known = this.#ranks.get(this.class(id));
    if (known >= 0) return known;
    const ranks = this.#group.map((_, p) => this.#rankOf(this.renamed(id, p)));
    const lowest = Math.min(...ranks);
    this.#ranks.set(this.class(id), lowest);
    return lowest;
  }

  /** The id under permutation `p` (an index into the group). */
  renamed(id: number, p: number): number {
    this.class(id);
    return this.table.get(id * this.#group.length + p);
  }

  #learn(id: number): number {
    this.#sharing.catchUp();
    if (this.find(Int32Array.of(id)) < 0) this.#enter(Int32Array.of(id, ...this.#images(id)));
    return this.classes.get(id);
  }

  /** What has no other names is an orbit alone; then the result of the search does not hold, and it only has to end. */
  #images(id: number): readonly number[] {
    const images = this.#group.map((perm, p) => (p === identity ? id : this.#rename(id, perm)));
    return images.every((image) => image !== null) ? images : images.map(() => id);
  }

  find([id]: Int32Array): number {
    return this.classes.get(id);
  }

  /**
   * Enters the orbit of an id: [id, its image under permutation 0, under permutation 1, ...]. An orbit is met as a whole: if
   * p makes m of the id, then what q makes of m is what (first p, then q) makes of the id.
   */
  admit(entry: Int32Array): number {
    const size = this.#group.length;
    const images = [...entry.subarray(1)];
    const smallest = Math.min(...images);
    for (let p = 0; p < size; p++) {
      const member = images[p];
      if (this.classes.get(member) >= 0) continue;
      this.classes.set(member, smallest);
      for (let q = 0; q < size; q++) this.table.set(member * size + q, images[this.#products[q * size + p]]);
    }
    return smallest;
  }
}

/** One look-up at a time, dense for small groups. */
export class Renamings {
  readonly #group: readonly Permutation[];
  readonly #rename: (id: number, p: number) => number;
  readonly sparse: IntPairMap;
  /** By id and permutation, the complement (~) of what is made of it; 0 where that is unknown. */
  readonly dense: RowTable;

  /** `rename` takes the index of the permutation. */
  constructor(
    group: readonly Permutation[],
    rename: (id: number, p: number) => number,
    region: Region,
    ints: IntMemory = ownMemory,
  ) {
    this.sparse = new IntPairMap(ints);
    this.#group = group;
    this.#rename = rename;
    this.dense = new RowTable(group.length, region);
  }

  /** Whether there is a row for each id. */
  get isDense(): boolean {
    return this.#group.length <= mostDense;
  }

  /** Reads what `renamed` reads first. */
  touch(id: number, p: number): number {
    const size = this.#group.length;
    return size > mostDense ? this.sparse.touch(id, p) : this.dense.get(id, p);
  }

  renamed(id: number, p: number): number {
    const size = this.#group.length;
    if (size > mostDense) {
      const known = this.sparse.get(id, p);
      if (known >= 0) return known;
      const made = this.#rename(id, p);
      this.sparse.set(id, p, made);
      return made;
    }
    const known = this.dense.get(id, p);
    if (known !== 0) return ~known;
    const made = this.#rename(id, p);
    this.dense.set(id, p, ~made);
    return made;
  }
}

function productsOf(group: readonly Permutation[]): Int32Array {
  const size = group.length;
  const index = new Map(group.map((perm, p) => [perm.join(), p]));
  const products = new Int32Array(size * size);
  for (let p = 0; p < size; p++) {
    for (let q = 0; q < size; q++) products[p * size + q] = index.get(compose(group[p], group[q]).join())!;
  }
  return products;
}
