/**
 * Canonical bytes of any value made of records, lists, maps, sets and primitives: equal bytes exactly for equal values.
 *
 * The walk is generic on purpose. A list of fields written by hand forgets the next field that someone adds, and a
 * forgotten field makes two different states one. What is to be left out is left out in identity.ts, where each
 * omission has its reason, by giving the field one value.
 *
 * A record is a bit mask of the fields that are not at their default, then those fields: most fields of most states are.
 */
import {
  type Map as ImmutableMap,
  type Set as ImmutableSet,
  isCollection,
  isList,
  isMap,
  isSet,
  type List,
} from 'immutable';
import type { ByteWriter } from '../../arrays/bytes.ts';
import { type Shape, shapeOf, valuesOf } from '../../raft/record.ts';

const tag = { null: 0, true: 1, false: 2, number: 3, string: 4, list: 5, map: 6, set: 7, record: 8 } as const;

/**
 * Where in `pool` the bytes of records met lately are: start * pool.length + length. A step leaves most of a node as it was, and an
 * immutable record that is still there still has the same bytes. A map that is emptied when it is full costs half of a weak one,
 * and one array for all the bytes far less than one for each.
 */
const written = new Map<object, number>();
const mostWritten = 4096;
const pool = new Uint8Array(1 << 18);
let used = 0;

/** Throws on what has no canonical form: fractions, negative numbers, functions, plain objects. */
export function encode(value: unknown, out: ByteWriter): void {
  const shape = shapeOf(value);
  if (shape !== null) encodeKnown(value as object, shape, out);
  else if (value === null) out.byte(tag.null);
  else if (typeof value === 'boolean') out.byte(value ? tag.true : tag.false);
  else if (typeof value === 'number') encodeNumber(value, out);
  else if (typeof value === 'string') {
    out.byte(tag.string);
    out.string(value);
  } else if (isList(value)) encodeList(value, out);
  else if (isMap(value)) encodeMap(value as ImmutableMap<number, unknown>, out);
  else if (isSet(value)) encodeSet(value as ImmutableSet<number>, out);
  else throw new Error(`no canonical bytes for ${typeof value} ${String(value)}`);
}

function encodeNumber(value: number, out: ByteWriter): void {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new Error(`no canonical bytes for the number ${value}`);
  out.byte(tag.number);
  out.uint(value);
}

function encodeKnown(record: object, shape: Shape, out: ByteWriter): void {
  const known = written.get(record);
  if (known !== undefined) {
    const start = Math.floor(known / pool.length);
    out.part(pool, start, start + (known % pool.length));
    return;
  }
  const start = out.length;
  encodeRecord(record, shape, out);
  keep(record, out, start);
}

function keep(record: object, out: ByteWriter, start: number): void {
  const length = out.length - start;
  if (written.size === mostWritten || used + length > pool.length) {
    written.clear();
    used = 0;
  }
  if (length >= pool.length) return;
  out.copyTo(pool, used, start);
  written.set(record, used * pool.length + length);
  used += length;
}

function encodeRecord(record: object, { keys, defaults }: Shape, out: ByteWriter): void {
  if (keys.length > 53) throw new Error(`a record of ${keys.length} fields has no bit mask`);
  const values = valuesOf(record);
  let mask = 0;
  // There may be more fields than the bitwise operators have bits.
  let bit = 1;
  for (let k = 0; k < values.length; k++) {
    if (!isDefault(values[k], defaults[k])) mask += bit;
    bit *= 2;
  }
  out.byte(tag.record);
  out.uint(mask);
  for (let k = 0; k < values.length; k++) if (!isDefault(values[k], defaults[k])) encode(values[k], out);
}

/** Decided by value and never by identity, so that equal records have equal masks: only what is simple is left out. */
function isDefault(value: unknown, standard: unknown): boolean {
  if (typeof value !== 'object' || value === null) return value === standard;
  return isCollection(value) && value.isEmpty() && isCollection(standard) && standard.isEmpty();
}

function encodeList(list: List<unknown>, out: ByteWriter): void {
  out.byte(tag.list);
  out.uint(list.size);
  // Without an iterator, which makes an object for each value.
  for (let k = 0; k < list.size; k++) encode(list.get(k), out);
}

function encodeMap(map: ImmutableMap<number, unknown>, out: ByteWriter): void {
  out.byte(tag.map);
  out.uint(map.size);
  const keys: number[] = [];
  map.forEach((_, key) => {
    keys.push(key);
  });
  for (const key of inOrder(keys)) {
    out.uint(key);
    encode(map.get(key), out);
  }
}

function encodeSet(set: ImmutableSet<number>, out: ByteWriter): void {
  out.byte(tag.set);
  out.uint(set.size);
  for (const key of inOrder(set.toArray())) out.uint(key);
}

/** The numbers in ascending order, as they mostly are. */
function inOrder(keys: number[]): number[] {
  for (let k = 1; k < keys.length; k++) if (keys[k] < keys[k - 1]) return keys.sort((a, b) => a - b);
  return keys;
}
