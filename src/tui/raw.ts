/**
 * A whole state as an indented list of names and values, whatever it is a state of. Lines that the step changed are marked.
 */

import type { Change } from '../trace/diff.ts';
import { describeValue } from '../trace/values.ts';
import { changesAt } from './changes.ts';
import { type Row, row, span } from './rows.ts';
import type { Story } from './story.ts';

export function rawRows(story: Story, index: number): Row[] {
  const step = story.steps[index];
  if (step === undefined) return [];
  const { all } = changesAt(story, index);
  const rows = lines('', '', step.value, -1, all);
  const gone = all
    .filter(({ after }) => after === undefined)
    .map(({ path, before }) => row(span(`- ${path} was ${describeValue(before)}`, 'changed')));
  return [...rows, ...gone];
}

/** The row to begin with: just before the first that the step changed. */
export function rawStart(story: Story, index: number): number {
  const first = rawRows(story, index).findIndex((cells) => cells[0]?.tone === 'changed');
  return Math.max(0, first - 3);
}

function lines(name: string, path: string, value: unknown, depth: number, changes: readonly Change[]): Row[] {
  if (isBranch(value)) {
    const inner = Object.entries(value).flatMap(([key, part], i) => {
      const label = Array.isArray(value) ? elementName(part, i) : key;
      return lines(label, pathOf(path, label), part, depth + 1, changes);
    });
    return depth < 0
      ? inner
      : [line(name, inner.length === 0 ? 'none' : '', path, value, depth, changes), ...inner];
  }
  return [line(name, describeValue(value), path, value, Math.max(0, depth), changes)];
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
): Row {
  const isNew = changes.some(
    (change) => change.path === path || (value instanceof Object && change.after === value),
  );
  const body = `${'  '.repeat(depth)}${name}${text === '' ? '' : ` ${text}`}`;
  return isNew ? row(span(`*${body}`, 'changed')) : row(` ${body}`);
}
