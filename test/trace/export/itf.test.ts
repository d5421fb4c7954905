/** The Informal Trace Format, written and read. */
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/cluster/model.ts';
import { diffValues } from '../../../src/trace/diff.ts';
import { itf } from '../../../src/trace/export/itf.ts';
import { readItf } from '../../../src/trace/readitf.ts';
import type { Trace } from '../../../src/trace/trace.ts';
import { clusterOf, models, randomSteps } from '../explain/behaviors.ts';
import { election, membership, snapshot } from './make.ts';

/** A random behavior of the model, as a trace of which only the steps are its own. */
function randomTrace(model: Model): Trace {
  const cluster = clusterOf(model);
  const walk = [...randomSteps(cluster, 1, 60)];
  const at = (state: Int32Array) => ({ fingerprint: '0123456789abcdef', state: cluster.view(state) });
  const steps = walk.map(({ step }) => ({ action: cluster.action(step.kind, step.arg), ...at(step.state) }));
  return { ...election, model, steps: [{ action: null, ...at(walk[0].before) }, ...steps] };
}

describe('a trace as ITF', () => {
  it.each([
    ['an election', election],
    ['a snapshot', snapshot],
    ['a membership change', membership],
  ])('is read back as the trace it was: %s', (_, trace) => {
    expect(readItf(itf(trace), 'a.itf.json').trace).toEqual(JSON.parse(JSON.stringify(trace)));
  });

  it('has what ADR-015 asks for: meta, the variables, and a value for each in every state', () => {
    const document = JSON.parse(itf(election));
    expect(document['#meta'].format).toBe('ITF');
    expect(document.states).toHaveLength(election.steps.length);
    for (const [index, state] of document.states.entries()) {
      const { '#meta': meta, ...values } = state;
      expect(meta.index).toBe(index);
      expect(Object.keys(values).sort()).toEqual([...document.vars].sort());
      expect(unitf(values)).toEqual([]);
    }
  });

  it.each(models)('gives every variable one type, and is read back: $name', ({ model }) => {
    const trace = randomTrace(model);
    expect(trace.steps.length).toBeGreaterThan(30);
    const { states } = JSON.parse(itf(trace));
    const types = states.map(({ '#meta': _, ...variables }: Record<string, unknown>) => typeOf(variables));
    expect(types.reduce(unify)).toMatchObject({ record: { nodes: { list: expect.anything() } } });
    expect(readItf(itf(trace), 'a.itf.json').trace).toEqual(JSON.parse(JSON.stringify(trace)));
  });

  it('has mappings that are mappings when they are empty', () => {
    const [first] = JSON.parse(itf(election)).states;
    const { votes, progress } = first.nodes[0];
    const empty = { '#map': [] };
    expect([votes, progress, first.ghost.leaders, first.used]).toEqual([empty, empty, empty, empty]);
  });

  it('names the actions as Quint does', () => {
    const { states } = JSON.parse(itf(election));
    expect(states.slice(0, 2).map((state: Record<string, unknown>) => state['mbt::actionTaken'])).toEqual([
      'init',
      'timeout',
    ]);
    expect(states[1]['mbt::nondetPicks']).toMatchObject({
      node: { tag: 'Some', value: { '#bigint': '1' } },
      message: { tag: 'None', value: { '#tup': [] } },
    });
  });
});

describe('an ITF trace of another tool', () => {
  const foreign = {
    '#meta': { source: 'MCraft.tla' },
    vars: ['currentTerm', 'votesGranted', 'log'],
    states: [
      {
        '#meta': { index: 0 },
        currentTerm: { '#map': [[{ '#bigint': '1' }, 0]] },
        votesGranted: { '#set': ['n1', 'n2'] },
        log: { '#tup': [{ '#bigint': '9007199254740993' }, { '#unserializable': 'Nat' }] },
        'mbt::actionTaken': 'BecomeLeader',
      },
    ],
  };

  it('gives its states as plain values', () => {
    const read = readItf(JSON.stringify(foreign), 'x.itf.json');
    expect(read.source).toBe('MCraft.tla');
    expect(read.trace).toBeNull();
    expect(read.steps).toEqual([
      {
        action: 'BecomeLeader',
        values: {
          currentTerm: { 1: 0 },
          votesGranted: ['n1', 'n2'],
          log: ['9007199254740993', 'Nat'],
          'mbt::actionTaken': 'BecomeLeader',
        },
      },
    ]);
  });

  it('shows a set that is written in another order as the same set, and a mapping likewise', () => {
    const before = {
      '#set': [{ '#tup': [1, { '#set': ['b', 'a'] }] }, { '#bigint': '10' }, { '#bigint': '9' }],
    };
    const after = { '#set': [9, 10, { '#tup': [1, { '#set': ['a', 'b', 'a'] }] }] };
    const key = { '#set': ['x', 'y'] };
    const map = (...pairs: unknown[]) => ({ '#map': pairs });
    const one = { before, map: map([key, 1], ['z', { '#set': [] }]) };
    const other = { before: after, map: map(['z', { '#set': [] }], [{ '#set': ['y', 'x'] }, 1]) };
    const { steps } = readItf(JSON.stringify({ vars: [], states: [one, other] }), 'x.itf.json');
    expect(diffValues('', steps[0].values, steps[1].values)).toEqual([]);
    expect(steps[0].values.before).toEqual([9, 10, [1, ['a', 'b']]]);
  });

  it('says where the behavior goes on after its last state, when it does', () => {
    const lasso = { ...foreign, states: [...foreign.states, ...foreign.states], loop: 1 };
    expect(readItf(JSON.stringify(lasso), 'x.itf.json').loop).toBe(1);
    expect(readItf(JSON.stringify(foreign), 'x.itf.json').loop).toBeNull();
    for (const loop of [2, -1, 0.5, 'x']) {
      const text = JSON.stringify({ ...lasso, loop });
      expect(() => readItf(text, 'x.itf.json')).toThrow(
        'x.itf.json: loop: the loop does not lead to a state',
      );
    }
  });

  it.each([
    [{ '#set': 1 }, 'not a set or tuple'],
    [{ '#tup': {} }, 'not a set or tuple'],
    [{ '#map': [[1]] }, 'not a map'],
    [{ '#map': { a: 1 } }, 'not a map'],
    [{ '#bigint': 'ten' }, 'not an integer'],
    [{ '#unserializable': {} }, 'not a value'],
  ])('is refused with its place where a value is none of the format: %j', (value, message) => {
    const text = JSON.stringify({ vars: ['x'], states: [{ x: 1 }, { x: [{ y: value }] }] });
    expect(() => readItf(text, 'x.itf.json')).toThrow(`x.itf.json: states[1].x[0].y: ${message}`);
  });

  it.each([
    ['{', 'not a JSON document'],
    ['[]', 'not an ITF trace'],
    ['{"vars": [], "states": []}', 'not an ITF trace'],
    ['{"vars": [], "states": [1]}', 'not an ITF trace'],
  ])('is refused where it is none: %s', (text, message) => {
    expect(() => readItf(text, 'x.itf.json')).toThrow(message);
  });

  it('is refused when it was ours and then changed', () => {
    const text = itf(election).replace('"role":"candidate"', '"role":"king"');
    expect(() => readItf(text, 'x.itf.json')).toThrow('steps[1].state.nodes[0].role is not valid');
  });
});

/** What is no value of the format: bare numbers and null. */
function unitf(value: unknown): unknown[] {
  if (value === null || typeof value === 'number') return [value];
  return typeof value === 'object' ? Object.values(value).flatMap(unitf) : [];
}

/** A type as Apalache gives one: null of what nothing is known, as of the elements of an empty list. */
type Type =
  | string
  | null
  | { readonly list: Type }
  | { readonly set: Type }
  | { readonly map: readonly [Type, Type] }
  | { readonly record: Readonly<Record<string, Type>> }
  | { readonly variant: Readonly<Record<string, Type>> };

function typeOf(value: unknown): Type {
  if (typeof value !== 'object' || value === null) return typeof value;
  if (Array.isArray(value)) return { list: value.map(typeOf).reduce(unify, null) };
  const fields = Object.entries(value);
  const [[key, content] = ['', null], ...others] = fields;
  if (others.length === 0 && key === '#bigint') return 'int';
  if (others.length === 0 && key === '#tup') return `tuple of ${content.length}`;
  if (others.length === 0 && key === '#set') return { set: content.map(typeOf).reduce(unify, null) };
  if (others.length === 0 && key === '#map') {
    const of = (k: number): Type => content.map((pair: unknown[]) => typeOf(pair[k])).reduce(unify, null);
    return { map: [of(0), of(1)] };
  }
  if (fields.length === 2 && 'tag' in value && 'value' in value) {
    return { variant: { [String(value.tag)]: typeOf(value.value) } };
  }
  return { record: Object.fromEntries(fields.map(([name, field]) => [name, typeOf(field)])) };
}

/** The type of both; throws where there is none. */
function unify(a: Type, b: Type): Type {
  if (a === null || b === null) return a ?? b;
  if (typeof a === 'object' && typeof b === 'object') {
    if ('list' in a && 'list' in b) return { list: unify(a.list, b.list) };
    if ('set' in a && 'set' in b) return { set: unify(a.set, b.set) };
    if ('map' in a && 'map' in b) return { map: [unify(a.map[0], b.map[0]), unify(a.map[1], b.map[1])] };
    if ('variant' in a && 'variant' in b) return { variant: unifyFields(a.variant, b.variant) };
    if ('record' in a && 'record' in b) {
      expect(Object.keys(b.record).sort()).toEqual(Object.keys(a.record).sort());
      return { record: unifyFields(a.record, b.record) };
    }
  }
  if (a === b) return a;
  throw new Error(`two types in one place: ${JSON.stringify(a)} and ${JSON.stringify(b)}`);
}

function unifyFields(a: Readonly<Record<string, Type>>, b: Readonly<Record<string, Type>>) {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(names.map((name) => [name, unify(a[name] ?? null, b[name] ?? null)]));
}
