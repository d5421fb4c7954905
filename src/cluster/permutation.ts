/**
 * Renamings of nodes: permutations of the node ids 1..n, and the groups that they form. Knows nothing but numbers.
 */

/** perm[old id] = new id, for the ids 0..n. perm[0] is 0: no node stays no node. */
export type Permutation = readonly number[];

/** What an id becomes; what is no node of the cluster (0, a storage thread) stays what it is. */
export function renamed(perm: Permutation, id: number): number {
  return perm[id] ?? id;
}

/** The permutation that applies `first`, then `then`. */
export function compose(then: Permutation, first: Permutation): Permutation {
  return first.map((id) => then[id]);
}

/**
 * All renamings of the ids 0..nodes that move ids within the blocks only: the product of the blocks' symmetric groups.
 * The identity comes first. Blocks share no id.
 */
export function groupOf(nodes: number, blocks: readonly (readonly number[])[]): Permutation[] {
  let group: Permutation[] = [Array.from({ length: nodes + 1 }, (_, id) => id)];
  for (const block of blocks) {
    const moves = arrangements(block);
    group = moves.flatMap((arrangement) => group.map((perm) => placed(perm, block, arrangement)));
  }
  return group;
}

/** `perm`, which leaves the block alone, with the block's ids sent to the arrangement's. */
function placed(perm: Permutation, block: readonly number[], arrangement: readonly number[]): Permutation {
  const next = [...perm];
  block.forEach((id, k) => {
    next[id] = arrangement[k];
  });
  return next;
}

/** Every order of the ids, the given one first. */
function arrangements(ids: readonly number[]): number[][] {
  if (ids.length === 0) return [[]];
  return ids.flatMap((id, at) => arrangements(ids.filter((_, k) => k !== at)).map((rest) => [id, ...rest]));
}
