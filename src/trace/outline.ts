/**
 * A whole state as an indented list of names and values, whatever it is a state of; the same in text, on screens and in
 * Markdown. Lines that a step changed are known.
 */
import type { Change } from './diff.ts';
import { describeChange, describeValue } from './values.ts';

export interface OutlineLine {
  /** Indented, without a mark. */
  readonly text: string;
  readonly changed: boolean;
}

/** The state after `changes`; what they removed stands at the end. */
export function outline(state: unknown, changes: readonly Change[]): OutlineLine[] {
  const gone = changes
    .filter(({ after }) => after === undefined)
    .map((change) => ({ text: describeChange(change), changed: true }));
  return [...lines('', '', state, -1, changes), ...gone];
}

/** The outline as text: `*` stands before what changed. */
export function outlineText(state: unknown, changes: readonly Change[]): string[] {
  return outline(state, changes).map(({ text, changed }) => (changed ? '*' : ' ') + text);
}

function lines(
  name: string,
  path: string,
  value: unknown,
  depth: number,
  changes: readonly Change[],
): OutlineLine[] {
  if (!isBranch(value)) return [line(name, describeValue(value), path, value, Math.max(0, depth), changes)];
  const inner = Object.entries(value).flatMap(([key, part], i) => {
    const label = Array.isArray(value) ? elementName(part, i) : key;
    return lines(label, pathOf(path, label), part, depth + 1, changes);
  });
  if (depth < 0) return inner;
  return [line(name, inner.length === 0 ? 'none' : '', path, value, depth, changes), ...inner];
}

/** Lists and mappings that do not fit on a line by nature; entries and messages are lines of their own. */
function isBranch(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some((part) => typeof part === 'object' && part !== null);
  return (
    Object.keys(value).length > 0 &&
    !('index' in value && 'term' in value) &&
    !('from' in value && 'to' in value)
  );
}

/** Nodes and entries by what they are called, anything else by its place. */
function elementName(part: unknown, i: number): string {
  if (typeof part === 'object' && part !== null) {
    if ('id' in part && 'role' in part) return `n${part.id}`;
    if ('index' in part && 'data' in part) return `[${part.index}]`;
  }
  return `[${i}]`;
}

/** The diff calls a node by its name alone. */
function pathOf(path: string, label: string): string {
  if (/^n\d+$/.test(label)) return label;
  return path === '' || label.startsWith('[') ? path + label : `${path}.${label}`;
}

function line(
  name: string,
  text: string,
  path: string,
  value: unknown,
  depth: number,
  changes: readonly Change[],
): OutlineLine {
  const changed = changes.some(
    (change) => change.path === path || (value instanceof Object && change.after === value),
  );
  return { text: `${'  '.repeat(depth)}${name}${text === '' ? '' : ` ${text}`}`, changed };
}
