/** Records, and what is in them, for tests. */
import { isCollection, isMap } from 'immutable';
import { shapeOf, valuesOf } from '../../src/raft/record.ts';

/** The same as plain objects and arrays. */
export function plain(value: unknown): unknown {
  const shape = shapeOf(value);
  if (shape !== null) return Object.fromEntries(valuesOf(value).map((one, k) => [shape.keys[k], plain(one)]));
  if (isMap(value)) return Object.fromEntries([...value].map(([key, one]) => [key, plain(one)]));
  return isCollection(value) ? [...(value as Iterable<unknown>)].map(plain) : value;
}
