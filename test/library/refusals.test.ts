/** What the library refuses: options that the command line would refuse, and functions that break their contract. */
import { describe, expect, it } from 'vitest';
import { tinyRaft } from '../../examples/tiny-raft/core.ts';
import { UserError } from '../../src/base/usererror.ts';
import {
  check,
  defineInvariant,
  defineRaft,
  defineSystem,
  runSchedule,
} from '../../src/library/raftcheck.ts';
import { ContractBreach } from '../../src/system/onlooker.ts';

type Any = Readonly<Record<string, unknown>>;

const counter = {
  init: () => [{ n: 0 }],
  next: ({ n }: { n: number }) => (n < 5 ? [{ action: `to ${n + 1}`, state: { n: n + 1 } }] : []),
};
const system = (changes: Any) => defineSystem({ ...counter, ...changes } as typeof counter);
const raft = (changes: Any) => defineRaft({ ...tinyRaft(), ...changes } as ReturnType<typeof tinyRaft>);

/** Programs in JavaScript can say anything. */
const checked = (subject: unknown, options: unknown = {}): Promise<unknown> =>
  check(subject as never, options as never).catch((reason: unknown) => reason);

const strange: readonly (readonly [options: unknown, message: string])[] = [
  [{ maxDepth: 3 }, "options.maxDepth: unknown key 'maxDepth'\n  hint      did you mean 'depth'?"],
  [
    { strategy: 'bsf' },
    `strategy is not valid\n  found     "bsf"\n  expected  one of bfs, dfs\n  hint      did you mean 'bfs'?`,
  ],
  [{ depth: '3' }, 'depth is not valid\n  found     "3"\n  expected  a whole number, 0 or more'],
  [{ depth: -1 }, 'depth is not valid\n  found     -1'],
  [{ maxStates: 0 }, 'maxStates is not valid\n  found     0\n  expected  a whole number, 1 or more'],
  [{ timeLimit: Number.NaN }, 'timeLimit is not valid\n  found     NaN\n  expected  seconds'],
  [{ maxMemory: '1g' }, 'maxMemory is not valid\n  found     "1g"\n  expected  a number above 0'],
  [{ signal: {} }, 'signal is not valid\n  found     a mapping\n  expected  an AbortSignal'],
  [
    { invariants: 'core-panic' },
    'invariants is not valid\n  found     "core-panic"\n  expected  a list of invariants',
  ],
  [3, 'options: not a mapping of options\n  found     3'],
  [
    { model: { node: 3 } },
    "options.model.node: unknown key 'node' in model\n  hint      did you mean 'nodes'",
  ],
  [
    { model: { nodes: '3' } },
    'options.model.nodes: model.nodes is not valid\n  found     "3"\n  expected  a whole number from 1 to 9',
  ],
  [{ model: { nodes: 10 } }, 'found     10\n  expected  a whole number from 1 to 9'],
  [{ model: { preVote: 'yes' } }, 'model.preVote is not valid\n  found     "yes"\n  expected  true or false'],
  [{ model: { 'pre-vote': true } }, "unknown key 'pre-vote' in model\n  hint      did you mean 'preVote'?"],
  [
    { model: { bounds: { 'max-trem': 1 } } },
    "options.model.bounds.max-trem: unknown key 'max-trem' in model.bounds\n  hint      did you mean 'max-term'?",
  ],
  [
    { model: { bounds: { 'max-in-flight': null } } },
    'model.bounds.max-in-flight is not valid\n  found     null',
  ],
  [{ model: { bounds: { 'max-term': null } } }, 'options.model.bounds.max-term: terms grow without end'],
  [
    { model: { terms: 'relative', bounds: { 'max-term': null, 'max-spread': 2 } } },
    'options.model.terms: relative terms are for the core that comes with raftcheck',
  ],
  [{ model: { readOnly: 'lease' } }, 'options.model.readOnly: lease reads need check-quorum'],
  [{ model: { bounds: { 'max-drift': 1 } } }, 'options.model.bounds.max-drift: there is no clock'],
  [
    { invariants: ['log-maching'] },
    "options.invariants: there is no invariant named 'log-maching'\n  expected  a name that `raftcheck list` shows\n  hint      did you mean 'log-matching'",
  ],
  [
    { invariants: ['leader-elected'] },
    "'leader-elected' is a state to reach\n  hint      what is to be reached stands under sometimes",
  ],
  [{ sometimes: ['log-matching'] }, "'log-matching' is an invariant\n  hint      list it under invariants"],
  [{ invariants: [{ name: 'x' }] }, 'options.invariants.0.scope: invariants[0].scope is missing'],
  [
    { invariants: [{ name: 'x', scope: 'nodes' }] },
    'found     "nodes"\n  expected  one of node, pair, cluster, step, sometimes\n  hint      did you mean \'node\'?',
  ],
  [{ invariants: [{ name: 'x', scope: 'node' }] }, 'options.invariants: x.check: check is missing'],
  [
    { invariants: [{ name: 'x', scope: 'node', check: () => 'held', applies: () => false }] },
    'x does not apply to this model',
  ],
];

describe('options that are not known', () => {
  it.each(strange)('are told of, with what was expected: %j', async (options, message) => {
    const error = await checked(raft({}), options);
    expect(error).toBeInstanceOf(UserError);
    expect(String(error)).toContain(message);
  });

  it('are the model of a machine, and whatever is no machine', async () => {
    expect(String(await checked(system({}), { model: {} }))).toContain("options.model: unknown key 'model'");
    expect(String(await checked(system({}), { sometimes: [{ name: 'x' }] }))).toContain(
      'sometimes[0].holds is missing',
    );
    for (const subject of [undefined, null, 3, {}, counter, tinyRaft()]) {
      expect(String(await checked(subject))).toContain('check: this cannot be checked');
    }
    expect(String(await checked(defineSystem({} as never)))).toContain(
      'the system.init: init is missing\n  expected  a function',
    );
    expect(String(await checked(system({ next: 3 })))).toContain('next is not valid\n  found     3');
    expect(String(await checked(raft({ view: undefined })))).toContain('the Raft.view: view is missing');
  });

  it('are the names and models of schedules', async () => {
    await expect(runSchedule('log-maching', {}, [])).rejects.toThrow(
      "there is no invariant named 'log-maching'",
    );
    // Nothing breaks it, so it would be said to hold.
    await expect(runSchedule('leader-elected', {}, [])).rejects.toThrow(
      "'leader-elected' is a state to reach",
    );
    await expect(runSchedule('log-matching', { node: 3 } as never, [])).rejects.toThrow("unknown key 'node'");
  });

  it('are two properties of one name, of which one would be asked for and the other named', async () => {
    const own = (name: string) =>
      defineInvariant({
        name,
        scope: 'node',
        sentence: 's',
        source: 's',
        check: () => ({ holds: true, relevant: true }),
      } as never);
    for (const invariants of [
      [own('one'), own('one')],
      [own('core-panic')],
      ['log-matching', own('log-matching')],
    ])
      expect(String(await checked(raft({}), { invariants }))).toMatch(/two properties are named '/);
  });

  it('are none of these: methods of a class, and options that are undefined', async () => {
    class Ring {
      init() {
        return [{ at: 0 }];
      }
      next({ at }: { at: number }) {
        return [{ action: 'on', state: { at: (at + 1) % 3 } }];
      }
    }
    const result = await check(defineSystem(new Ring()), { depth: undefined, signal: undefined });
    expect(result).toMatchObject({ verdict: 'ok', states: { distinct: 3 } });
    const options = { model: { nodes: undefined, bounds: { 'max-term': 1, 'max-drops': undefined } } };
    expect(await checked(raft({}), { ...options, maxStates: 10 })).toMatchObject({ stopped: 'max-states' });
  });
});

it.each<[what: string, schedule: unknown, message: string]>([
  [
    'no list',
    null,
    'runSchedule.schedule: schedule is not valid\n  found     null\n  expected  a list of actions',
  ],
  ['of nothing', [null], 'runSchedule.schedule.0: schedule[0] is not valid'],
  ['of no action', [{ kind: 'wait', node: 1 }], 'runSchedule.schedule.0.kind: schedule[0].kind is not valid'],
  [
    'of half an action',
    [{ kind: 'deliver', node: 1 }],
    'runSchedule.schedule.0.message: schedule[0].message is missing',
  ],
  ['at no node', [{ kind: 'timeout', node: 9 }], 'expected  an action at a node of the cluster, 1 to 3'],
])('a schedule that is none is refused: %s', async (_, schedule, message) => {
  const error = await runSchedule('log-matching', { nodes: 3 }, schedule as never).catch(String);
  expect(error).toContain(message);
  expect(error).toMatch(/^UserError: /);
});

const at = (n: number, run: (state: { n: number }) => unknown) => ({
  next: (state: { n: number }) => (state.n === n ? run(state) : counter.next(state)),
});
const after2 = { step: { state: { n: 2 }, input: 'next' }, behavior: ['to 1', 'to 2'] };
const thrown = (): never => {
  throw new RangeError('no such row');
};

const trap = new Proxy({}, { getPrototypeOf: thrown, get: thrown, ownKeys: thrown });
const cycle: { self?: unknown } = {};
cycle.self = cycle;

const breaches: readonly (readonly [how: string, changes: Any, message: string, fields: object])[] = [
  [
    'throws',
    at(2, thrown),
    'next has thrown RangeError: no such row\n  input  "next"\n  state  {"n":2}\n  after  to 1, to 2',
    after2,
  ],
  [
    'throws in a generator',
    at(2, function* () {
      yield thrown();
    }),
    'next has thrown RangeError: no such row',
    after2,
  ],
  ['returns a promise', at(2, async () => []), 'next has returned a promise: a search cannot wait', after2],
  ['returns nothing', at(2, () => undefined), 'next has returned undefined: a list is expected', after2],
  [
    'returns one step and no list',
    at(2, () => ({ action: 'x', state: { n: 3 } })),
    'a list is expected',
    after2,
  ],
  [
    'names no action',
    at(2, () => [{ state: { n: 3 } }]),
    'next has given {"state":{"n":3}} as a step',
    after2,
  ],
  ['gives no state', at(2, () => [{ action: 'x' }]), 'next has given {"action":"x"} as a step', after2],
  [
    'throws what throws',
    at(2, () => {
      throw trap;
    }),
    'next has thrown something was thrown that has no text',
    after2,
  ],
  ['gives a step that throws', at(2, () => [trap]), 'a step that next has given has thrown', after2],
  [
    'gives a state that throws',
    at(2, () => [{ action: 'x', state: trap }]),
    'the steps cannot be read: ',
    after2,
  ],
  [
    'gives a state in itself',
    at(2, () => [{ action: 'x', state: cycle }]),
    'the steps cannot be read: a part holds itself, or is nested too deeply',
    after2,
  ],
  [
    'gives no number',
    at(2, () => [{ action: 'x', state: Number.NaN }]),
    'the steps[0].state is NaN: states',
    after2,
  ],
  [
    'hides a part of a state',
    at(2, () => [{ action: 'x', state: { [Symbol('n')]: 3 } }]),
    'the steps[0].state is an object with a symbol',
    after2,
  ],
  [
    'begins with no plain data',
    { init: () => [new Date(0)] },
    'an initial state is an object of class Date',
    { behavior: null },
  ],
  ['throws at once', { init: thrown }, 'init has thrown RangeError: no such row', { behavior: null }],
  ['begins nowhere', { init: () => [] }, 'init has given no state', {}],
  ['promises to begin', { init: async () => [] }, 'init has returned a promise', {}],
];

describe('a machine whose functions break their contract', () => {
  it.each(breaches)(
    '%s: the state and what was asked of it are told',
    async (_, changes, message, expected) => {
      const error = await checked(system(changes));
      expect(error).toBeInstanceOf(ContractBreach);
      expect(String(error)).toContain(message);
      expect(error).toMatchObject(expected);
    },
  );

  it('gives in a later state what is no plain data: the state before it is told', async () => {
    const far = {
      next: ({ n }: { n: number }) => [{ action: 'on', state: { n: n < 2000 ? n + 1 : new Set() } }],
    };
    const error = await checked(system(far));
    expect(error).toMatchObject({ step: { state: { n: 2000 }, input: 'next' } });
    expect((error as ContractBreach).behavior).toHaveLength(2000);
  });

  it.each([
    [
      'throws',
      (n: number, fine: boolean) => (n === 3 ? thrown() : fine),
      'holds of odd-one has thrown RangeError: no such row',
    ],
    ['returns a promise', async () => true, 'holds of odd-one has returned a promise'],
    [
      'returns what is neither true nor false',
      () => 1,
      'holds of odd-one has not returned true or false, but 1',
    ],
  ])('has an invariant that %s', async (_, answer: (n: number, fine: boolean) => unknown, message) => {
    const asked = (fine: boolean) => [{ name: 'odd-one', holds: ({ n }: { n: number }) => answer(n, fine) }];
    for (const options of [{ invariants: asked(true) }, { sometimes: asked(false) }]) {
      const error = await checked(system({}), options);
      expect(error).toBeInstanceOf(ContractBreach);
      expect(String(error)).toContain(message);
      expect((error as ContractBreach).behavior).not.toBeNull();
    }
  });

  it('has its cause at hand', async () => {
    const error = await checked(system(at(2, thrown)));
    expect((error as Error).cause).toBeInstanceOf(RangeError);
  });
});
