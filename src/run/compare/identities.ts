/**
 * What two cores take for one state, or one message, side by side: where one of them tells apart what is one to the other, pairs
 * are more than the states of either. That is no difference in what they do, but one of the two says too much or too little.
 */
import type { Cluster } from '../../cluster/cluster.ts';
import { type MessageView, type NodeView, panicOf } from '../../cluster/view.ts';
import { differencesOf } from './against.ts';
import { keysOf } from './paired.ts';

/** Distinct things of the first core, of the other one, and pairs of both. */
export interface Identity {
  readonly one: number;
  readonly other: number;
  readonly pairs: number;
  /** The first thing of the first core that is two of the other's, and the other way round; null: there is none. */
  readonly otherSplits: string | null;
  readonly oneSplits: string | null;
}

export interface Identities {
  readonly nodeStates: Identity;
  readonly messages: Identity;
}

export function identitiesOf(cluster: Cluster): Identities {
  const { nodeStates, messages } = cluster.tableSizes;
  const states = new Tally();
  for (let id = 0; id < nodeStates; id++) {
    const view = cluster.nodeView(id);
    // What has panicked, or differs, is no state of both.
    if (panicOf(view) !== null || differencesOf(view) !== null) continue;
    states.enter(cluster.nodeBytes(id), () => nodeWords(view));
  }
  const sent = new Tally();
  for (let id = 0; id < messages; id++)
    sent.enter(cluster.messageBytes(id), () => messageWords(cluster.messageView(id)));
  return { nodeStates: states.identity, messages: sent.identity };
}

class Tally {
  readonly #ones = new Map<string, string>();
  readonly #others = new Map<string, string>();
  #pairs = 0;
  #otherSplits: string | null = null;
  #oneSplits: string | null = null;

  get identity(): Identity {
    return {
      one: this.#ones.size,
      other: this.#others.size,
      pairs: this.#pairs,
      otherSplits: this.#otherSplits,
      oneSplits: this.#oneSplits,
    };
  }

  enter(bytes: Uint8Array, words: () => string): void {
    const [one, other] = keysOf(bytes);
    this.#pairs++;
    if ((this.#ones.get(one) ?? other) !== other) this.#otherSplits ??= words();
    if ((this.#others.get(other) ?? one) !== one) this.#oneSplits ??= words();
    this.#ones.set(one, other);
    this.#others.set(other, one);
  }
}

function nodeWords({ id, up, role, term, vote, commit, log }: NodeView): string {
  const does = up ? role : 'down';
  return `n${id}, ${does} of term ${term}, vote ${vote}, commit ${commit}, ${log.length} entries`;
}

function messageWords({ type, from, to, term }: MessageView): string {
  return `${type} n${from} -> n${to}${term === undefined ? '' : ` term ${term}`}`;
}
