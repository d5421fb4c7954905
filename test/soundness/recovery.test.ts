/**
 * Whether a cluster comes back is answered as by a second, dumb implementation: of random states, in models with every kind of thing that
 * may stay broken, for the core as it is and for cores that are deaf, mute or asleep in some way.
 */
import { describe, expect, it } from 'vitest';
import type { Adapter, Input } from '../../src/cluster/adapter.ts';
import { createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { type Guarded, guarded } from '../../src/cluster/guarded.ts';
import { localActions } from '../../src/cluster/inputs.ts';
import type { Bounds, Model } from '../../src/cluster/model.ts';
import { Recovery } from '../../src/cluster/recovery/recovery.ts';
import { reductionNames } from '../../src/cluster/reduce/names.ts';
import { reduce } from '../../src/cluster/reduce/reduce.ts';
import type { MessageView, NodeView } from '../../src/cluster/view.ts';
import { Random } from '../../src/explore/random.ts';
import { search } from '../../src/explore/search.ts';
import { createJudge } from '../../src/property/judge.ts';
import { loadInvariants } from '../../src/run/invariants.ts';
import { whole } from '../long.ts';
import { DumbRecovery } from './dumb-recovery.ts';
import { small } from './small-specs.ts';

const everything: Partial<Bounds> = {
  'max-term': 2,
  'max-in-flight': 8,
  'max-proposals': 3,
  'max-heartbeats': 4,
};

function model(differences: Partial<Omit<Model, 'bounds'>>, bounds: Partial<Bounds> = {}): Model {
  return small({ nodes: 3, ...differences }, { ...everything, ...bounds });
}

const models: readonly (readonly [string, Model])[] = [
  ['elections alone', model({}, { 'max-proposals': 0, 'max-heartbeats': 0 })],
  ['crashes, one node down for good', model({ downForGood: 1 }, { 'max-crashes': 2 })],
  ['PreVote and CheckQuorum', model({ preVote: true, checkQuorum: true, downForGood: 1 })],
  [
    'a link cut for good',
    model({ checkQuorum: true, linksCutForGood: 1, cutWays: 'both' }, { 'max-term': 1 }),
  ],
  ['two links cut any way', model({ preVote: true, linksCutForGood: 2, cutWays: 'any' }, { 'max-term': 1 })],
  ['reads and transfers', model({ proposeAt: 'any' }, { 'max-reads': 2, 'max-transfers': 2 })],
  ['snapshots', model({ learners: 1, downForGood: 1 }, { 'max-compactions': 2, 'max-unreachables': 1 })],
  ['asynchronous storage', model({ storage: 'async', downForGood: 1 }, { 'max-crashes': 2 })],
  ...(['strict', 'applied', 'newest'] as const).map((downRule): [string, Model] => [
    `membership, ${downRule} rule`,
    model(
      { members: 2, confChanges: ['v3', 'r1', 'v3 r2', 'l2 implicit'], downForGood: 1, downRule },
      { 'max-conf-changes': 2, 'max-crashes': 1 },
    ),
  ]),
];

type Chance = (input: Input<unknown>, view: NodeView, message: MessageView | null) => boolean;

/** What a core gets wrong. Each depends on what a node is and is given, and never on how it is called. */
const faults: readonly (readonly [string, 'deaf' | 'mute' | 'asleep' | 'panics', Chance])[] = [
  ['ignores refusals', 'deaf', (_, __, message) => message?.reject === true],
  [
    'ignores heartbeats once it has a log',
    'deaf',
    (_, { log }, m) => m?.type === 'MsgHeartbeat' && log.length > 1,
  ],
  ['ignores answers to heartbeats', 'deaf', (_, __, message) => message?.type === 'MsgHeartbeatResp'],
  ['ignores votes in later terms', 'deaf', (_, { term }, m) => m?.type === 'MsgVote' && term > 1],
  [
    'ignores appends of others than its leader',
    'deaf',
    (_, { lead }, m) => m?.type === 'MsgApp' && m.from !== lead,
  ],
  ['never answers an append', 'mute', (_, __, message) => message?.type === 'MsgApp'],
  ['does not campaign with a log', 'asleep', (input, { log }) => input.kind === 'timeout' && log.length > 0],
  ['leads without heartbeats', 'asleep', (input) => input.kind === 'heartbeat'],
  ['does not begin again as it should', 'mute', (input) => input.kind === 'timeout'],
  [
    'panics where a term ends',
    'panics',
    (_, { term, role }, m) => role === 'leader' && (m?.term ?? 0) > term,
  ],
  [
    'panics at a heartbeat in a later term',
    'panics',
    (_, { term }, m) => m?.type === 'MsgHeartbeat' && term > 1,
  ],
];

function faulty<S, M>(core: Adapter<S, M>, [, how, when]: (typeof faults)[number]): Adapter<S, M> {
  return {
    ...core,
    step(state, input) {
      const message = input.kind === 'deliver' ? core.viewMessage(input.message) : null;
      if (!when(input as Input<unknown>, core.view(state), message)) return core.step(state, input);
      switch (how) {
        case 'deaf':
          return { state, messages: [], reads: [] };
        case 'asleep':
          return null;
        case 'panics':
          throw new Error('it panics');
        case 'mute': {
          const stepped = core.step(state, input);
          return stepped === null ? null : { ...stepped, messages: [] };
        }
      }
    },
  };
}

/** Nodes as random schedules leave them. */
function* randomNodes<S, M>(model: Model, core: Guarded<S, M>, random: Random): Generator<readonly S[]> {
  const ids = Array.from({ length: model.nodes }, (_, i) => i + 1);
  const actions = localActions(model).filter(
    ({ input }) => input.kind !== 'timeout' || random.below(2) === 0,
  );
  for (;;) {
    const nodes = ids.map((id) => core.init(id));
    let pool: M[] = [];
    const step = (id: number, input: Input<M>): void => {
      const outcome = core.step(nodes[id - 1]!, input);
      if (outcome === null || core.view(outcome.state).term > model.bounds['max-term']!) return;
      nodes[id - 1] = outcome.state;
      pool.push(...outcome.messages);
    };
    const campaigner = 1 + random.below(model.nodes);
    step(campaigner, { kind: 'timeout' });
    const length = random.below(40);
    for (let k = 0; k < length; k++) {
      const isLocal = pool.length === 0 || random.below(4) === 0;
      const id = 1 + random.below(model.nodes);
      if (isLocal && actions.length > 0) {
        step(id, actions[random.below(actions.length)]!.input);
        continue;
      }
      const [message] = pool.splice(random.below(pool.length), 1);
      if (message !== undefined && random.below(10) > 0)
        step(core.viewMessage(message).to, { kind: 'deliver', message });
    }
    pool = [];
    yield [...nodes];
  }
}

/** Starts that each core is asked about. */
const runs = whole ? 20 : 1;

describe.each(models)('whether it comes back: %s', (_name, asked) => {
  it('is answered as the dumb way', () => {
    const answers = { held: 0, broken: 0 };
    for (const [stream, fault] of [null, ...faults].entries()) {
      const plain = createAdapter(asked);
      const core = guarded(fault === null ? plain : faulty(plain, fault), asked);
      const recovery = new Recovery(core, asked, null);
      const dumb = new DumbRecovery(asked, core);
      let left = runs;
      for (const nodes of randomNodes(asked, core, new Random(whole ? 21 : 20, stream))) {
        const found = recovery.judge(
          'return',
          Int32Array.from(nodes, (node) => recovery.id(node)),
        );
        const expected = dumb.comesBack(nodes) ? 'held' : 'broken';
        const views = nodes.map((node) => core.view(node));
        expect({ fault: fault?.[0], views, found }).toEqual({ fault: fault?.[0], views, found: expected });
        answers[expected]++;
        if (--left === 0) break;
      }
    }
    expect(Math.min(answers.held, answers.broken)).toBeGreaterThan(runs / 2);
  });
});

describe('whether it comes back, by a search', () => {
  const asked = small(
    { nodes: 3, downForGood: 1 },
    { 'max-term': 2, 'max-in-flight': 50, 'max-timeouts': 2, 'max-proposals': 1, 'max-crashes': 1 },
  );

  it('is answered with every reduction as without any, and as soon', async () => {
    const property = await loadInvariants(['recovers']);
    const some = faults.filter((_, k) => whole || k % 2 === 0);
    const lengths = [null, ...some].map((fault) =>
      [[], reductionNames].map((on) => {
        const plain = createAdapter(asked);
        const core = fault === null ? plain : faulty(plain, fault);
        const cluster = createCluster(asked, core, createJudge(property));
        const { system } = reduce(cluster, { on, refuted: [], seesMessages: false, seesLeaders: false });
        const slices = search(system, { strategy: 'bfs', depth: whole ? 9 : 7, pack: true, maxStates: 1e7 });
        for (;;) {
          const slice = slices.next(null);
          if (slice.done) return slice.value.violation?.path.steps.length ?? null;
        }
      }),
    );
    for (const [off, on] of lengths) expect(on).toBe(off);
    expect(new Set(lengths.flat()).size).toBeGreaterThan(2);
  });
});
