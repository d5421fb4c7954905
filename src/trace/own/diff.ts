/**
 * What changed between two states of a system of one's own: `owner[1] null -> 0`. Lists are walked by position, mappings by key; what
 * came and what went is told as a whole. Pure.
 */
import { type Change, sameValue } from '../diff.ts';
import { pathTo, valueWords } from './value.ts';

/** Everything that differs; a state that is no list and no mapping has the path `state`. */
export function diffStates(before: unknown, after: unknown): Change[] {
  const changes = diff('', before, after);
  return changes.map((change) => (change.path === '' ? { ...change, path: 'state' } : change));
}

function diff(path: string, before: unknown, after: unknown): Change[] {
  if (before === after) return [];
  const [then, now] = [partsOf(before), partsOf(after)];
  const both = then !== null && now !== null && Array.isArray(before) === Array.isArray(after);
  if (!both) return sameValue(before, after) ? [] : [{ path, before, after }];
  const keys = new Set([...then.keys(), ...now.keys()]);
  return [...keys].flatMap((key) => diff(pathTo(path, key), then.get(key), now.get(key)));
}

function partsOf(value: unknown): ReadonlyMap<string | number, unknown> | null {
  if (typeof value !== 'object' || value === null) return null;
  return new Map<string | number, unknown>(Array.isArray(value) ? value.entries() : Object.entries(value));
}

/** `owner[1] null -> 0` */
export function changeWords({ path, before, after }: Change): string {
  return `${path} ${valueWords(before)} -> ${valueWords(after)}`;
}
