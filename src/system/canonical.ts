/**
 * Plain data as one text: equal values have equal texts, whatever the order of their keys. What identity and the checks of
 * the contract go by. Anything that is no plain data is refused: it would be equal to what it is not.
 */
import { Breach } from '../cluster/guarded.ts';

/** Throws a Breach that says where the value holds something else than plain data. */
export function canonical(value: unknown, what = 'the value'): string {
  return textOf(value, { what, keys: [] });
}

/** Where in a value one is: told only when something is wrong there, so written down as keys. */
interface Place {
  readonly what: string;
  readonly keys: (string | number)[];
}

function textOf(value: unknown, place: Place): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return String(value);
    case 'undefined':
      return 'undefined';
    case 'number':
      if (Number.isFinite(value)) return Object.is(value, -0) ? '0' : String(value);
      throw notPlain(place, String(value));
    case 'bigint':
      return `${value}n`;
    case 'function':
    case 'symbol':
      throw notPlain(place, `a ${typeof value}`);
    case 'object':
      return value === null
        ? 'null'
        : Array.isArray(value)
          ? arrayText(value, place)
          : objectText(value, place);
  }
}

function arrayText(value: readonly unknown[], place: Place): string {
  // Indices come first among the keys.
  const last = Object.keys(value).at(-1);
  if (last !== undefined && !(Number(last) < value.length))
    throw notPlain(place, `an array with the key ${last}`);
  // A place that holds nothing counts too.
  return `[${Array.from(value, (element, i) => partText(element, i, place)).join(',')}]`;
}

function objectText(value: object, place: Place): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw notPlain(place, `an object of class ${value.constructor?.name ?? 'unknown'}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0)
    throw notPlain(place, 'an object with a symbol for a key');
  // Not every reader of JSON takes it for a key like any other.
  if (Object.hasOwn(value, '__proto__')) throw notPlain(place, 'an object with the key __proto__');
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${partText(field, key, place)}`).join(',')}}`;
}

function partText(part: unknown, key: string | number, place: Place): string {
  place.keys.push(key);
  const text = textOf(part, place);
  place.keys.pop();
  return text;
}

function notPlain({ what, keys }: Place, found: string): Breach {
  const path = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
  return new Breach(
    `${what}${path} is ${found}: states and messages are plain data (numbers, strings, booleans, null, arrays, object literals)`,
  );
}
