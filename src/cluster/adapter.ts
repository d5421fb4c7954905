/**
 * The seam between the cluster and a Raft core. Behind it stands a pure, deterministic core with its own state and
 * message types; in front of it only dense ids, views and bytes are known. The cluster brings the network, the faults,
 * the bounds and the history; the adapter brings one node with its stable storage.
 */

import type { ByteWriter } from '../arrays/bytes.ts';
import type { LocalInput } from './action.ts';
import type { Permutation } from './permutation.ts';
import type { RenameTerm } from './terms.ts';
import type { MessageView, NodeView, ReadView } from './view.ts';

/** What can be done to one node. `M` is the core's message type. */
export type Input<M> = { readonly kind: 'deliver'; readonly message: M } | LocalInput;

/** A node's next state, the messages it sends, in order, and the reads its application is told it may serve. */
export interface StepResult<S, M> {
  readonly state: S;
  readonly messages: readonly M[];
  readonly reads: readonly ReadView[];
}

/** A message is late once its destination's floor number `floor` is above `level`. See `Adapter.floors`. */
export interface Deadline {
  readonly floor: number;
  readonly level: number;
}

export interface Adapter<S, M> {
  /** The state of node `id` (1..nodes) before anything has happened. */
  init(id: number): S;
  /**
   * What the node makes of the input; null when the input is not enabled in this state. Must be pure and deterministic.
   * Whatever is thrown here, or anywhere else in an adapter, is a panic of the core (guarded.ts).
   */
  step(state: S, input: Input<M>): StepResult<S, M> | null;
  /**
   * Writes the state's identity: equal bytes exactly when no future input can tell two states apart by it. No state's bytes
   * begin with all those of another.
   */
  encode(state: S, out: ByteWriter): void;
  encodeMessage(message: M, out: ByteWriter): void;
  view(state: S): NodeView;
  /** A message whose destination is none of 1..nodes is lost. */
  viewMessage(message: M): MessageView;
  /**
   * The state with every node's id replaced. The core must not tell the difference: renaming the state and the message
   * renames what `step` makes of them. Ids that no permutation of the search moves may be left out (etcd/rename.ts).
   */
  rename(state: S, perm: Permutation): S;
  renameMessage(message: M, perm: Permutation): M;
  /**
   * The state with another number for every term that is in it, by a renaming as of terms.ts. The core must not tell the
   * difference. Asks about every term of the state, and about no other. Absent: of this core nobody knows where its terms stand.
   */
  renameTerms?(state: S, rename: RenameTerm): S;
  renameMessageTerms?(message: M, rename: RenameTerm): M;
  /** Numbers that follow from the state and never fall from step to step; as many for every state, or none at all. */
  floors(state: S): readonly number[];
  /** What the number at this position of `floors` is called, for people. */
  floorName(floor: number): string;
  /** Its kind. Floors of one kind rest on one argument, and no kind depends on the names of nodes. */
  floorKind(floor: number): string;
  /** Which of `floors` is the lowest term that the node may lead, now or ever: no leader's term is below it. Null: there are none. */
  readonly leadFloor: number | null;
  /** When the message is late, which should mean that it is ignored for ever; null: never. A guess: see reduce/dead.ts. */
  deadline(message: M): Deadline | null;
  /** True only if the message would leave the state exactly as it is, and nothing would be sent. The two may never meet. */
  ignores(state: S, message: M): boolean;
}
