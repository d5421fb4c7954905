/**
 * What an explanation is made of. A finding says what was decided, by a word that a test can hold against the state after
 * the step, and why, in a sentence. What was decided is read off what happened; why, off the rule and the state before.
 * Where the two do not agree (a core with a bug), the sentence says "although".
 */
import type { Action } from '../../cluster/action.ts';
import type { Model } from '../../cluster/model.ts';
import type { ClusterView, EntryView, MessageView, NodeView } from '../../cluster/view.ts';
import { entryAt } from '../../cluster/view.ts';
import { sameEntry } from '../../property/standing.ts';
import { sameValue } from '../diff.ts';

export type Decided =
  | 'ignored'
  | 'answered-late'
  | 'term-raised'
  | 'gave-way'
  | 'vote-granted'
  | 'vote-refused'
  | 'vote-counted'
  | 'campaigned'
  | 'became-leader'
  | 'election-lost'
  | 'stepped-down'
  | 'append-accepted'
  | 'append-rejected'
  | 'append-known'
  | 'match-advanced'
  | 'probe-lowered'
  | 'progress-kept'
  | 'commit-advanced'
  | 'commit-kept'
  | 'snapshot-restored'
  | 'snapshot-ignored'
  | 'entries-appended'
  | 'forwarded'
  | 'heard'
  | 'timer'
  | 'read'
  | 'transfer'
  | 'configuration'
  | 'storage'
  | 'fault'
  | 'rule-broken'
  | 'panicked';

export interface Finding {
  readonly decided: Decided;
  readonly text: string;
}

/** Whether the core did what its rule forbids. */
export function isOdd({ text }: Finding): boolean {
  return text.includes('although');
}

/** One step as its node lived it. */
export interface Moment {
  readonly model: Model;
  readonly action: Action;
  readonly before: NodeView;
  readonly after: NodeView;
  /** Messages that are in flight after the step and were not before. */
  readonly sent: readonly MessageView[];
}

/** The step of a behavior at the action's node. */
export function momentOf(model: Model, before: ClusterView, action: Action, after: ClusterView): Moment {
  const at = ({ nodes }: ClusterView): NodeView => {
    const node = nodes.find(({ id }) => id === action.node);
    if (node === undefined) throw new Error(`an action at n${action.node}, which does not exist`);
    return node;
  };
  return { model, action, before: at(before), after: at(after), sent: newMessages(before, action, after) };
}

function newMessages(before: ClusterView, action: Action, after: ClusterView): readonly MessageView[] {
  const old = [...before.messages];
  if (action.kind === 'deliver' || action.kind === 'drop') {
    old.splice(
      old.findIndex((message) => sameValue(message, action.message)),
      1,
    );
  }
  return after.messages.filter((message) => {
    const at = old.findIndex((other) => sameValue(other, message));
    if (at >= 0) old.splice(at, 1);
    return at < 0;
  });
}

/** A condition of a rule, with what to say of it when it holds and when it does not. */
export interface Condition {
  readonly ok: boolean;
  readonly yes: string;
  readonly no: string;
}

/** Why something was done (or refused), by the conditions that speak for it (or against it). */
export function because(done: boolean, conditions: readonly Condition[]): string {
  const against = conditions.filter(({ ok }) => !ok).map(({ no }) => no);
  if (done && against.length > 0) return `, although ${against.join(' and ')}`;
  if (done) return `: ${conditions.map(({ yes }) => yes).join(', ')}`;
  return against.length > 0 ? `: ${against.join(' and ')}` : ', although nothing speaks against it';
}

/** Entries of one log that the other does not have. */
export function entriesMissing(of: NodeView, from: NodeView): readonly EntryView[] {
  return of.log.filter((entry) => {
    const other = entryAt(from, entry.index);
    return other === undefined || !sameEntry(entry, other);
  });
}

/** The first message sent of one of these types to a node. */
export function answerOf(moment: Moment, to: number, ...types: readonly string[]): MessageView | undefined {
  return moment.sent.find((message) => message.to === to && types.includes(message.type));
}

export function extraNumber(node: NodeView, name: string): number {
  const value = node.extra[name];
  return typeof value === 'number' ? value : 0;
}
