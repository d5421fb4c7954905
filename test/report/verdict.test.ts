import { describe, expect, it } from 'vitest';
import { jsonReport } from '../../src/report/json.ts';
import { makeVerdict } from '../../src/report/verdict.ts';
import { exploration, facts, spec, violation } from './facts.ts';

const stopped = { ...exploration, complete: false, stopped: 'max-states' as const, frontier: 7 };
const unreached = {
  name: 'snapshot-installed',
  scope: 'sometimes' as const,
  status: 'unreached' as const,
  evaluated: 9,
  relevant: 0,
};

describe('the verdict', () => {
  it('has exactly the keys that scripts rely on', () => {
    const verdict = makeVerdict({ ...facts, violation });
    expect(Object.keys(verdict)).toEqual([
      'schemaVersion',
      'spec',
      'model',
      'verdict',
      'complete',
      'states',
      'levels',
      'reductions',
      'stepCalls',
      'seconds',
      'distinctPerSecond',
      'peakRssBytes',
      'bytesPerState',
      'actions',
      'cutBy',
      'properties',
      'violation',
    ]);
    expect(Object.keys(verdict.states)).toEqual(['distinct', 'generated', 'depth', 'frontier']);
    expect(Object.keys(verdict.violation ?? {})).toEqual(['property', 'message', 'length', 'trace']);
    expect(JSON.parse(jsonReport(verdict))).toEqual(verdict);
  });

  it('is ok when every state was explored and nothing broke', () => {
    expect(makeVerdict(facts)).toMatchObject({ verdict: 'ok', complete: true, violation: null });
  });

  it('is a violation whatever else there is to say', () => {
    const both = { ...facts, violation, exploration: stopped, properties: [unreached] };
    expect(makeVerdict(both).verdict).toBe('violation');
  });

  it('is incomplete when a limit ended the search, and says which', () => {
    const verdict = makeVerdict({ ...facts, exploration: stopped, properties: [unreached] });
    expect(verdict).toMatchObject({ verdict: 'incomplete', stopped: 'max-states' });
    expect(verdict.unmet).toBeUndefined();
  });

  it('is vacuous when a state was never reached in a complete run', () => {
    expect(makeVerdict({ ...facts, properties: [unreached] })).toMatchObject({
      verdict: 'vacuous',
      unmet: ['snapshot-installed was never reached'],
    });
  });

  it('counts what each bound of the model cut, the depth among them', () => {
    const deep = { ...spec, search: { ...spec.search, depth: 22 } };
    const verdict = makeVerdict({ ...facts, spec: deep, exploration: { ...exploration, cutByDepth: 12 } });
    expect(verdict.cutBy).toEqual({ 'max-term': 1234, 'max-in-flight': 88, 'max-proposals': 0, depth: 12 });
  });

  it('names every kind of action, taken or not', () => {
    expect(makeVerdict(facts).actions).toEqual({
      timeout: 1000,
      'deliver MsgApp': 200,
      'deliver MsgSnap': 0,
    });
  });
});

describe('the figures a spec pins', () => {
  const pinned = (expected: typeof spec.expect, more: Partial<typeof facts> = {}) =>
    makeVerdict({ ...facts, ...more, spec: { ...spec, expect: expected } });

  it('are met in silence', () => {
    expect(pinned({ verdict: 'ok', distinct: 84212, generated: 321111 })).toMatchObject({ verdict: 'ok' });
  });

  it('make the run vacuous when they differ, with a sentence for each', () => {
    expect(pinned({ verdict: 'violation', property: 'log-matching', length: 9, distinct: 1 })).toMatchObject({
      verdict: 'vacuous',
      unmet: [
        'the pin of the verdict is violation, found ok',
        'the pin of the broken property is log-matching, found none',
        'the pin of the length of the counterexample is 9, found none',
        'the pin of distinct states is 1, found 84,212',
      ],
    });
  });

  it('are compared with a violation too', () => {
    const met = pinned({ verdict: 'violation', property: 'election-safety', length: 11 }, { violation });
    expect(met.unmet).toBeUndefined();
    const unmet = pinned({ verdict: 'violation', property: 'election-safety', length: 10 }, { violation });
    expect(unmet.unmet).toEqual(['the pin of the length of the counterexample is 10, found 11']);
  });

  it('are not compared once a flag has changed the question, nor with a run that was stopped', () => {
    expect(pinned({ distinct: 1 }, { pinned: false }).verdict).toBe('ok');
    expect(pinned({ distinct: 1 }, { exploration: stopped }).unmet).toBeUndefined();
  });
});

describe('fairness', () => {
  it('is told where whole behaviors are asked, and which of it is of nothing that is ever done', () => {
    const names = {
      invariants: [],
      sometimes: [],
      leadsTo: [],
      fairness: [{ weak: 'go <p>' }, { strong: 'og' }],
    };
    const system = { file: '/a.mjs', where: 'a', name: 'a', hash: '0', eventually: ['done'], ...names };
    const asked = { ...facts, spec: { ...spec, system }, actionKinds: ['go 1', 'stop'] };
    expect(makeVerdict(asked).fairness).toEqual(['WF(go <p>)', 'SF(og) of no action that was taken']);
    const temporal = { ...spec.temporal, eventually: [] };
    expect(makeVerdict({ ...asked, spec: { ...asked.spec, temporal } }).fairness).toBeUndefined();
  });
});
