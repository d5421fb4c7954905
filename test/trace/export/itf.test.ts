/** The Informal Trace Format, written and read. */
import { describe, expect, it } from 'vitest';
import { itf, readItf } from '../../../src/trace/export/itf.ts';
import { election, membership, snapshot } from './make.ts';

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
    expect(() => readItf(text, 'x.itf.json')).toThrow('steps.1.state.nodes.0.role');
  });
});

/** What is no value of the format: bare numbers and null. */
function unitf(value: unknown): unknown[] {
  if (value === null || typeof value === 'number') return [value];
  return typeof value === 'object' ? Object.values(value).flatMap(unitf) : [];
}
