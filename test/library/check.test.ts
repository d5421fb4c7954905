import { describe, expect, it } from 'vitest';
import { tinyRaft } from '../../examples/tiny-raft/core.ts';
import { check, defineInvariant, defineRaft, defineSystem } from '../../src/library/raftcheck.ts';
import { ContractBreach } from '../../src/system/onlooker.ts';

const counter = (step: (n: number) => number[]) =>
  defineSystem<{ n: number }>({
    init: () => [{ n: 0 }],
    next: ({ n }) => step(n).map((next) => ({ action: `to ${next}`, state: { n: next } })),
  });

const below = (limit: number) =>
  defineInvariant<{ n: number }>({ name: `below-${limit}`, holds: ({ n }) => n < limit });

describe('a state machine of one’s own', () => {
  it('is explored to its end', async () => {
    const result = await check(
      counter((n) => (n < 4 ? [n + 1, 0] : [])),
      { invariants: [below(5)] },
    );
    expect(result).toEqual({
      verdict: 'ok',
      complete: true,
      states: { distinct: 5, generated: 9, depth: 4, frontier: 0, deadlocks: 1 },
      actions: { 'to 1': 1, 'to 0': 4, 'to 2': 1, 'to 3': 1, 'to 4': 1 },
      cutBy: {},
      leftOut: [],
      properties: [{ name: 'below-5', status: 'held', evaluated: 5, relevant: 5 }],
      unreached: [],
      violation: null,
    });
  });

  it('shows the shortest behavior that breaks an invariant', async () => {
    const { verdict, violation } = await check(
      counter((n) => [n + 1, n + 2]),
      { invariants: [below(3)] },
    );
    expect(verdict).toBe('violation');
    expect(violation).toMatchObject({ property: 'below-3', length: 2, shortest: true });
    expect(violation?.behavior.map(({ action, state }) => [action, state.n])).toEqual([
      [null, 0],
      ['to 1', 1],
      ['to 3', 3],
    ]);
    expect(violation?.text).toMatch(/^0 {2}the initial state\n {5}\{"n":0\}\n1 {2}to 1\n/);
  });

  it('is vacuous when a state that must be reached is not, and incomplete when a limit stops it', async () => {
    const goal = { name: 'ten', holds: ({ n }: { n: number }) => n === 10 };
    const ends = counter((n) => (n < 4 ? [n + 1] : []));
    expect(await check(ends, { sometimes: [goal] })).toMatchObject({
      verdict: 'vacuous',
      unreached: ['ten'],
    });
    const endless = counter((n) => [n + 1]);
    expect(await check(endless, { sometimes: [goal], depth: 12 })).toMatchObject({
      verdict: 'ok',
      unreached: [],
    });
    expect(await check(endless, { maxStates: 100 })).toMatchObject({
      verdict: 'incomplete',
      stopped: 'max-states',
    });
    expect(await check(endless, { timeLimit: 0 })).toMatchObject({
      verdict: 'incomplete',
      stopped: 'time-limit',
    });
    expect(await check(endless, { signal: AbortSignal.abort() })).toMatchObject({ stopped: 'interrupted' });
  });
});

describe('another Raft', () => {
  const bounds = {
    'max-term': 1,
    'max-in-flight': 4,
    'max-proposals': 0,
    'max-heartbeats': 0,
    'max-timeouts': 2,
  };

  it('gets the same network, faults and invariants', async () => {
    const result = await check(defineRaft(tinyRaft()), {
      model: { nodes: 3, bounds: { ...bounds, 'max-crashes': 1 } },
      sometimes: ['leader-elected'],
    });
    expect(result).toMatchObject({ verdict: 'ok', unreached: [] });
    expect(result.actions.crash).toBeGreaterThan(0);
    expect(result.actions['deliver ask']).toBeGreaterThan(0);
  });

  it('with a mistake shows the shortest behavior that breaks a promise of Raft', async () => {
    const { violation } = await check(defineRaft(tinyRaft('forgets-vote')), {
      model: { nodes: 3, bounds: { ...bounds, 'max-crashes': 1 } },
    });
    expect(violation).toMatchObject({ property: 'election-safety', length: 12, shortest: true });
    expect(violation?.behavior.map(({ action }) => action?.split(' ')[0])).toContain('crash');
    expect(violation?.text).toContain('election-safety is broken:');
  });

  it('that throws has panicked, and the text of its error is told', async () => {
    const core = tinyRaft();
    const throwing = defineRaft({
      ...core,
      step: (state, input) => {
        if (input.kind === 'timeout' && state.id === 2) throw new Error('no clock');
        return core.step(state, input);
      },
    });
    const { violation } = await check(throwing, { model: { nodes: 3, bounds } });
    expect(violation).toMatchObject({ property: 'core-panic', length: 1, message: 'n2 panicked: no clock' });
  });

  it('takes invariants of one’s own beside those that come with raftcheck', async () => {
    const nobodyLeads = defineInvariant({
      name: 'nobody-leads',
      sentence: 'Nobody ever leads.',
      source: 'nowhere',
      scope: 'node',
      check: (node) => (node.role === 'leader' ? { broken: `n${node.id} leads` } : 'held'),
    });
    const { violation } = await check(defineRaft(tinyRaft()), {
      model: { bounds },
      invariants: ['log-matching', nobodyLeads],
    });
    expect(violation).toMatchObject({ property: 'nobody-leads', length: 3, message: 'n1 leads' });
  });

  it('is refused a model that contradicts itself', async () => {
    await expect(check(defineRaft(tinyRaft()), { model: { nodes: 3, learners: 3 } })).rejects.toThrow(
      'no voter is left',
    );
  });
});

describe('the contract', () => {
  it('is broken by a system that depends on more than its state', async () => {
    let calls = 0;
    await expect(check(counter((n) => [n + (calls++ % 2)]))).rejects.toThrow(
      /next has given other steps for the same state.*\n.*\n.*"n":0/,
    );
  });

  it('is broken by a system that changes its state', async () => {
    const system = defineSystem<{ list: number[] }>({
      init: () => [{ list: [] }],
      next: (state) => {
        state.list.push(1);
        return [{ action: 'push', state }];
      },
    });
    await expect(check(system)).rejects.toBeInstanceOf(ContractBreach);
  });

  it('is broken by a Raft whose step depends on more than its arguments, and the step is told', async () => {
    const core = tinyRaft();
    let calls = 0;
    const moody = defineRaft({
      ...core,
      step: (state, input) => {
        const stepped = core.step(state, input);
        if (stepped === null || input.kind !== 'timeout') return stepped;
        return { ...stepped, state: { ...stepped.state, term: stepped.state.term + (calls++ % 2) } };
      },
    });
    const error = await check(moody).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ContractBreach);
    expect(error).toMatchObject({ step: { input: { kind: 'timeout' }, state: { id: 1, term: 0 } } });
  });

  it('is broken by a Raft whose step changes its state in place', async () => {
    const core = tinyRaft();
    const careless = defineRaft({
      ...core,
      step: (state, input) => {
        if (input.kind === 'timeout') Object.assign(state, { term: state.term + 1 });
        return core.step(state, input);
      },
    });
    await expect(check(careless)).rejects.toThrow('step has changed what it was given');
  });

  it('refuses states that are no plain data', async () => {
    const core = tinyRaft();
    const withMap = defineRaft({
      ...core,
      init: (id, model) => ({ ...core.init(id, model), peers: new Set([1]) as never }),
    });
    await expect(check(withMap)).rejects.toThrow('the state[1].peers is an object of class Set');
  });

  it('names invariants as files are named', () => {
    expect(() => defineInvariant<number>({ name: 'No Deadlock', holds: () => true })).toThrow(TypeError);
  });
});
