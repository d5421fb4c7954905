/**
 * States of a system of one's own as JSON can hold them, and in words: `{ at: "idle", ticket: null }`. What JSON has no sign for is
 * a mapping with one key that says so: `{ "#bigint": "5" }`, `{ "#undefined": true }`.
 */

/** The value as JSON can hold it; equal values are equal. */
export function asJson(value: unknown): unknown {
  if (typeof value === 'bigint') return { '#bigint': String(value) };
  if (value === undefined) return { '#undefined': true };
  if (Object.is(value, -0)) return 0;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asJson);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asJson(part)]));
}

/** The value that JSON holds so. */
export function ofJson(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(ofJson);
  const [first, ...others] = Object.entries(value);
  if (others.length === 0 && first?.[0] === '#undefined') return undefined;
  if (others.length === 0 && first?.[0] === '#bigint' && /^-?\d+$/.test(String(first[1])))
    return BigInt(String(first[1]));
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, ofJson(part)]));
}

/** On one line. `value`: as JSON holds it; undefined where there is none. */
export function valueWords(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(valueWords).join(', ')}]`;
  const fields = Object.entries(value);
  if (fields.length === 1 && fields[0][0] === '#bigint') return `${fields[0][1]}n`;
  if (fields.length === 1 && fields[0][0] === '#undefined') return 'undefined';
  const words = fields.map(([key, part]) => `${fieldWord(key)}: ${valueWords(part)}`);
  return words.length === 0 ? '{}' : `{ ${words.join(', ')} }`;
}

/** A key as a program would write it. */
export function fieldWord(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** The path of a part: `owner[1]`, `clients[0].at`, `by["a b"]`. */
export function pathTo(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  if (fieldWord(key) !== key) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}
