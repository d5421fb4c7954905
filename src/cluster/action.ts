/**
 * The words for what can happen in a cluster. The same everywhere: specs, traces, counts, screens. They are those of the table
 * of actions (action/table.ts).
 */
import type { LocalRow, MessageRow, Said, Says } from './action/row.ts';
import { actions } from './action/table.ts';

type Rows = typeof actions;

export type ActionKind = keyof Rows;
/** Actions of messages; all others need none. */
export type MessageKind = { [Kind in ActionKind]: Rows[Kind] extends MessageRow ? Kind : never }[ActionKind];
export type LocalKind = Exclude<ActionKind, MessageKind>;
/** Local actions that say more than their node. */
export type SayingKind = {
  [Kind in LocalKind]: keyof Rows[Kind]['says'] extends never ? never : Kind;
}[LocalKind];
/** What the network does to a message. */
export type NetworkKind = Exclude<MessageKind, 'deliver'>;

type WhatIsSaid<Kind extends ActionKind> = Said<Rows[Kind]['says']>;
type Plainly<Type> = { [Key in keyof Type]: Type[Key] };

/** An action of one kind: the node, and what actions of that kind say besides. */
export type ActionOf<Kind extends ActionKind> = {
  [Each in Kind]: Plainly<{ readonly kind: Each; readonly node: number } & WhatIsSaid<Each>>;
}[Kind];
export type Action = ActionOf<ActionKind>;

/** What a node is given by an action without a message. */
export type LocalInput = {
  [Kind in LocalKind]: Plainly<{ readonly kind: Kind } & WhatIsSaid<Kind>>;
}[LocalKind];

export const actionKinds = Object.keys(actions) as readonly ActionKind[];
export const localKinds = actionKinds.filter((kind) => !isOfMessage(kind));
export const messageKinds = actionKinds.filter(isOfMessage);
export const networkKinds = messageKinds.filter(isOfNetwork);

export function isOfMessage(kind: ActionKind): kind is MessageKind {
  return 'message' in saysOf(kind);
}

/** The network does it, and no node notices. */
export function isOfNetwork(kind: ActionKind): kind is NetworkKind {
  return isOfMessage(kind) && messageRow(kind).by === 'network';
}

/** Its message is in flight no more. */
export function takesMessage(action: Action): action is ActionOf<MessageKind> {
  return isOfMessage(action.kind) && messageRow(action.kind).leaves === 0;
}

/** Its message is in flight twice afterwards. */
export function doublesMessage(action: Action): action is ActionOf<MessageKind> {
  return isOfMessage(action.kind) && messageRow(action.kind).leaves === 2;
}

/** What actions of the kind say beside their node. */
export function saysOf(kind: ActionKind): Says {
  return actions[kind].says;
}

export function rowOf(kind: LocalKind): LocalRow {
  return actions[kind];
}

export function messageRow(kind: MessageKind): MessageRow {
  return actions[kind];
}
