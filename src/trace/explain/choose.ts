/**
 * Which action a user means: the words of a trace or their beginning, such as "timeout n2", "deliver MsgVote" or
 * "propose". What is on offer in the state comes first; a message that is in flight at another step of the trace can be
 * meant too, since one wants to know why it is not there.
 */
import type { Guard } from '../../cluster/action/needs.ts';
import type { Action } from '../../cluster/action.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { guardsOf } from '../../cluster/guards.ts';
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
  const here = meant(onOffer(cluster, state), text);
  const chosen = here.length > 0 ? here : meant(elsewhere(trace), text);
  return chosen.map(({ action, offer, words }) => {
    const guards = guardsOf(cluster, state, action, offer);
    return { action, words, enabled: guards.every(({ ok }) => ok), guards };
  });
}

/** Words that name an action: those of the kind that `text` begins with, or the kinds. For "did you mean". */
export function nameableActions(
  cluster: Cluster,
  trace: Trace,
  state: Int32Array,
  text: string,
): readonly string[] {
  const names = [...onOffer(cluster, state), ...elsewhere(trace)].map(({ words }) => words);
  const kind = simple(text).split(' ')[0];
  const ofKind = names.filter((name) => name.split(' ')[0] === kind);
  return ofKind.length > 0 ? ofKind : [...new Set(names.map((name) => name.split(' ')[0]))];
}

interface Known {
  readonly action: Action;
  /** Null: not on offer in the state. */
  readonly offer: Offer | null;
  readonly words: string;
}

function onOffer(cluster: Cluster, state: Int32Array): readonly Known[] {
  return cluster
    .offers(state)
    .map((offer) => ({ action: offer.action, offer, words: describeAction(offer.action) }));
}

/** The delivery of every message that is in flight anywhere in the trace. */
function elsewhere(trace: Trace): readonly Known[] {
  const found = new Map<string, Known>();
  for (const message of trace.steps.flatMap((step) => step.state.messages)) {
    const action: Action = { kind: 'deliver', node: message.to, message };
    const words = describeAction(action);
    found.set(words, { action, offer: null, words });
  }
  return [...found.values()];
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
