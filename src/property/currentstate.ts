/**
 * What invariants share: what stands of a node, and entries compared and named. Pure; knows views only.
 */
import { type EntryView, entryAt, type LogView, lastIndex, type NodeView } from '../cluster/view.ts';

/** Term, vote, commit and log of a node, from wherever they are at the moment. */
export type CurrentState = Pick<NodeView, 'term' | 'vote' | 'commit' | 'snapshot' | 'log'>;

/** What a node is bound by: its own fields while it is up, what is on stable storage while it is down. */
export function currentState(node: NodeView): CurrentState {
  return node.up ? node : node.durable;
}

/** True when two entries are the same slot of the same log: index, term and content. */
export function sameEntry(a: EntryView, b: EntryView): boolean {
  return a.index === b.index && a.term === b.term && a.type === b.type && a.data === b.data;
}

/** `3@2 "x"`, `4@2 conf-change "v4"`: index, term and what it carries; `1@1` for a leader's empty entry. */
export function entryName({ index, term, type, data }: EntryView): string {
  if (type !== 'normal') return `${index}@${term} ${type} "${data}"`;
  return data === '' ? `${index}@${term}` : `${index}@${term} "${data}"`;
}

/** What a log has at `index`, in words. */
export function slotName(log: LogView, index: number): string {
  if (index > lastIndex(log)) return 'nothing';
  const entry = entryAt(log, index);
  if (entry !== undefined) return entryName(entry);
  const { snapshot } = log;
  return index === snapshot.index ? `a snapshot at ${index}@${snapshot.term}` : 'a snapshot';
}

/** `n1, n2 and n3`. */
export function nodeNames(ids: readonly number[]): string {
  const names = ids.map((id) => `n${id}`);
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
