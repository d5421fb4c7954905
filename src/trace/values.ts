/**
 * Changed values as a trace shows them: `n2.log[3] nothing -> 3@2 "x"`. Which kind of thing a value is, is seen by its
 * fields, so that what stands in a node's `extra` is shown as well.
 */
import type { CommittedEntry, ConfigView, EntryView, MessageView, ProgressView } from '../cluster/view.ts';
import type { Change } from './diff.ts';
import { describeConfig, describeEntry, describeMessage, describeProgress, nodeName } from './words.ts';

/** `n2.log[3].term 1 -> 2`; for messages that came or went `+ MsgVote ...` and `- MsgVote ...`. */
export function describeChange({ path, before, after }: Change): string {
  const came = isMessage(after) && before === undefined;
  if (came || (isMessage(before) && after === undefined)) {
    const line = came ? `+ ${describeValue(after)}` : `- ${describeValue(before)}`;
    return path === 'messages' ? line : `${path} ${line}`;
  }
  const word = holdsIds(path) ? describeIds : describeValue;
  return `${path} ${word(before)} -> ${word(after)}`;
}

/** Places whose numbers are node ids. */
function holdsIds(path: string): boolean {
  return /\.(vote|lead|leadTransferee)$|^ghost\.leaders/.test(path);
}

function describeIds(value: unknown): string {
  if (Array.isArray(value)) return value.map(describeIds).join(' ');
  if (value === 0) return 'none';
  return typeof value === 'number' ? nodeName(value) : describeValue(value);
}

/** A value on one line; undefined is `nothing`. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(describeValue).join(' ')}]`;
  if (has<CommittedEntry>(value, 'index', 'byTerm')) return `${describeEntry(value)} in term ${value.byTerm}`;
  if (has<EntryView>(value, 'index', 'term', 'type', 'data')) return describeEntry(value);
  if (isMessage(value)) return describeMessage(value);
  if (has<ProgressView>(value, 'match', 'next', 'inflight')) return describeProgress(value);
  if (has<ConfigView>(value, 'voters', 'votersOutgoing', 'autoLeave')) return describeConfig(value);
  const fields = Object.entries(value).map(([key, field]) => `${key} ${describeValue(field)}`);
  return `{${fields.join(', ')}}`;
}

function isMessage(value: unknown): value is MessageView {
  return typeof value === 'object' && value !== null && has<MessageView>(value, 'type', 'from', 'to');
}

/** Views are told apart by their fields: each kind has some that no other kind has. */
function has<T extends object>(value: object, ...keys: (keyof T & string)[]): value is T {
  return keys.every((key) => key in value);
}
