/**
 * What changed between two states, deep inside the value: `n2.log[3].term 1 -> 2`. Generic over JSON-like data, with
 * three ways to walk a list:
 *
 *   of entries           by their raft index, which is not the position once a log is compacted
 *   of other mappings    (messages) as a bag: each element that came or went
 *   of plain values      (a configuration's voters) as a whole
 *
 * The nodes of a cluster are walked by their ids. Pure; keys keep the order they have.
 */
import type { ClusterView } from '../cluster/view.ts';

/** One changed place. `before` or `after` is undefined where the place did not or does not exist. */
export interface Change {
  /** Such as `n2.log[3].term`, `messages` or `used.max-crashes`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

type Tree = Readonly<Record<string, unknown>>;

/** Everything that differs between two states of one cluster, in the order nodes, messages, history, counters. */
export function diffViews(before: ClusterView, after: ClusterView): Change[] {
  const { nodes: then, ...restBefore } = before;
  const { nodes: now, ...restAfter } = after;
  return [...keyed('', then, now, 'id', (id) => `n${id}`), ...diffValues('', restBefore, restAfter)];
}

/** Everything that differs between two values, each place under `path`. */
export function diffValues(path: string, before: unknown, after: unknown): Change[] {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(path, before, after);
  if (isTree(before) && isTree(after)) return diffTrees(path, before, after);
  // A list that is left out while it is empty is still a list.
  if (before === undefined && isBag(after)) return diffBags(path, [], after);
  if (after === undefined && isBag(before)) return diffBags(path, before, []);
  return sameValue(before, after) ? [] : [{ path, before, after }];
}

/** Deep equality of JSON-like data: keys in any order, an undefined field the same as none. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => sameValue(value, b[i]));
  }
  if (!isTree(a) || !isTree(b)) return false;
  return keysOf(a, b).every((key) => sameValue(own(a, key), own(b, key)));
}

function diffTrees(path: string, before: Tree, after: Tree): Change[] {
  return keysOf(before, after).flatMap((key) =>
    diffValues(join(path, /^\d+$/.test(key) ? `[${key}]` : key), own(before, key), own(after, key)),
  );
}

function diffLists(path: string, before: readonly unknown[], after: readonly unknown[]): Change[] {
  if (isLog(before) && isLog(after)) return keyed(path, before, after, 'index', (index) => `[${index}]`);
  if (before.every(isTree) && after.every(isTree)) return diffBags(path, before, after);
  return sameValue(before, after) ? [] : [{ path, before, after }];
}

/** Elements that have the same key are the same thing, changed or not. */
function keyed(
  path: string,
  before: readonly unknown[],
  after: readonly unknown[],
  key: 'index' | 'id',
  name: (key: number) => string,
): Change[] {
  const then = byKey(before, key);
  const now = byKey(after, key);
  const keys = [...new Set([...then.keys(), ...now.keys()])].sort((a, b) => a - b);
  return keys.flatMap((k) => diffValues(join(path, name(k)), then.get(k), now.get(k)));
}

function byKey(list: readonly unknown[], key: 'index' | 'id'): Map<number, unknown> {
  return new Map(list.filter(isTree).map((element): [number, unknown] => [Number(element[key]), element]));
}

/** What went, then what came. */
function diffBags(path: string, before: readonly Tree[], after: readonly Tree[]): Change[] {
  const came = [...after];
  const went: Tree[] = [];
  for (const element of before) {
    const at = came.findIndex((candidate) => sameValue(candidate, element));
    if (at < 0) went.push(element);
    else came.splice(at, 1);
  }
  return [
    ...went.map((element) => ({ path, before: element, after: undefined })),
    ...came.map((element) => ({ path, before: undefined, after: element })),
  ];
}

/** Entries, each at an index of its own: elsewhere than in a log an index need not tell them apart. */
function isLog(list: readonly unknown[]): boolean {
  return list.every(isEntry) && byKey(list, 'index').size === list.length;
}

/** Messages have an index too, but are not told apart by it. */
function isEntry(value: unknown): boolean {
  return isTree(value) && typeof own(value, 'index') === 'number' && Object.hasOwn(value, 'data');
}

function isBag(value: unknown): value is readonly Tree[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((element) => isTree(element) && !isEntry(element))
  );
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keysOf(a: Tree, b: Tree): readonly string[] {
  return [...Object.keys(a), ...Object.keys(b).filter((key) => !Object.hasOwn(a, key))];
}

/** A state may have a key that every object has something under, such as `constructor`. */
function own(tree: Tree, key: string): unknown {
  return Object.hasOwn(tree, key) ? tree[key] : undefined;
}

function join(path: string, part: string): string {
  return path === '' || part.startsWith('[') ? path + part : `${path}.${part}`;
}
