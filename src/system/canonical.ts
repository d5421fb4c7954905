/**
 * Plain data as one text: equal values have equal texts, whatever the order of their keys. What identity and the checks of
 * the contract go by. Anything that is no plain data is refused: it would be equal to what it is not.
 */
import { Breach } from '../cluster/guarded.ts';

/** Throws a Breach that says where the value holds something else than plain data. */
export function canonical(value: unknown, path = 'the value'): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'undefined';
    case 'number':
      if (Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
      throw notPlain(path, String(value));
    case 'bigint':
      return `${value}n`;
    case 'function':
    case 'symbol':
      throw notPlain(path, `a ${typeof value}`);
    case 'object':
      return value === null ? 'null' : canonicalObject(value, path);
  }
}

function canonicalObject(value: object, path: string): string {
  if (Array.isArray(value)) {
    // Indices come first among the keys.
    const last = Object.keys(value).at(-1);
    if (last !== undefined && !(Number(last) < value.length))
      throw notPlain(path, `an array with the key ${last}`);
    // A place that holds nothing counts too.
    return `[${Array.from(value, (element, i) => canonical(element, `${path}[${i}]`)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notPlain(path, `an object of class ${value.constructor?.name ?? 'unknown'}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw notPlain(path, 'an object with a symbol for a key');
  // Not every reader of JSON takes it for a key like any other.
  if (Object.hasOwn(value, '__proto__')) throw notPlain(path, 'an object with the key __proto__');
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonical(field, `${path}.${key}`)}`).join(',')}}`;
}

function notPlain(path: string, found: string): Breach {
  return new Breach(
    `${path} is ${found}: states and messages are plain data (numbers, strings, booleans, null, arrays, object literals)`,
  );
}
