/**
 * A whole state of a system of one's own as an indented list of names and values, with what a step changed marked (trace/outline.ts does it
 * for clusters).
 */
import type { Change } from '../diff.ts';
import type { OutlineLine } from '../outline.ts';
import { changeWords } from './diff.ts';
import { fieldWord, pathTo, valueWords } from './value.ts';

/** The state after `changes`, as diffStates gives them; what they removed stands at the end. */
export function ownOutline(state: unknown, changes: readonly Change[]): OutlineLine[] {
  const changed = new Set(changes.map(({ path }) => path));
  const gone = changes
    .filter(({ after }) => after === undefined)
    .map((change) => ({ text: changeWords(change), changed: true }));
  return [...lines('', '', state, 0), ...gone];

  function lines(name: string, path: string, value: unknown, depth: number): OutlineLine[] {
    const line = (text: string): OutlineLine => ({
      text: `${'  '.repeat(depth)}${name}${text}`,
      changed: changed.has(path === '' ? 'state' : path),
    });
    if (!isBranch(value)) return [line(name === '' ? valueWords(value) : ` ${valueWords(value)}`)];
    const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    const [head, below] = name === '' ? [[], depth] : [[line('')], depth + 1];
    return [
      ...head,
      ...parts.flatMap(([key, part]: [string | number, unknown]) =>
        lines(typeof key === 'number' ? `[${key}]` : fieldWord(key), pathTo(path, key), part, below),
      ),
    ];
  }
}

/** Mappings, and lists that hold such: all else fits on a line by nature, signs for what JSON does not have among it. */
function isBranch(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const parts = Object.values(value);
  if (Array.isArray(value)) return parts.some((part) => typeof part === 'object' && part !== null);
  return parts.length > 0 && !/^\{"#(bigint|undefined)":[^,]*\}$/.test(JSON.stringify(value));
}
