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
  isRecord,
  isSet,
  type List,
  type Record,
} from 'immutable';
import type { ByteWriter } from '../bytes.ts';

type AnyRecord = Record<{ [key: string]: unknown }>;

/** A record type's field names and defaults, in declaration order. */
interface Shape {
  readonly keys: readonly string[];
  readonly defaults: readonly unknown[];
}

const tag = { null: 0, true: 1, false: 2, number: 3, string: 4, list: 5, map: 6, set: 7, record: 8 } as const;

const shapes = new WeakMap<object, Shape>();

/**
 * The bytes of records met lately. A step leaves most of a node as it was, and an immutable record that is still there
 * still has the same bytes. A map that is emptied when it is full costs half of a weak one.
 */
const written = new Map<object, Uint8Array>();
const mostWritten = 4096;

/** Throws on what has no canonical form: fractions, negative numbers, functions, plain objects. */
export function encode(value: unknown, out: ByteWriter): void {
  if (value === null) out.byte(tag.null);
  else if (typeof value === 'boolean') out.byte(value ? tag.true : tag.false);
  else if (typeof value === 'number') encodeNumber(value, out);
  else if (typeof value === 'string') {
    out.byte(tag.string);
    out.string(value);
  } else if (isRecord(value)) encodeKnown(value as AnyRecord, out);
  else if (isList(value)) encodeList(value, out);
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

function encodeKnown(record: AnyRecord, out: ByteWriter): void {
  const known = written.get(record);
  if (known !== undefined) {
    out.raw(known);
    return;
  }
  const start = out.length;
  encodeRecord(record, out);
  if (written.size === mostWritten) written.clear();
  written.set(record, out.bytes().slice(start));
}

function encodeRecord(record: AnyRecord, out: ByteWriter): void {
  const { keys, defaults } = shapeOf(record);
  const told: unknown[] = [];
  let mask = 0;
  // There may be more fields than the bitwise operators have bits.
  for (let k = 0, bit = 1; k < keys.length; k++, bit *= 2) {
    const value = record.get(keys[k]);
    if (isDefault(value, defaults[k])) continue;
    mask += bit;
    told.push(value);
  }
  out.byte(tag.record);
  out.uint(mask);
  for (const value of told) encode(value, out);
}

/** Decided by value and never by identity, so that equal records have equal masks: only what is simple is left out. */
function isDefault(value: unknown, standard: unknown): boolean {
  if (isRecord(value)) return false;
  if (isCollection(value)) return value.isEmpty() && isCollection(standard) && standard.isEmpty();
  return value === standard;
}

function encodeList(list: List<unknown>, out: ByteWriter): void {
  out.byte(tag.list);
  out.uint(list.size);
  for (const value of list) encode(value, out);
}

function encodeMap(map: ImmutableMap<number, unknown>, out: ByteWriter): void {
  out.byte(tag.map);
  out.uint(map.size);
  for (const key of [...map.keys()].sort(ascending)) {
    out.uint(key);
    encode(map.get(key), out);
  }
}

function encodeSet(set: ImmutableSet<number>, out: ByteWriter): void {
  out.byte(tag.set);
  out.uint(set.size);
  for (const key of [...set].sort(ascending)) out.uint(key);
}

function shapeOf(record: AnyRecord): Shape {
  const type = record.constructor;
  const known = shapes.get(type);
  if (known !== undefined) return known;
  const plain = record.clear();
  const keys = [...plain.toSeq().keys()].map(String);
  if (keys.length > 53) throw new Error(`a record of ${keys.length} fields has no bit mask`);
  const shape = { keys, defaults: keys.map((key) => plain.get(key)) };
  shapes.set(type, shape);
  return shape;
}

function ascending(a: number, b: number): number {
  return a - b;
}
