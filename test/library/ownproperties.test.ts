/** Properties of a program's own that nobody could ask, and such as change what they see. */
import { describe, expect, it } from 'vitest';
import { tinyRaft } from '../../examples/tiny-raft/core.ts';
import { UserError } from '../../src/base/usererror.ts';
import type { ClusterView, Ghost } from '../../src/cluster/view.ts';
import { check, defineRaft, defineSystem, runSchedule } from '../../src/library/raftcheck.ts';
import { ContractBreach } from '../../src/system/onlooker.ts';

type Any = Readonly<Record<string, unknown>>;

/** Programs in JavaScript can say anything. */
const checked = (subject: unknown, options: unknown): Promise<unknown> =>
  check(subject as never, options as never).catch((reason: unknown) => reason);

const few = { bounds: { 'max-term': 1, 'max-proposals': 0, 'max-heartbeats': 0, 'max-timeouts': 1 } };
const onFew = { model: few, invariants: [] };
const node = { name: 'own', scope: 'node', check: () => 'held' };
const goal = { name: 'own', scope: 'sometimes', over: 'node', reached: () => true };

describe('a property that nobody could ask', () => {
  it.each<[what: string, options: Any, message: string]>([
    ['looks at nothing', { invariants: [{ ...node, looksAt: 5 }] }, 'own.looksAt: looksAt is not valid'],
    ['applies to nothing', { invariants: [{ ...node, applies: 5 }] }, 'own.applies: applies is not valid'],
    [
      'asks for a history that nobody keeps',
      { invariants: [{ ...node, ghosts: ['leader'] }] },
      "did you mean 'leaders'",
    ],
    ['asks for messages, perhaps', { invariants: [{ ...node, messages: 'yes' }] }, 'expected  true or false'],
    [
      'does not say what is to be reached where',
      { sometimes: [{ ...goal, over: 'pair' }] },
      'one of node, cluster, step',
    ],
    ['has no function', { invariants: [{ ...node, check: undefined }] }, 'own.check: check is missing'],
    [
      'wants more than there is',
      {
        invariants: [
          { ...node, scope: 'pair', check: (_a: unknown, _b: unknown, _ghost: unknown) => 'held' },
        ],
      },
      'check of own takes 3 arguments\n  expected  2: a property of the scope pair is asked about two nodes',
    ],
  ])('since it %s', async (_, options, message) => {
    const error = await checked(defineRaft(tinyRaft()), { ...onFew, ...options });
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain(message);
  });

  it.each<[what: string, parts: Any, message: string]>([
    [
      'throws in what it looks at',
      {
        looksAt: () => {
          throw new Error('no part');
        },
      },
      'looksAt of own has thrown no part',
    ],
    [
      'looks at history unasked',
      { ghosts: [], check: (_: unknown, ghost: Ghost) => (ghost.leaders[1] ? 'held' : 'irrelevant') },
      "own looks at leaders, which it does not ask for: expected ghosts: ['leaders']",
    ],
    [
      'looks at messages unasked',
      {
        scope: 'cluster',
        check: ({ messages }: ClusterView) => (messages.length > 9 ? 'irrelevant' : 'held'),
      },
      'own looks at messages, which it does not ask for: expected messages: true',
    ],
    ['looks at what JSON cannot hold', { looksAt: () => 1n }, 'looksAt of own has thrown TypeError'],
    [
      'does not know where it applies',
      {
        applies: () => {
          throw new Error('no idea');
        },
      },
      'applies of own has thrown no idea',
    ],
  ])('and one that %s, are told by name', async (_, parts, message) => {
    const own = { ...node, ghosts: ['leaders'], ...parts };
    const error = await checked(defineRaft(tinyRaft()), { ...onFew, invariants: [own] });
    expect(error).toBeInstanceOf(ContractBreach);
    expect(String(error)).toContain(message);
  });

  it('is one of two of a machine that have one name', async () => {
    const two = [{ name: 'own', holds: () => true }];
    const error = await checked(defineSystem({ init: () => [0], next: () => [] }), {
      invariants: two,
      sometimes: [{ name: 'own', holds: () => true }],
    });
    expect(String(error)).toContain("two properties are named 'own'");
  });
});

/** Changes what it is given, at its first call or at its thousandth. */
const changing = (from: number, change: (given: never) => void) => {
  let calls = 0;
  return (...args: readonly unknown[]) => {
    if (++calls >= from) for (const given of args) change(given as never);
    return 'held';
  };
};
const rewrites = ({
  nodes = [],
  log = [],
  ghost = { leaders: {} },
}: Record<string, never[]> & { ghost?: Any }) => {
  for (const one of nodes) Object.assign(one, { role: 'follower' });
  if (log.length > 0) log.reverse();
  for (const term of Object.keys(Object(ghost.leaders))) delete Object(ghost.leaders)[term];
};

describe('what a function that only looks has changed would be judged by all others', () => {
  const model = {
    bounds: { 'max-term': 1, 'max-crashes': 1, 'max-in-flight': 4, 'max-proposals': 0, 'max-heartbeats': 0 },
  };
  it.each<[scope: string, from: number, property: Any]>([
    ['cluster', 1, { ghosts: ['leaders'], check: changing(1, rewrites) }],
    ['cluster', 400, { ghosts: ['leaders'], check: changing(400, rewrites) }],
    ['step', 1, { check: changing(1, (given) => Object.assign(given, { role: 'follower' })) }],
    ['node', 1, { check: changing(1, ({ log }: { log: never[] }) => log.splice(0)) }],
    ['pair', 300, { check: changing(300, (given) => Object.assign(given, { role: 'follower' })) }],
  ])('of a cluster: %s, from call %i', async (scope, _, property) => {
    const error = await checked(defineRaft(tinyRaft('forgets-vote')), {
      model,
      invariants: [{ name: 'own', scope, ...property }, 'election-safety'],
    });
    expect(error).toBeInstanceOf(ContractBreach);
    expect(String(error)).toMatch(/check of own has (changed what it was given|thrown TypeError: Cannot)/);
  });

  const core = tinyRaft();
  const forgets = { role: 'follower', supporters: [] };
  it.each<[name: string, changes: Any]>([
    ['restart', { restart: (state: never) => Object.assign(state, core.restart(state)) }],
    ['view', { view: (state: never) => core.view(Object.assign(state, forgets)) }],
    ['encode', { encode: (state: never) => Object.assign(state, forgets) }],
    [
      'viewMessage',
      { viewMessage: (sent: never) => core.viewMessage(Object.assign(sent, { granted: false })) },
    ],
  ])('of a Raft: %s', async (name, changes) => {
    const error = await checked(defineRaft({ ...tinyRaft('forgets-vote'), ...changes } as typeof core), {
      model,
    });
    expect(error).toBeInstanceOf(ContractBreach);
    expect(String(error)).toContain(`${name} has changed what it was given`);
  });

  const sorts = (from: number) => {
    let calls = 0;
    return ({ list }: { list: number[] }) => ++calls < from || list.sort()[0] >= 0;
  };
  const growing = defineSystem<{ list: readonly number[]; n: number }>({
    init: () => [{ list: [3, 1, 2], n: 0 }],
    next: ({ list, n }) => (n < 900 ? [{ action: 'on', state: { list, n: n + 1 } }] : []),
  });
  it.each([1, 700])('of a machine: from call %i', async (from) => {
    const error = await checked(growing, { invariants: [{ name: 'own', holds: sorts(from) }] });
    expect(error).toBeInstanceOf(ContractBreach);
    expect(String(error)).toMatch(/holds of own has (changed what it was given|thrown TypeError: Cannot)/);
    expect(String(error)).toContain('"list":[3,1,2]');
  });
});

describe('a schedule is asked an expression', () => {
  it('under a name of its own, and one that means nothing is refused', async () => {
    const asked = (holds: string): Promise<readonly string[]> =>
      runSchedule({ name: 'wish', holds }, { nodes: 3 }, []);
    expect(await asked('all n: n.term == 0')).toEqual([]);
    expect(await asked('all n: n.term == 1')).toEqual(['n1.term = 0', 'n2.term = 0', 'n3.term = 0']);
    await expect(asked('all n: n.foo == 1')).rejects.toThrow('a node has no field `foo`');
    await expect(runSchedule({ name: 'wish' } as never, { nodes: 3 }, [])).rejects.toThrow(
      'holds is missing',
    );
  });
});
