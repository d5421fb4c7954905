/**
 * A recorded event: what a line of a log says of one node. A format may leave fields out; what is not there is not compared.
 */
import type { ToldChange, ToldEvent, ToldMessage } from '../cluster/recordable.ts';
import { type MessageField, messageFields } from './form.ts';

type Fields = Omit<ToldEvent, 'name' | 'node' | 'message' | 'changes' | 'newconf'>;

export interface RecordedEvent extends Partial<Fields> {
  readonly name: string;
  /** 1..nodes (`Names`). */
  readonly node: number;
  readonly message?: Partial<ToldMessage> & Pick<ToldMessage, 'type' | 'from' | 'to'>;
  readonly changes?: readonly ToldChange[];
  readonly newconf?: readonly number[];
  readonly place: Place;
}

/** Where a line stands. */
export interface Place {
  /** As it was named. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Seconds by the clock of whoever wrote it; null: it does not say. */
  readonly time: number | null;
}

/** A field in which a recorded event is not what the core says: both as they are shown. */
export interface Difference {
  readonly field: string;
  readonly recorded: string;
  readonly expected: string;
}

const fields = ['term', 'vote', 'commit', 'role', 'log'] as const;

/** Whether the line says what the core says. Nothing is made for it: this is asked of every line. */
export function agrees(recorded: RecordedEvent, expected: ToldEvent): boolean {
  if (recorded.name !== expected.name || recorded.node !== expected.node) return false;
  for (const field of fields) {
    if (recorded[field] !== undefined && recorded[field] !== expected[field]) return false;
  }
  const { conf, changes, newconf, message } = recorded;
  if (conf !== undefined && !sameConf(conf, expected.conf)) return false;
  if (message !== undefined && !sameMessage(message, expected.message)) return false;
  if (changes !== undefined && !sameChanges(changes, expected.changes)) return false;
  if (newconf !== undefined && !sameIds(newconf, expected.newconf ?? [])) return false;
  return true;
}

/** Every field in which they differ; empty where they agree. Events of other names differ in that alone. */
export function differences(recorded: RecordedEvent, expected: ToldEvent): Difference[] {
  if (recorded.name !== expected.name) {
    return [{ field: 'event', recorded: recorded.name, expected: expected.name }];
  }
  const found: Difference[] = [];
  const compare = (field: string, one: unknown, other: unknown): void => {
    if (one === undefined || shown(one) === shown(other)) return;
    found.push({ field, recorded: shown(one), expected: shown(other) });
  };
  for (const field of fields) compare(field, recorded[field], expected[field]);
  compare('conf', recorded.conf, expected.conf);
  for (const field of messageFields) {
    compare(`msg.${field}`, recorded.message?.[field], expected.message?.[field]);
  }
  compare('changes', recorded.changes, expected.changes);
  compare('newconf', recorded.newconf, expected.newconf ?? []);
  return found;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function sameMessage(recorded: Partial<ToldMessage>, expected: ToldMessage | undefined): boolean {
  if (expected === undefined) return false;
  for (const field of messageFields) {
    if (recorded[field] !== undefined && recorded[field] !== expected[field]) return false;
  }
  return true;
}

function sameConf(a: ToldEvent['conf'], b: ToldEvent['conf']): boolean {
  return sameIds(a[0], b[0]) && sameIds(a[1], b[1]);
}

function sameIds(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((id, k) => id === b[k]);
}

function sameChanges(a: readonly ToldChange[], b: readonly ToldChange[] | undefined): boolean {
  return (
    b !== undefined &&
    a.length === b.length &&
    a.every(({ node, action }, k) => node === b[k].node && action === b[k].action)
  );
}

/** What tells a message from every other, as far as events tell of it. */
export function keyOf(
  message: Partial<ToldMessage>,
  fields: readonly MessageField[] = messageFields,
): string {
  let key = '';
  for (const field of fields) key += `${String(message[field])} `;
  return key;
}

/** A message of another node arrives. */
export function isReceived({ name, node, message }: RecordedEvent): boolean {
  return name.startsWith('Receive') && message !== undefined && message.from !== node;
}
