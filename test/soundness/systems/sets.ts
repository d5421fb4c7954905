/**
 * Small tools for writing systems as plain data. A state is identified by its encoding, so equal sets must
 * look equal: a set of small integers is a bit mask, any other set a list sorted by its members' names.
 */

/** A set of integers in 0..29, as a bit mask. */
export type BitSet = number;

export const has = (set: BitSet, member: number): boolean => (set & (1 << member)) !== 0;
export const including = (set: BitSet, member: number): BitSet => set | (1 << member);
export const excluding = (set: BitSet, member: number): BitSet => set & ~(1 << member);

/** The set {0 .. size-1}. */
export const full = (size: number): BitSet => (1 << size) - 1;

/** The members, ascending. */
export function members(set: BitSet): number[] {
  const found: number[] = [];
  for (let member = 0; set >> member !== 0; member++) if (has(set, member)) found.push(member);
  return found;
}

/** The integers 0 .. count-1. */
export const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** A name for plain data: its JSON with the keys sorted, since the order of keys says nothing. */
export function nameOf(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** Adds a member to a set kept as a sorted list; returns the same list when it is there already. */
export function insert<T>(set: readonly T[], member: T): readonly T[] {
  const name = nameOf(member);
  const at = set.findIndex((other) => nameOf(other) >= name);
  if (at === -1) return [...set, member];
  return nameOf(set[at]) === name ? set : set.toSpliced(at, 0, member);
}

/** Every sequence of `length` values, as TLA+'s [1..length -> values]. */
export function sequences<T>(values: readonly T[], length: number): readonly (readonly T[])[] {
  if (length === 0) return [[]];
  return sequences(values, length - 1).flatMap((head) => values.map((value) => [...head, value]));
}
