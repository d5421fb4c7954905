/**
 * Which action a user means: the words of a trace or their beginning, such as "timeout n2", "deliver MsgVote" or
 * "propose". What is on offer in the state comes first; a message that is in flight at another step of the trace can be
 * meant too, since one wants to know why it is not there.
 */
import type { Action } from '../../cluster/action.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { type Guard, guardsOf } from '../../cluster/guards.ts';
import type { Offer } from '../../cluster/offers.ts';
import type { Trace } from '../trace.ts';
import { describeAction } from '../words.ts';

export interface ActionExplained {
  readonly action: Action;
  readonly words: string;
  /** All guards are ok. */
  readonly enabled: boolean;
  readonly guards: readonly Guard[];
}

/** The actions that `text` can mean in the state, explained; empty when it means none. */
export function explainActions(
  cluster: Cluster,
  trace: Trace,
  state: Int32Array,
  text: string,
): readonly ActionExplained[] {
  return meant(known(cluster, trace, state), text).map(({ action, offer, words }) => {
    const guards = guardsOf(cluster, state, action, offer);
    return { action, words, enabled: guards.every(({ ok }) => ok), guards };
  });
}

/** Every action that can be named, in words: for "did you mean". */
export function nameableActions(cluster: Cluster, trace: Trace, state: Int32Array): readonly string[] {
  return known(cluster, trace, state).map(({ words }) => words);
}

interface Known {
  readonly action: Action;
  /** Null: not on offer in the state. */
  readonly offer: Offer | null;
  readonly words: string;
}

function known(cluster: Cluster, trace: Trace, state: Int32Array): readonly Known[] {
  const here = cluster
    .offers(state)
    .map((offer) => ({ action: offer.action, offer, words: describeAction(offer.action) }));
  const named = new Set(here.map(({ words }) => words));
  const elsewhere: Known[] = [];
  for (const message of trace.steps.flatMap((step) => step.state.messages)) {
    const action: Action = { kind: 'deliver', node: message.to, message };
    const words = describeAction(action);
    if (named.has(words)) continue;
    named.add(words);
    elsewhere.push({ action, offer: null, words });
  }
  return [...here, ...elsewhere];
}

/** Those that are called so; failing that, those that begin so; failing that, those that have all the words. */
function meant(all: readonly Known[], text: string): readonly Known[] {
  const wanted = simple(text);
  const parts = wanted.split(' ');
  const ways: ((words: string) => boolean)[] = [
    (words) => words === wanted,
    (words) => words.startsWith(wanted),
    (words) => parts.every((part) => words.split(' ').includes(part)),
  ];
  if (wanted === '') return [];
  for (const way of ways) {
    const found = all.filter(({ words }) => way(simple(words)));
    if (found.length > 0) return found;
  }
  return [];
}

function simple(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/["(),]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
