/**
 * What a row of the table of actions is made of (table.ts). Whatever may say something of every kind of action asks the rows,
 * or has a table by kinds of its own.
 */
import type { BoundName, Model } from '../model.ts';
import type { MessageView, NodeView } from '../view.ts';
import type { Guard } from './guard.ts';

/** What an action may say beside its kind and its node. */
export interface Sayable {
  /** The id of a node: it has another name where nodes have. */
  readonly node: number;
  readonly flag: boolean;
  /** Text, another each time: the k-th action of the kind says the k-th. */
  readonly numbered: string;
  /** A configuration change, in the core's words. */
  readonly change: string;
  readonly message: MessageView;
}

/** By the names under which traces show them, the kinds of things that an action says. */
export type Says = Readonly<Record<string, keyof Sayable>>;

export type Said<S extends Says> = { readonly [Name in keyof S]: Sayable[S[Name]] };

/** An action that a node is given without a message. */
export interface LocalRow<S extends Says = Says> {
  readonly says: S;
  /** How likely it is in a random behavior, relative to others: see likelihood.ts. */
  readonly weight: number;
  /** Whether the node must be up or down; a core that has panicked does nothing any more, however that is. */
  readonly at: 'up' | 'down' | 'any';
  /** Whether a model has it; where its bound is 0 none has. */
  when(model: Model): boolean;
  /** The bound whose counter it spends; null: it is free. */
  spends(model: Model): BoundName | null;
  /** What it says, each time it does: one action for each, in the order in which a search tries them. */
  choices(model: Model): readonly Said<S>[];
  /** What it asks of a node that is up, in the order in which it is asked; that something comes of it is asked of every action. */
  needs(model: Model, node: NodeView, said: Said<S>): readonly Guard[];
}

/** What becomes of a message. */
export interface MessageRow {
  readonly says: { readonly message: 'message' };
  readonly weight: number;
  /** Its node takes it, or the network does something to it and no node notices. */
  readonly by: 'node' | 'network';
  /** How many of it are in flight afterwards, where one was. */
  readonly leaves: 0 | 2;
  /** The bound whose counter it spends; null: it is free. */
  readonly spends: BoundName | null;
}

interface LocalRules<S extends Says> extends Pick<LocalRow, 'weight'> {
  readonly at?: LocalRow['at'];
  when?(model: Model): boolean;
  readonly spends?: BoundName | ((model: Model) => BoundName | null);
  choices?(model: Model): readonly Said<S>[];
  needs?(model: Model, node: NodeView, said: Said<S>): readonly Guard[];
}

/** An action that says nothing more than its kind and its node. */
export function plain(rules: Omit<LocalRules<Readonly<Record<never, never>>>, 'choices'>) {
  return saying({}, { ...rules, choices: () => [{}] });
}

export function saying<const S extends Says>(
  says: S,
  { spends = () => null, ...rules }: LocalRules<S> & Required<Pick<LocalRules<S>, 'choices'>>,
): LocalRow<S> {
  return {
    says,
    at: 'up',
    when: () => true,
    spends: typeof spends === 'function' ? spends : () => spends,
    needs: () => [],
    ...rules,
  };
}

export function toMessage(rules: Omit<MessageRow, 'says'>): MessageRow {
  return { says: { message: 'message' }, ...rules };
}
