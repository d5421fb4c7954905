/**
 * Steps that follow from others, as the memo (steps.ts) sees them: who is related to whom is for others to say
 * (reduce/kinship.ts).
 */

/** A pair of node state and input that is another pair under other names, and the way back to those. */
export interface Kin {
  readonly nodeId: number;
  readonly input: number;
  /** Of the other pair's ids, and of the positions of nodes, those of this one. */
  node(id: number): number;
  message(id: number): number;
  position(i: number): number;
}

/** Who the core cannot tell apart: of the pairs that are renamings of each other, one is asked for and gives null. */
export type Kinship = (nodeId: number, input: number) => Kin | null;

/** An entry as text, by destination what is sent there in its order. */
export function inOrder(entry: Int32Array): string {
  const sent: number[][] = [];
  for (let k = 4; k < entry.length; k += 2) {
    const to = entry[k];
    sent[to] = [...(sent[to] ?? []), entry[k + 1]];
  }
  return JSON.stringify([...entry.subarray(0, 4), sent]);
}
