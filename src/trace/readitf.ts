/**
 * Reads the Informal Trace Format (Apalache ADR-015): of files that raftcheck wrote (export/itf.ts) the very trace, of files of others
 * the states as plain values.
 *
 * Two states are compared by these values, so equal ones become equal values: the elements of a set stand in one order, whatever
 * order the file has, and each once; a mapping's keys may come in any order.
 */

import { showValue, UserError } from '../base/usererror.ts';
import { judge } from '../spec/issue.ts';
import { otherVersion, refuseOtherForm, toolVersionOf } from '../spec/version.ts';
import { parseJson } from './json.ts';
import { traceSchema } from './schema.ts';
import { type Trace, traceForm } from './trace.ts';

/** Quint's names for what was done. */
export const actionVariable = 'mbt::actionTaken';
export const picksVariable = 'mbt::nondetPicks';
export const initialAction = 'init';

type Tree = Readonly<Record<string, unknown>>;

/** One state of an ITF trace, whoever wrote it. */
export interface ItfStep {
  /** What was done, where the file says so; '' otherwise and for the first state. */
  readonly action: string;
  /** The variables; sets and tuples are lists, maps are mappings, integers numbers (text where too large). */
  readonly values: Readonly<Record<string, unknown>>;
}

export interface ItfTrace {
  /** What the file calls itself. */
  readonly source: string;
  readonly steps: readonly ItfStep[];
  /** The index of the state that follows the last one, for ever; null where the behavior ends. */
  readonly loop: number | null;
  /** The whole trace, when it was exported by raftcheck; null for one of another tool. */
  readonly trace: Trace | null;
}

/** Reads an ITF trace; `file` is what errors call it. Throws a UserError where it is none. */
export function readItf(text: string, file: string): ItfTrace {
  const document = parse(text, file);
  const { states } = document;
  if (!Array.isArray(states) || states.length === 0 || !states.every(isTree)) {
    throw new UserError({
      message: 'not an ITF trace',
      where: file,
      found: `states: ${showValue(states)}`,
      expected: 'states: a list of one mapping or more, a variable a key',
    });
  }
  const meta = isTree(document['#meta']) ? document['#meta'] : {};
  const steps = states.map((state, index) => decodeStep(state, `${file}: states[${index}]`));
  return {
    source: typeof meta.source === 'string' ? meta.source : file,
    steps,
    loop: loopOf(document, states.length, file),
    trace: isTree(meta.raftcheck) ? ownTrace(meta.raftcheck, states, steps, file) : null,
  };
}

function parse(text: string, file: string): Tree {
  const document = parseJson(text, file, 'an ITF trace');
  if (isTree(document)) return document;
  throw new UserError({
    message: 'not an ITF trace',
    where: file,
    found: showValue(document),
    expected: 'a mapping with vars and states',
  });
}

function loopOf({ loop }: Tree, states: number, file: string): number | null {
  if (loop === undefined || loop === null) return null;
  if (typeof loop === 'number' && Number.isInteger(loop) && loop >= 0 && loop < states) return loop;
  throw new UserError({
    message: 'the loop does not lead to a state',
    where: `${file}: loop`,
    found: showValue(loop),
    expected: `the index of a state, 0 to ${states - 1}`,
  });
}

function decodeStep(state: Tree, where: string): ItfStep {
  const variables = Object.entries(state).filter(([name]) => name !== '#meta');
  const values = Object.fromEntries(
    variables.map(([name, value]) => [name, decode(value, `${where}.${name}`)]),
  );
  const action = values[actionVariable];
  return { action: typeof action === 'string' && action !== initialAction ? action : '', values };
}

function ownTrace(head: Tree, states: readonly Tree[], steps: readonly ItfStep[], file: string): Trace {
  const document = {
    ...head,
    steps: steps.map(({ action, values }, k) => {
      const { nodes, messages, ghost, used, [picksVariable]: picks } = taken(values) as Tree;
      const meta = states[k]['#meta'];
      return {
        action: action === '' ? null : { kind: action, ...(isTree(picks) && picks) },
        fingerprint: isTree(meta) ? meta.fingerprint : undefined,
        state: { nodes, messages, ghost, used },
      };
    }),
  };
  const nowhere = () => file;
  refuseOtherForm(head, traceForm, `${file}: #meta.raftcheck`);
  const written = otherVersion(toolVersionOf(head));
  const hint = written ?? 'the file was changed after it was exported: export it again';
  return judge(
    traceSchema,
    document,
    { ofValue: nowhere, ofKey: nowhere },
    {
      name: 'a trace that raftcheck has exported',
      hint,
    },
  );
}

/** A value of ours with its optional fields there or not there. */
function taken(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(taken);
  if (!isTree(value)) return value;
  const fields = Object.entries(value).flatMap(([name, field]) => {
    if (!isOption(field)) return [[name, taken(field)]];
    return field.tag === 'Some' ? [[name, taken(field.value)]] : [];
  });
  return Object.fromEntries(fields);
}

function isOption(value: unknown): value is { readonly tag: 'Some' | 'None'; readonly value: unknown } {
  return isTree(value) && (value.tag === 'Some' || value.tag === 'None') && 'value' in value;
}

function decode(value: unknown, where: string): unknown {
  if (Array.isArray(value)) return value.map((element, i) => decode(element, `${where}[${i}]`));
  if (!isTree(value)) return value;
  if ('#bigint' in value) return decodeInteger(value['#bigint'], where);
  if ('#tup' in value) return decodeList(value['#tup'], where);
  if ('#set' in value) return inOrder(decodeList(value['#set'], where));
  if ('#map' in value) return decodeMap(value['#map'], where);
  if ('#unserializable' in value) return decodeUnserializable(value['#unserializable'], where);
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, decode(field, `${where}.${key}`)]),
  );
}

function decodeUnserializable(text: unknown, where: string): string | null {
  if (typeof text !== 'string') throw malformed('a value', where, text, '#unserializable: the value as text');
  return text === 'null' ? null : text;
}

function decodeInteger(digits: unknown, where: string): number | string {
  if (typeof digits !== 'string' || !/^-?\d+$/.test(digits)) {
    throw malformed('an integer', where, digits, '#bigint: decimal digits as text');
  }
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
}

function decodeList(elements: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(elements)) throw malformed('a set or tuple', where, elements, 'a list of its elements');
  return elements.map((element, i) => decode(element, `${where}[${i}]`));
}

function decodeMap(pairs: unknown, where: string): Tree {
  const isPair = (pair: unknown): boolean => Array.isArray(pair) && pair.length === 2;
  if (!Array.isArray(pairs) || !pairs.every(isPair)) {
    throw malformed('a map', where, pairs, '#map: a list of pairs, each a list of a key and its value');
  }
  return Object.fromEntries(
    pairs.map(([key, field]: readonly [unknown, unknown], i) => {
      const name = decode(key, `${where}[${i}]`);
      return [typeof name === 'object' ? canonical(name) : String(name), decode(field, `${where}[${i}]`)];
    }),
  );
}

/** The elements of a set: each once, in an order of their own. */
function inOrder(elements: readonly unknown[]): readonly unknown[] {
  const named = new Map(elements.map((element) => [canonical(element), element]));
  return [...named].sort(([a], [b]) => order(a, b)).map(([, element]) => element);
}

/** Numbers by their size. */
function order(a: string, b: string): number {
  const difference = Number(a) - Number(b);
  if (Number.isFinite(difference) && difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A decoded value as text: equal values, equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    isTree(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}

function malformed(what: string, where: string, found: unknown, expected: string): UserError {
  return new UserError({ message: `not ${what}`, where, found: showValue(found), expected });
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
