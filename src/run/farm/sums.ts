/** What several owners of a farm have counted and found, put together. */
import type { AppliedName } from '../../cluster/reduce/names.ts';
import type { Refutation } from '../../cluster/reduce/premise.ts';
import type { Findings } from '../../cluster/reduce/reduce.ts';
import type { Counted } from './record.ts';

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** By place; a list may be shorter than others. */
export function sums(lists: readonly (readonly number[])[]): number[] {
  const length = Math.max(...lists.map((list) => list.length));
  return Array.from({ length }, (_, k) => sum(lists.map((list) => list[k] ?? 0)));
}

/** By name. */
export function sumsByName(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const total = new Map<string, number>();
  for (const [name, count] of counts.flatMap(Object.entries)) total.set(name, (total.get(name) ?? 0) + count);
  return Object.fromEntries(total);
}

/** Of each reduction all that anybody has found. */
export function united(lists: readonly Findings['found'][]): Counted['found'] {
  const all = new Map<AppliedName, Set<number>>();
  for (const list of lists)
    for (const [name, ids] of Object.entries(list) as [AppliedName, number[]][])
      all.set(name, new Set([...(all.get(name) ?? []), ...ids]));
  return Object.fromEntries([...all].map(([name, ids]) => [name, [...ids]]));
}

/** One for each premise, the first. */
export function oneForEach(all: readonly Refutation[]): Refutation[] {
  const first = new Map(all.toReversed().map((one) => [JSON.stringify(one.premise), one]));
  return [...first.values()].reverse();
}
