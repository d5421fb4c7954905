/**
 * Pairs of node state and input that the core cannot tell apart, as the memo of steps (steps.ts) sees them: the step of one
 * follows from that of the other. Which pairs those are is for reduce/symmetricpairs.ts to say.
 */

/** A pair of node state and input that is another pair under other names, and the way back to those. */
export interface SymmetricPair {
  readonly nodeId: number;
  readonly input: number;
  /** Translate the other pair's ids, and the positions of nodes, to those of this one. */
  node(id: number): number;
  message(id: number): number;
  position(i: number): number;
}

/** The pair whose step this pair's step follows from. Of the pairs that are renamings of each other the core is asked for one,
 * which gives null. */
export type FindSymmetricPair = (nodeId: number, input: number) => SymmetricPair | null;

/** An entry as text, by destination what is sent there in its order. */
export function inOrder(entry: Int32Array): string {
  const sent: number[][] = [];
  for (let k = 4; k < entry.length; k += 2) {
    const to = entry[k];
    sent[to] = [...(sent[to] ?? []), entry[k + 1]];
  }
  return JSON.stringify([...entry.subarray(0, 4), sent]);
}
