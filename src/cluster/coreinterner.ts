/**
 * The node states and messages met so far, as dense ids: equal bytes, equal id.
 *
 * Beside each id stands its origin, in three integers: the step that led to it, or the renaming of another. Who shares the
 * ids (explore/ids.ts) and needs more of a state than its id, its view or the state itself, takes the same step once more.
 */

import { ByteWriter } from '../arrays/bytes.ts';
import { GrowingInts } from '../arrays/growing.ts';
import { hashWords } from '../explore/hash.ts';
import { IdTable, type Registrar } from '../explore/ids.ts';
import { packBytes, packedBytes } from '../explore/intern.ts';
import { NotDeterministic } from '../explore/system.ts';
import type { StepResult } from './adapter.ts';
import type { Guarded } from './guarded.ts';
import type { Permutation } from './permutation.ts';
import { type RenameTerm, renamerOf, type TermMaps } from './terms.ts';
import type { MessageView, NodeView } from './view.ts';

/**
 * A node: (initial, id, 0), (node, input, 0). A message: (node, input, k-th sent). Both: (renaming, id, permutation), or
 * (otherTerms, id, renaming of terms).
 */
export type Origin = readonly [number, number, number];
const originWords = 3;
export const initial = -1;
export const renaming = -2;
export const otherTerms = -3;

/** A message and its destination. */
interface Addressed<M> {
  readonly message: M;
  readonly to: number;
}

/** The outcome of a step, which somebody has taken before. */
type TakeStep<S, M> = (nodeId: number, input: number) => StepResult<S, M> | null;

/** What depends on the bytes of node states and messages alone, and not on their ids. */
export interface ContentsOfCore {
  /** Equal bytes, equal rank; a hash, and not 0. */
  nodeRank(nodeId: number): number;
  messageRank(message: number): number;
  /** Below 0: the first of two comes first, above 0: the other; 0: they are the same. */
  compareNodes(a: number, b: number): number;
  compareMessages(a: number, b: number): number;
}

export class CoreInterner<S, M> implements ContentsOfCore {
  readonly #adapter: Guarded<S, M>;
  readonly #nodes: number;
  readonly #take: TakeStep<S, M>;
  readonly #termMaps: TermMaps | null;
  readonly #nodeTable: IdTable;
  readonly #messageTable: IdTable;
  readonly #states: (S | undefined)[] = [];
  readonly #views: (NodeView | undefined)[] = [];
  readonly #messages: (M | undefined)[] = [];
  readonly #messageViews: (MessageView | undefined)[] = [];
  /** By node state, by message: what it is mostly ordered by; 0: not yet known. */
  readonly #nodeRanks = new GrowingInts();
  readonly #messageRanks = new GrowingInts();
  readonly #bytes = new ByteWriter();
  readonly #key = { words: new Int32Array(256) };

  /** `termMaps`: the renamings of terms that there are; null: terms keep their numbers. */
  constructor(
    adapter: Guarded<S, M>,
    nodes: number,
    again: TakeStep<S, M>,
    registrar: Registrar,
    termMaps: TermMaps | null,
  ) {
    this.#adapter = adapter;
    this.#termMaps = termMaps;
    this.#nodes = nodes;
    this.#take = again;
    this.#nodeTable = new IdTable(registrar, originWords, () => {
      this.#states.push(undefined);
      this.#views.push(undefined);
    });
    this.#messageTable = new IdTable(registrar, originWords, () => {
      this.#messages.push(undefined);
      this.#messageViews.push(undefined);
    });
  }

  get nodeStates(): number {
    return this.#nodeTable.size;
  }

  get messageCount(): number {
    return this.#messageTable.size;
  }

  nodeView(nodeId: number): NodeView {
    const known = this.#views[nodeId];
    if (known !== undefined) return known;
    const view = this.#adapter.view(this.state(nodeId));
    this.#views[nodeId] = view;
    return view;
  }

  /** The id whose view this is, made here. Slow. */
  idOf(view: NodeView): number {
    return this.#views.indexOf(view);
  }

  messageView(message: number): MessageView {
    const known = this.#messageViews[message];
    if (known !== undefined) return known;
    const view = this.#adapter.viewMessage(this.message(message));
    this.#messageViews[message] = view;
    return view;
  }

  nodeBytes(nodeId: number): Uint8Array {
    return packedBytes(this.#nodeTable.get(nodeId));
  }

  messageBytes(message: number): Uint8Array {
    return packedBytes(this.#messageTable.get(message));
  }

  nodeRank(nodeId: number): number {
    return this.#nodeRanks.get(nodeId) || rankOf(this.#nodeTable, nodeId, this.#nodeRanks);
  }

  messageRank(message: number): number {
    return this.#messageRanks.get(message) || rankOf(this.#messageTable, message, this.#messageRanks);
  }

  compareNodes(a: number, b: number): number {
    if (a === b) return 0;
    return this.nodeRank(a) - this.nodeRank(b) || compareBytes(this.nodeBytes(a), this.nodeBytes(b));
  }

  compareMessages(a: number, b: number): number {
    if (a === b) return 0;
    const ranks = this.messageRank(a) - this.messageRank(b);
    return ranks || compareBytes(this.messageBytes(a), this.messageBytes(b));
  }

  init(id: number): number {
    return this.internNode(this.#adapter.init(id), [initial, id, 0]);
  }

  /** Null: it cannot be given other names. */
  renameNode(nodeId: number, perm: Permutation): number | null {
    const state = this.#adapter.rename(this.state(nodeId), perm);
    return state === null ? null : this.internNode(state, [renaming, nodeId, numbered(perm)]);
  }

  renameMessage(id: number, perm: Permutation): number | null {
    const message = this.#adapter.renameMessage(this.message(id), perm);
    return message === null ? null : this.internMessage(message, [renaming, id, numbered(perm)]);
  }

  /** `map`: the id of a renaming of terms. Null: its terms cannot be given other numbers. */
  renameNodeTerms(nodeId: number, map: number): number | null {
    const state = this.#adapter.renameTerms(this.state(nodeId), this.#renamer(map));
    return state === null ? null : this.internNode(state, [otherTerms, nodeId, map]);
  }

  renameMessageTerms(id: number, map: number): number | null {
    const message = this.#adapter.renameMessageTerms(this.message(id), this.#renamer(map));
    return message === null ? null : this.internMessage(message, [otherTerms, id, map]);
  }

  /** Every term that is in it. */
  termsOfNode(nodeId: number): readonly number[] {
    return collected((note) => this.#adapter.renameTerms(this.state(nodeId), note));
  }

  termsOfMessage(id: number): readonly number[] {
    return collected((note) => this.#adapter.renameMessageTerms(this.message(id), note));
  }

  nodeOrigin(nodeId: number): Origin {
    return originOf(this.#nodeTable, nodeId);
  }

  messageOrigin(message: number): Origin {
    return originOf(this.#messageTable, message);
  }

  /** The id of a node state by its bytes; `origin` by ids that have been given here. */
  learnNode(bytes: Uint8Array, origin: Origin): number {
    const length = this.#pack(bytes, bytes.length, origin);
    return this.#nodeTable.intern(this.#key.words, length);
  }

  learnMessage(bytes: Uint8Array, origin: Origin): number {
    const length = this.#pack(bytes, bytes.length, origin);
    return this.#messageTable.intern(this.#key.words, length);
  }

  #renamer(map: number): RenameTerm {
    return renamerOf(this.#termMaps!.get(map));
  }

  /** Messages to a node outside the cluster have nowhere to wait and are lost. */
  inside(messages: readonly M[]): readonly Addressed<M>[] {
    return messages
      .map((message) => ({ message, to: this.#adapter.viewMessage(message).to }))
      .filter(({ to }) => to >= 1 && to <= this.#nodes);
  }

  internNode(state: S, origin: Origin): number {
    this.#bytes.reset();
    this.#adapter.encode(state, this.#bytes);
    const length = this.#pack(this.#bytes.bytes(), this.#bytes.length, origin);
    const id = this.#nodeTable.intern(this.#key.words, length);
    this.#states[id] ??= state;
    return id;
  }

  internMessage(message: M, origin: Origin): number {
    this.#bytes.reset();
    this.#adapter.encodeMessage(message, this.#bytes);
    const length = this.#pack(this.#bytes.bytes(), this.#bytes.length, origin);
    const id = this.#messageTable.intern(this.#key.words, length);
    this.#messages[id] ??= message;
    return id;
  }

  /** Lays bytes and an origin out as an entry; returns its length. */
  #pack(bytes: Uint8Array, count: number, origin: Origin): number {
    const length = packBytes(bytes, count, this.#key, originWords);
    this.#key.words.set(origin, length);
    return length + originWords;
  }

  state(nodeId: number): S {
    const known = this.#states[nodeId];
    if (known !== undefined) return known;
    const table = this.#nodeTable;
    const [a, b, c] = originOf(table, nodeId);
    const state =
      a === initial
        ? this.#adapter.init(b)
        : a === renaming
          ? this.#adapter.rename(this.state(b), permutationOf(c))
          : a === otherTerms
            ? this.#adapter.renameTerms(this.state(b), this.#renamer(c))
            : this.repeat(a, b).state;
    if (state === null) throw new NotDeterministic('a state had another name and has none');
    this.#states[nodeId] = state;
    return state;
  }

  message(id: number): M {
    const known = this.#messages[id];
    if (known !== undefined) return known;
    const table = this.#messageTable;
    const [a, b, c] = originOf(table, id);
    const message =
      a === renaming
        ? this.#adapter.renameMessage(this.message(b), permutationOf(c))
        : a === otherTerms
          ? this.#adapter.renameMessageTerms(this.message(b), this.#renamer(c))
          : this.inside(this.repeat(a, b).messages)[c]?.message;
    if (message === undefined || message === null)
      throw new NotDeterministic('a message was sent and is not');
    this.#messages[id] = message;
    return message;
  }

  /** The outcome of a step that was taken before. */
  repeat(nodeId: number, input: number): StepResult<S, M> {
    const outcome = this.#take(nodeId, input);
    if (outcome === null) throw new NotDeterministic('a step was there and is gone');
    return outcome;
  }
}

function originOf(table: IdTable, id: number): Origin {
  return [table.note(id, 0), table.note(id, 1), table.note(id, 2)];
}

function rankOf(table: IdTable, id: number, ranks: GrowingInts): number {
  const bytes = table.get(id);
  const rank = hashWords(bytes, 0, bytes.length) | 1;
  ranks.set(id, rank);
  return rank;
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (let k = 0; k < a.length && k < b.length; k++) if (a[k] !== b[k]) return a[k] - b[k];
  return a.length - b.length;
}

/** The terms that a renaming is asked about. */
function collected(walk: (note: RenameTerm) => unknown): readonly number[] {
  const terms = new Set<number>();
  walk((term) => {
    terms.add(term);
    return term;
  });
  return [...terms];
}

/** A permutation as one number, and back: its ids as digits, of which a cluster's ids have one each. */
const digits = 10;

function numbered(perm: Permutation): number {
  return perm.slice(1).reduce((sum, id) => sum * digits + id, 0);
}

function permutationOf(number: number): Permutation {
  return [0, ...String(number).split('').map(Number)];
}
