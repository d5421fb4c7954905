/** The states as a graph, as it is drawn: its nodes are states, or kinds of them (run/picture.ts). */

export interface PictureNode {
  readonly label: string;
  /** What else there is to say of it. */
  readonly about: string;
  readonly depth: number;
  /** The node that it was first reached from; -1: it is where all begins. */
  readonly parent: number;
  /** States that it stands for. */
  readonly states: number;
  /** What is broken there; null: nothing. */
  readonly broken: string | null;
  /** The state of the survey to go to. */
  readonly state: number;
}

export interface Picture {
  /** Every state is a node. */
  readonly whole: boolean;
  /** Whether states are left out, and why. */
  readonly ended: 'complete' | 'broken' | 'most' | 'stopped';
  /** States that were looked at. */
  readonly states: number;
  /** States that differ in the names of nodes alone are one. */
  readonly symmetric: boolean;
  readonly nodes: readonly PictureNode[];
  /** Of every pair of nodes with a step from one to the other two numbers: from, to. */
  readonly edges: readonly number[];
}
