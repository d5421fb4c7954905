/** What relative terms identify and what max-spread bounds, written out once more for plain objects. */
import { isCollection, isKeyed } from 'immutable';
import type { LogView, NodeView } from '../../src/cluster/view.ts';
import { shapeOf, valuesOf } from '../../src/raft/record.ts';

/** The fields whose numbers are terms; `leaders` has them as keys. */
const ofTerms = new Set(['term', 'logTerm', 'byTerm']);

/** What a node is in and may fall back to. */
function own({ up, term, durable }: NodeView): number[] {
  return up ? [term, durable.term] : [durable.term];
}

function inLogs({ up, snapshot, log, durable }: NodeView): number[] {
  const logs: LogView[] = up ? [{ snapshot, log }, durable] : [durable];
  return logs.flatMap((one) => [one.snapshot.term, ...one.log.map((entry) => entry.term)]);
}

export function spreadOfAll(nodes: readonly NodeView[]): number {
  const terms = nodes.flatMap(own);
  const lowest = Math.min(...terms);
  const older = new Set(nodes.flatMap(inLogs).filter((term) => term !== 0 && term < lowest));
  return Math.max(...terms) - lowest + older.size;
}

/** A state as text, the same for all that differ in the numbers of their terms alone. */
export function nameWithoutTerms(nodes: readonly NodeView[], rest: unknown): string {
  const lowest = Math.min(...nodes.flatMap(own));
  const terms = new Set<number>();
  walk([nodes, rest], (term) => {
    if (term !== 0) terms.add(term);
    return term;
  });
  const older = [...terms].filter((term) => term < lowest).sort((a, b) => a - b);
  const renamed = (term: number): number => {
    if (term === 0 || lowest === 0) return term;
    return term < lowest ? older.indexOf(term) + 1 : older.length + 1 + term - lowest;
  };
  return JSON.stringify(walk([nodes, rest], renamed));
}

/** Records and collections as objects and arrays. */
export function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf);
  const shape = shapeOf(value);
  if (shape !== null) {
    const values = valuesOf(value);
    return Object.fromEntries(shape.keys.map((key, k) => [key, plainOf(values[k])]));
  }
  if (!isCollection(value)) return value;
  const all = isKeyed(value) ? [...value.entries()].sort() : [...value.values()];
  return all.map(plainOf);
}

function walk(value: unknown, rename: (term: number) => number): unknown {
  if (Array.isArray(value)) return value.map((one) => walk(one, rename));
  if (typeof value !== 'object' || value === null) return value;
  const parts = Object.entries(value).map(([key, part]) => [
    key,
    ofTerms.has(key) ? rename(part) : walk(part, rename),
  ]);
  return Object.fromEntries(parts);
}
