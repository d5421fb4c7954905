/**
 * One step as its node lived it: all that an explanation has to go by.
 */
import { type Action, takesMessage } from '../../cluster/action.ts';
import type { Model } from '../../cluster/model.ts';
import {
  type ClusterView,
  type EntryView,
  entryAt,
  type KnownExtra,
  type LogView,
  type MessageView,
  type NodeView,
} from '../../cluster/view.ts';
import { sameEntry } from '../../property/currentstate.ts';
import { sameValue } from '../diff.ts';

export interface Moment {
  readonly model: Model;
  readonly action: Action;
  readonly before: NodeView;
  readonly after: NodeView;
  /** Messages that are in flight after the step and were not before. */
  readonly sent: readonly MessageView[];
}

/** The node as a message finds it, once its term has been judged. */
export type Standing = Pick<NodeView, 'role' | 'term' | 'vote' | 'lead'>;

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
  if (takesMessage(action)) {
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

/** Entries of one log that the other does not have. */
export function entriesMissing(of: LogView, from: LogView): readonly EntryView[] {
  return of.log.filter((entry) => {
    const other = entryAt(from, entry.index);
    return other === undefined || !sameEntry(entry, other);
  });
}

/** The first message sent of one of these types to a node. */
export function answerOf(moment: Moment, to: number, ...types: readonly string[]): MessageView | undefined {
  return moment.sent.find((message) => message.to === to && types.includes(message.type));
}

/** With asynchronous storage: work was handed out, and what is to be said may have to wait for it. */
export function waitsForDisk({ before, after }: Moment): boolean {
  return extraCount(after, 'appendWork') > extraCount(before, 'appendWork');
}

/** Nothing has come of the step but what its standing says, which may already be a higher term's. */
export function nothingCame({ before, after, sent }: Moment, standing: Standing): boolean {
  if (sent.length > 0) return false;
  if (standing === before) return sameValue(before, after);
  const { role, term, vote, lead } = standing;
  return (
    sameValue(
      { role, term, vote, lead },
      { role: after.role, term: after.term, vote: after.vote, lead: after.lead },
    ) && sameValue([before.log, before.commit, before.config], [after.log, after.commit, after.config])
  );
}

/** The numbers among what is known of what a node shows besides, and the lists. */
type Named<Kind> = {
  [Name in keyof Required<KnownExtra>]: Required<KnownExtra>[Name] extends Kind ? Name : never;
}[keyof KnownExtra];

export function extraNumber({ extra }: NodeView, name: Named<number>): number {
  return extra[name] ?? 0;
}

/** How many there are of something that a view shows as a list, where it shows it. */
export function extraCount({ extra }: NodeView, name: Named<readonly unknown[]>): number {
  return extra[name]?.length ?? 0;
}
