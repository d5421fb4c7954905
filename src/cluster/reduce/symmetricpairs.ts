/**
 * Steps that follow from others by symmetry: with symmetry on, the core is asked about one node state of an orbit, and what it makes of
 * the others is that under other names. It rests on what symmetry rests on (symmetry.ts): a core that cannot tell the names
 * of interchangeable nodes apart.
 */
import type { LocalInput } from '../action.ts';
import { type LocalAction, renameInput } from '../inputs.ts';
import { type Permutation, renamed } from '../permutation.ts';
import type { FindSymmetricPair, SymmetricPair } from '../symmetricpair.ts';
import type { Orbits } from './orbits.ts';

/** `group`: all permutations, the identity first. */
export function symmetricPairs(
  group: readonly Permutation[],
  locals: readonly LocalAction[],
  nodes: Orbits,
  messages: Orbits,
): FindSymmetricPair {
  const relations = group.map((perm, p) => {
    const back = group.findIndex((other) => perm.every((id, k) => other[id] === k));
    return { inputs: locals.map(({ input }) => imageOf(input, locals, perm)), back, p };
  });
  return (nodeId, input): SymmetricPair | null => {
    const representative = nodes.class(nodeId);
    if (representative === nodeId) return null;
    const { inputs, back, p } = relations.find(
      (relation) => nodes.renamed(nodeId, relation.p) === representative,
    )!;
    const local = inputs[input];
    return {
      nodeId: representative,
      input: local ?? locals.length + messages.renamed(input - locals.length, p),
      node: (id) => nodes.renamed(id, back),
      message: (id) => messages.renamed(id, back),
      position: (i) => renamed(group[back], i + 1) - 1,
    };
  };
}

/** The position of a local action under other names. */
function imageOf(input: LocalInput, locals: readonly LocalAction[], perm: Permutation): number {
  const image = JSON.stringify(renameInput(input, perm));
  return locals.findIndex((other) => JSON.stringify(other.input) === image);
}
