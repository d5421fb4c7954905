/**
 * Changed values as a trace shows them: `n2.log[3] nothing -> 3@2 "x"`. Which kind of thing a value is, is seen by its
 * fields, so that what stands in a node's `extra` is shown as well.
 */
import type { Change } from './diff.ts';
import { isCommittedEntry, isConfig, isEntry, isMessage, isProgress } from './kinds.ts';
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
  return /\.(vote|lead|leadTransferee)$|^ghost\.(leaders|acknowledged\.awaited)/.test(path);
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
  if (isCommittedEntry(value)) return `${describeEntry(value)} in term ${value.byTerm}`;
  if (isEntry(value)) return describeEntry(value);
  if (isMessage(value)) return describeMessage(value);
  if (isProgress(value)) return describeProgress(value);
  if (isConfig(value)) return describeConfig(value);
  const fields = Object.entries(value).map(([key, field]) => `${key} ${describeValue(field)}`);
  return `{${fields.join(', ')}}`;
}
