/**
 * Which action a user means: the words of a trace or their beginning, such as "timeout n2", "deliver MsgVote" or
 * "propose". The action instances of the state come first; a message that is in flight at another step of the trace can be
 * meant too, since one wants to know why it is not there.
 */
import type { Guard } from '../../cluster/action/guard.ts';
import type { Action } from '../../cluster/action.ts';
import type { ActionInstance } from '../../cluster/actioninstances.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { guardsOf } from '../../cluster/guards.ts';
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
  const here = meant(inState(cluster, state), text);
  const chosen = here.length > 0 ? here : meant(elsewhere(trace), text);
  return chosen.map((choice) => explained(cluster, state, choice));
}

function explained(
  cluster: Cluster,
  state: Int32Array,
  { action, instance, words }: Choice,
): ActionExplained {
  const guards = guardsOf(cluster, state, action, instance);
  return { action, words, enabled: guards.every(({ ok }) => ok), guards };
}

/** Every action of the model in the state, explained. */
export function explainState(cluster: Cluster, state: Int32Array): readonly ActionExplained[] {
  return inState(cluster, state).map((choice) => explained(cluster, state, choice));
}

/** Words that name an action: those of the kind that `text` begins with, or the kinds. For "did you mean". */
export function nameableActions(
  cluster: Cluster,
  trace: Trace,
  state: Int32Array,
  text: string,
): readonly string[] {
  const names = [...inState(cluster, state), ...elsewhere(trace)].map(({ words }) => words);
  const kind = simple(text).split(' ')[0];
  const ofKind = names.filter((name) => name.split(' ')[0] === kind);
  return ofKind.length > 0 ? ofKind : [...new Set(names.map((name) => name.split(' ')[0]))];
}

interface Choice {
  readonly action: Action;
  /** Null: the state has none. */
  readonly instance: ActionInstance | null;
  readonly words: string;
}

function inState(cluster: Cluster, state: Int32Array): readonly Choice[] {
  return cluster
    .actionInstances(state)
    .map((instance) => ({ action: instance.action, instance, words: describeAction(instance.action) }));
}

/** The delivery of every message that is in flight anywhere in the trace. */
function elsewhere(trace: Trace): readonly Choice[] {
  const found = new Map<string, Choice>();
  for (const message of trace.steps.flatMap((step) => step.state.messages)) {
    const action: Action = { kind: 'deliver', node: message.to, message };
    const words = describeAction(action);
    found.set(words, { action, instance: null, words });
  }
  return [...found.values()];
}

/** Those that are called so; failing that, those that begin so; failing that, those that have all the words. */
function meant(all: readonly Choice[], text: string): readonly Choice[] {
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
