/**
 * The Informal Trace Format (Apalache ADR-015), which Quint, Apalache and their viewers read: a variable for each part of
 * a state, integers as `#bigint`, mappings by number as `#map`, and Quint's names for the action that was taken.
 *
 * What is not a state (the model, the property, who breaks it) stands in the file's `#meta`, which others skip, so that
 * `readItf` gives back the very trace that was written. Of files written by others it gives the states as plain values.
 */
import { showValue, UserError } from '../../spec/usererror.ts';
import { traceSchema } from '../schema.ts';
import type { Trace, TraceStep } from '../trace.ts';

type Tree = Readonly<Record<string, unknown>>;

const actionVariable = 'mbt::actionTaken';
const picksVariable = 'mbt::nondetPicks';
const initialAction = 'init';

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
  /** The whole trace, when it was exported by raftcheck; null for one of another tool. */
  readonly trace: Trace | null;
}

/** The trace as one ITF document. */
export function itf(trace: Trace): string {
  const { steps, ...head } = trace;
  const picks = [...new Set(steps.flatMap(({ action }) => Object.keys(action ?? {})))].filter(
    (name) => name !== 'kind',
  );
  const document = {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache.informal.systems/docs/adr/015adr-trace.html',
      description: `Counterexample to ${trace.property.name}, found by raftcheck ${trace.tool.version}`,
      source: trace.spec,
      raftcheck: head,
    },
    vars: ['nodes', 'messages', 'ghost', 'used', actionVariable, picksVariable],
  };
  const states = steps.map((step, index) => `    ${JSON.stringify(encodeStep(step, index, picks))}`);
  const opening = JSON.stringify(document, null, 2).replace(/\n}$/, '');
  return `${opening},\n  "states": [\n${states.join(',\n')}\n  ]\n}\n`;
}

function encodeStep({ action, fingerprint, state }: TraceStep, index: number, picks: readonly string[]) {
  const picked: Tree = action === null ? {} : { ...action };
  return {
    '#meta': { index, fingerprint },
    nodes: encode(state.nodes),
    messages: encode(state.messages),
    ghost: encode(state.ghost),
    used: encode(state.used),
    [actionVariable]: action === null ? initialAction : action.kind,
    [picksVariable]: Object.fromEntries(picks.map((name) => [name, option(picked[name])])),
  };
}

/** Quint's optional value. */
function option(value: unknown): Tree {
  return value === undefined ? { tag: 'None', value: { '#tup': [] } } : { tag: 'Some', value: encode(value) };
}

function encode(value: unknown): unknown {
  if (typeof value === 'number') return { '#bigint': String(value) };
  if (value === null) return { '#unserializable': 'null' };
  if (Array.isArray(value)) return value.map(encode);
  if (!isTree(value)) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.length > 0 && fields.every(([key]) => /^\d+$/.test(key))) {
    return { '#map': fields.map(([key, field]) => [{ '#bigint': key }, encode(field)]) };
  }
  return Object.fromEntries(fields.map(([key, field]) => [key, encode(field)]));
}

/** Reads an ITF trace; `file` is what errors call it. Throws a UserError where it is none. */
export function readItf(text: string, file: string): ItfTrace {
  const document = parse(text, file);
  const states = document.states;
  if (!Array.isArray(states) || states.length === 0 || !states.every(isTree)) {
    throw new UserError({
      message: 'not an ITF trace',
      where: file,
      found: `states: ${showValue(states)}`,
      expected: 'states: a list of one mapping or more, a variable a key',
    });
  }
  const meta = isTree(document['#meta']) ? document['#meta'] : {};
  const steps = states.map(decodeStep);
  return {
    source: typeof meta.source === 'string' ? meta.source : file,
    steps,
    trace: isTree(meta.raftcheck) ? ownTrace(meta.raftcheck, states, steps, file) : null,
  };
}

function parse(text: string, file: string): Tree {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new UserError({ message: `not a JSON document: ${detail}`, where: file, expected: 'an ITF trace' });
  }
  if (isTree(document)) return document;
  throw new UserError({
    message: 'not an ITF trace',
    where: file,
    found: showValue(document),
    expected: 'a mapping with vars and states',
  });
}

function decodeStep(state: Tree): ItfStep {
  const variables = Object.entries(state).filter(([name]) => name !== '#meta');
  const values = Object.fromEntries(variables.map(([name, value]) => [name, decode(value)]));
  const action = values[actionVariable];
  return { action: typeof action === 'string' && action !== initialAction ? action : '', values };
}

function ownTrace(head: Tree, states: readonly Tree[], steps: readonly ItfStep[], file: string): Trace {
  const document = {
    ...head,
    steps: steps.map(({ action, values }, k) => {
      const { nodes, messages, ghost, used } = values;
      const meta = states[k]!['#meta'];
      return {
        action: action === '' ? null : { kind: action, ...picksOf(values[picksVariable]) },
        fingerprint: isTree(meta) ? meta.fingerprint : undefined,
        state: { nodes, messages, ghost, used },
      };
    }),
  };
  const parsed = traceSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError({
    message: `${issue?.path.join('.') ?? ''} is not what raftcheck writes`,
    where: file,
    expected: issue?.message,
    hint: 'the file was changed after it was exported: export it again',
  });
}

/** The picks that were made, by name. */
function picksOf(picks: unknown): Tree {
  if (!isTree(picks)) return {};
  const made = Object.entries(picks).filter(([, pick]) => isTree(pick) && pick.tag === 'Some');
  return Object.fromEntries(made.map(([name, pick]) => [name, isTree(pick) ? pick.value : undefined]));
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isTree(value)) return value;
  if ('#bigint' in value) return decodeInteger(String(value['#bigint']));
  if ('#tup' in value) return decode(value['#tup']);
  if ('#set' in value) return decode(value['#set']);
  if ('#unserializable' in value)
    return value['#unserializable'] === 'null' ? null : String(value['#unserializable']);
  if ('#map' in value && Array.isArray(value['#map'])) {
    const pairs = value['#map'].filter((pair): pair is unknown[] => Array.isArray(pair));
    return Object.fromEntries(pairs.map(([key, field]) => [keyText(decode(key)), decode(field)]));
  }
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, decode(field)]));
}

function decodeInteger(digits: string): number | string {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : digits;
}

function keyText(key: unknown): string {
  return typeof key === 'object' ? JSON.stringify(key) : String(key);
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
