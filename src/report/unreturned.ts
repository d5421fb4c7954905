/**
 * A call of the core that had not returned when its run was ended: in words, and as the JSON reports have it.
 */
import type { Action } from '../cluster/action.ts';
import type { EntryView, NodeView } from '../cluster/view.ts';
import { describeAction, describeEntry, nodeName } from '../trace/words.ts';
import { duration } from './words.ts';

export interface Unreturned {
  /** See Call in run/monitor.ts: the core's step, or what is asked of it besides. */
  readonly call: string;
  /** The node before the step (of another call: before the last step that was taken); null where that is not known. */
  readonly node: NodeView | null;
  /** What the node was given. */
  readonly action: Action | null;
  /** Of a system of one's own, which has no nodes: what was asked, and of which state. */
  readonly own?: { readonly asked: string; readonly state: string };
  /** How long it had been under way, at least. */
  readonly seconds: number;
}

/** `deliver MsgApp n1 -> n2 term 3 (after 1@1, no entries, commit 1) has not returned for 1.3 s` */
export function unreturnedWords({ call, action, own, seconds }: Unreturned): string {
  const step = action === null ? 'a step' : describeAction(action);
  const what = own?.asked ?? { step, load: 'the loading of the core', init: 'the start of a node' }[call];
  return `${what ?? `${call} after ${step}`} has not returned for ${duration(seconds)}`;
}

/** `n2 is a follower of n1 in term 3, vote n1, commit 1, applied 1, log 1@1 2@3 "x"`; null where it is not known. */
export function stateBefore({ node, own }: Pick<Unreturned, 'node' | 'own'>): string | null {
  if (own !== undefined) return own.asked === 'init' ? null : `the state is ${own.state}`;
  if (node === null) return null;
  const { id, up, role, term, vote, lead, commit, applied, snapshot, log } = node;
  const what = !up ? 'down' : `a ${role}${lead === 0 || lead === id ? '' : ` of ${nodeName(lead)}`}`;
  const parts = [
    `${nodeName(id)} is ${what} in term ${term}`,
    vote === 0 ? 'no vote' : `vote ${nodeName(vote)}`,
    `commit ${commit}`,
    `applied ${applied}`,
    ...(snapshot.index === 0 ? [] : [`snapshot ${snapshot.index}@${snapshot.term}`]),
    `log ${logWords(log)}`,
  ];
  return parts.join(', ');
}

function logWords(log: readonly EntryView[]): string {
  return log.length === 0 ? 'empty' : log.map(describeEntry).join(' ');
}
