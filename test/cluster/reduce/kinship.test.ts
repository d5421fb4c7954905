/**
 * Steps that follow from others are the steps that the core takes, and a core that tells nodes apart is found out.
 */
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../../src/cluster/adapter.ts';
import { type Cluster, createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import type { Bounds, Model } from '../../../src/cluster/model.ts';
import { reduce, type Wanted } from '../../../src/cluster/reduce/reduce.ts';
import { search } from '../../../src/explore/search.ts';
import type { TransitionSystem } from '../../../src/explore/system.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { small } from '../../soundness/small-specs.ts';

const faults: Partial<Bounds> = {
  'max-term': 2,
  'max-in-flight': 4,
  'max-proposals': 1,
  'max-crashes': 1,
  'max-heartbeats': 1,
};
const wanted: Wanted = { on: ['symmetry'], refuted: [], seesMessages: false, seesLeaders: false };

const models: readonly (readonly [string, Model])[] = [
  ['faults', small({ nodes: 3 }, faults)],
  ['FIFO links', small({ nodes: 3, network: 'fifo' }, faults)],
  [
    'leases, reads and transfers',
    small(
      { nodes: 3, preVote: true, checkQuorum: true, readOnly: 'lease' },
      { ...faults, 'max-reads': 1, 'max-transfers': 1, 'max-unreachables': 1, 'max-expiries': 1 },
    ),
  ],
  [
    'asynchronous storage with snapshots',
    small({ nodes: 3, storage: 'async' }, { ...faults, 'max-compactions': 1 }),
  ],
  ['learners', small({ nodes: 4, learners: 2 }, faults)],
  ['ticks', small({ nodes: 3, clock: 'ticks' }, faults)],
];

/** The states of each level, by bytes that mean the same in every cluster, each with what its steps are called. */
function levelsOf(cluster: Cluster, depth: number): string[][] {
  const named = (state: Int32Array): string => Buffer.from(cluster.canonicalBytes(state)).toString('base64');
  let level = new Map<string, Int32Array>();
  cluster.init((state) => void level.set(named(state), state.slice()));
  const known = new Set(level.keys());
  return Array.from({ length: depth }, () => {
    const told: string[] = [];
    const next = new Map<string, Int32Array>();
    for (const [name, state] of level) {
      cluster.next(state, (successor, kind, arg) => {
        const to = named(successor);
        told.push(`${name} ${JSON.stringify(cluster.action(kind, arg))} ${to}`);
        if (!known.has(to)) next.set(to, successor.slice());
        known.add(to);
      });
    }
    level = next;
    return told.sort();
  });
}

describe.each(models)('steps that follow from others: %s', (_name, model) => {
  it('are those of the core', () => {
    const plain = createCluster(model, createAdapter(model), createJudge([]));
    const related = createCluster(model, createAdapter(model), createJudge([]));
    const { refutations } = reduce(related, wanted);
    const expected = levelsOf(plain, 6);
    expect(levelsOf(related, 6)).toEqual(expected);
    expect(expected.at(-1)!.length).toBeGreaterThan(500);
    expect(related.stepCalls).toBeLessThan(plain.stepCalls);
    expect(refutations()).toEqual([]);
  });
});

describe('a core that tells nodes apart', () => {
  /** Node 2 never answers a vote request. */
  function partial<S, M>(adapter: Adapter<S, M>): Adapter<S, M> {
    return {
      ...adapter,
      step(state, input) {
        const outcome = adapter.step(state, input);
        const asked = input.kind === 'deliver' && adapter.viewMessage(input.message).type === 'MsgVote';
        return asked && outcome !== null && adapter.view(state).id === 2
          ? { ...outcome, messages: [] }
          : outcome;
      },
    };
  }

  function finish(system: TransitionSystem): void {
    const searching = search(system, { strategy: 'bfs', depth: 8, pack: true, maxStates: 1e9 });
    while (!searching.next(null).done);
  }

  it('refutes symmetry', () => {
    const model = small({ nodes: 3 }, faults);
    const cluster = createCluster(model, partial(createAdapter(model)), createJudge([]));
    const { system, refutations } = reduce(cluster, wanted);
    finish(system);
    expect(refutations()).toEqual([
      { premise: { kind: 'names-mean-nothing' }, why: expect.stringMatching(/n\d makes something else/) },
    ]);
  });
});
