/**
 * The core's records as JSON and back: between peers, and on disk. Fields that have their default are left out. Bytes
 * are strings of characters up to 255, as in the core. What is read may be anything: it is checked field by field.
 */
import { List } from 'immutable';
import {
  ConfState,
  Entry,
  entryTypes,
  HardState,
  Message,
  messageTypes,
  Snapshot,
} from '../../src/raft/pb.ts';
import { type Record, type RecordFactory, shapeOf, valuesOf } from '../../src/raft/record.ts';

/** What was read is no such record; the message says where. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

/** One line of JSON. */
export function encode(record: Record<object>): string {
  return JSON.stringify(plain(record));
}

/** A value as JSON has it: a record as an object of what differs from its defaults. */
function plain(value: unknown): unknown {
  if (List.isList(value)) return value.toArray().map(plain);
  const shape = shapeOf(value);
  if (shape === null) return value;
  const values = valuesOf(value);
  const fields: { [key: string]: unknown } = {};
  for (const [place, key] of shape.keys.entries()) {
    if (values[place] !== shape.defaults[place]) fields[key] = plain(values[place]);
  }
  return fields;
}

/** Makes a value of JSON, or throws a CodecError. `at` is where it stands, for the message. */
type Reader<T> = (json: unknown, at: string) => T;

const number: Reader<number> = (json, at) =>
  Number.isSafeInteger(json) && (json as number) >= 0 ? (json as number) : wrong(json, at, 'a number >= 0');

const flag: Reader<boolean> = (json, at) => (typeof json === 'boolean' ? json : wrong(json, at, 'a boolean'));

const bytes: Reader<string> = (json, at) =>
  typeof json === 'string' && !/[^\0-\xff]/.test(json) ? json : wrong(json, at, 'bytes');

function oneOf<Name extends string>(names: readonly Name[]): Reader<Name> {
  const known = new Set<unknown>(names);
  return (json, at) => (known.has(json) ? (json as Name) : wrong(json, at, `one of ${names.join(', ')}`));
}

function listOf<T>(item: Reader<T>): Reader<List<T>> {
  return (json, at) =>
    Array.isArray(json) ? List(json.map((one, i) => item(one, `${at}[${i}]`))) : wrong(json, at, 'a list');
}

/** A reader of records that takes the fields of `readers`, and refuses others. */
function recordOf<F extends object>(
  factory: RecordFactory<F>,
  readers: { readonly [Key in keyof F]?: Reader<F[Key]> },
): Reader<Record<F> & Readonly<F>> {
  const known = new Map<string, Reader<unknown>>(Object.entries(readers));
  return (json, at) => {
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return wrong(json, at, 'an object');
    const fields: { [key: string]: unknown } = {};
    for (const [key, value] of Object.entries(json)) {
      const reader = known.get(key) ?? wrong(key, at, `no field but ${[...known.keys()].join(', ')}`);
      fields[key] = reader(value, `${at}.${key}`);
    }
    return factory(fields as Partial<F>);
  };
}

const confState = recordOf(ConfState, {
  voters: listOf(number),
  learners: listOf(number),
  votersOutgoing: listOf(number),
  learnersNext: listOf(number),
  autoLeave: flag,
});
const snapshot = recordOf(Snapshot, { data: bytes, index: number, term: number, confState });
const hardState = recordOf(HardState, { term: number, vote: number, commit: number });
const entry = recordOf(Entry, {
  term: number,
  index: number,
  type: oneOf(entryTypes),
  data: bytes,
  typeIsSet: flag,
});
/** `responses` is of messages to the storage threads only, which never travel. */
const message = recordOf(Message, {
  type: oneOf(messageTypes),
  to: number,
  from: number,
  term: number,
  logTerm: number,
  index: number,
  entries: listOf(entry),
  commit: number,
  vote: number,
  snapshot,
  reject: flag,
  rejectHint: number,
  context: bytes,
});

function decoder<T>(reader: Reader<T>, name: string): (text: string) => T {
  return (text) => {
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return wrong(text, name, 'JSON');
    }
    return reader(json, name);
  };
}

export const decodeMessage = decoder(message, 'message');
export const decodeEntry = decoder(entry, 'entry');
export const decodeHardState = decoder(hardState, 'hard state');
export const decodeSnapshot = decoder(snapshot, 'snapshot');

function wrong(found: unknown, at: string, expected: string): never {
  const shown = JSON.stringify(found) ?? String(found);
  throw new CodecError(`${at}: expected ${expected}, found ${shown.slice(0, 60)}`);
}
