/** What a Raft of one's own may not return, change or show: it is told with the input that led there. */
import { describe, expect, it } from 'vitest';
import { tinyRaft } from '../../examples/tiny-raft/core.ts';
import { check, defineInvariant, defineRaft } from '../../src/library/raftcheck.ts';
import { ContractBreach } from '../../src/system/onlooker.ts';

type Any = Readonly<Record<string, unknown>>;

const raft = (changes: Any) => defineRaft({ ...tinyRaft(), ...changes } as ReturnType<typeof tinyRaft>);
const few = { bounds: { 'max-term': 1, 'max-proposals': 0, 'max-heartbeats': 0, 'max-timeouts': 1 } };
const checked = (subject: unknown, options: unknown = {}): Promise<unknown> =>
  check(subject as never, options as never).catch((reason: unknown) => reason);

const core = tinyRaft();
const sends = (message: Any) => ({
  step: (state: never, input: never) => {
    const outcome = core.step(state, input);
    return outcome && { ...outcome, messages: outcome.messages.map((sent) => ({ ...sent, ...message })) };
  },
});
let lots = 0;
const sees = (view: Any) => ({ view: (state: never) => ({ ...core.view(state), ...view }) });

const unusable: readonly (readonly [what: string, changes: Any, message: string])[] = [
  [
    'a step that is none',
    { step: () => undefined },
    'step has returned undefined: { state, messages } is expected, or null',
  ],
  ['a step without messages', { step: (state: unknown) => ({ state }) }, '{ state, messages } is expected'],
  ['a promise of a step', { step: async () => null }, 'step has returned a promise'],
  ['a promise of a node', { init: async () => 1 }, 'init has returned a promise'],
  ['a role that is none', sees({ role: 'boss' }), 'view: the node.role is "boss" and not one of follower,'],
  ['a term that is no number', sees({ term: 'one' }), 'view: the node.term is "one" and not a whole number'],
  [
    'a vote for a stranger',
    sees({ vote: 9 }),
    'view: the node.vote is 9 and not a node of the cluster, 1 to 3',
  ],
  ['a stranger as leader', sees({ lead: 4 }), 'view: the node.lead is 4 and not a node of the cluster'],
  [
    'what no trace can hold',
    sees({ extra: { n: 1n } }),
    'view: the node.extra is nothing that JSON can hold',
  ],
  [
    'an input that it has changed',
    { step: (_: unknown, input: Any) => Object.assign(input, { kind: 'other' }) && null },
    'step has changed what it was given',
  ],
  [
    'one text for states that differ',
    { encode: ({ id }: Any) => id },
    'encode gives the same for two states of which view shows different things',
  ],
  [
    'another node each time',
    { init: (id: number, model: never) => ({ ...core.init(id, model), lot: lots++ }) },
    'init has given another state for the same node',
  ],
  ['no log', sees({ log: undefined }), '{ role, term, vote, commit, log } is expected'],
  ['no view', { view: () => undefined }, 'view has returned undefined'],
  ['a promise of what a crash leaves', { restart: async () => ({}) }, 'restart has returned a promise'],
  ['a promise of a view', { view: async () => null }, 'view has returned a promise'],
  [
    'a message to nobody',
    sends({ to: undefined }),
    'viewMessage: a message.to is undefined and not a whole number',
  ],
  [
    'a message to a stranger',
    sends({ to: 7 }),
    'viewMessage: a message.to is 7 and not a node of the cluster, 1 to 3',
  ],
  ['a message from nobody', sends({ from: 0 }), 'a message.from is 0 and not a node of the cluster'],
];

describe('a Raft whose functions return what cannot be used', () => {
  it.each(unusable)('%s', async (_, changes, message) => {
    const error = await checked(raft(changes), { model: few });
    expect(error).toBeInstanceOf(ContractBreach);
    expect(String(error)).toContain(message);
    expect(String(error)).toMatch(/\n {2}input {2}.*\n {2}state {2}/);
  });

  it('is told of with the input that led there', async () => {
    const error = await checked(raft(sends({ to: 7 })), { model: few });
    expect(error).toMatchObject({ step: { state: { id: 1, term: 0 }, input: { kind: 'timeout' } } });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'check of odd has thrown no',
    ],
    ['returns a promise', async () => 'held', 'check of odd has returned a promise'],
    [
      'returns what is no judgement',
      () => true,
      "check of odd has not returned 'held', 'irrelevant' or { broken: a sentence }, but true",
    ],
  ])('an invariant that %s', async (_, judged, message) => {
    for (const scope of ['node', 'pair', 'cluster', 'step'] as const) {
      const odd = defineInvariant({ name: 'odd', sentence: 'x', source: 'x', scope, check: judged } as never);
      const error = await checked(raft({}), { model: few, invariants: [odd] });
      expect(error).toBeInstanceOf(ContractBreach);
      expect(String(error)).toContain(message);
    }
  });

  it('and one that throws has panicked, whatever other invariants are asked for', async () => {
    const throwing = raft({
      step: () => {
        throw new Error('no clock');
      },
    });
    const result = await checked(throwing, { model: few, invariants: ['log-matching'] });
    expect(result).toMatchObject({ verdict: 'violation', violation: { property: 'core-panic' } });
  });
});
