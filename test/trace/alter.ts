/** Traces altered by hand: one value of the document changed into another that JSON can hold there. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Place = readonly (string | number)[];

/** The place of every value of the document, itself left out. */
export function placesOf(document: Json): readonly Place[] {
  if (document === null || typeof document !== 'object') return [];
  const keys = Array.isArray(document) ? document.map((_, i) => i) : Object.keys(document);
  return keys.flatMap((key) => [[key], ...placesOf(at(document, [key])).map((place) => [key, ...place])]);
}

export function at(document: Json, place: Place): Json {
  return place.reduce<Json>(
    (value, key) => (value as Readonly<Record<string | number, Json>>)[key]!,
    document,
  );
}

/** The document with another value at the place; undefined: with nothing there. */
export function altered(document: Json, [key, ...rest]: Place, value: Json | undefined): Json {
  const inner = rest.length === 0 ? value : altered(at(document, [key]), rest, value);
  if (Array.isArray(document)) {
    return inner === undefined ? document.toSpliced(Number(key), 1) : document.with(Number(key), inner);
  }
  const { [key]: _, ...others } = document as Readonly<Record<string, Json>>;
  return inner === undefined ? others : { ...others, [key]: inner };
}

/** What somebody might make of a value: what is next to it, what is out of every range, what is of another kind. */
export function othersThan(value: Json): readonly (Json | undefined)[] {
  const rest = [undefined, null, {}];
  if (Array.isArray(value)) {
    const [first] = value;
    const longer =
      first === undefined ? [[0], [1], [99]] : [[first, ...value], value.toReversed(), value.slice(1)];
    return [...rest, [], ...longer];
  }
  switch (typeof value) {
    case 'number':
      return [...rest, -1, 0, 0.5, value + 1, 99, 2 ** 53 - 1, 1e300, '1'];
    case 'string':
      return [...rest, '', 'x', '__proto__', `${value} ${value}`, 0];
    case 'boolean':
      return [...rest, !value];
    default:
      return [...rest, [], 0];
  }
}
