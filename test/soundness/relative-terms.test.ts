/**
 * Relative terms lose nothing and add nothing: the search has one state for all that differ in the numbers of their terms alone in a
 * search that gives terms their numbers, at the same depth, and a core that tells terms apart is found out.
 */
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../src/cluster/adapter.ts';
import { type Cluster, type ClusterJudge, createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { guarded } from '../../src/cluster/guarded.ts';
import type { Bounds, Model } from '../../src/cluster/model.ts';
import { reductionNames } from '../../src/cluster/reduce/names.ts';
import { type Reduced, reduce, type Wanted } from '../../src/cluster/reduce/reduce.ts';
import { search } from '../../src/explore/search.ts';
import type { Exploration } from '../../src/explore/system.ts';
import { createJudge } from '../../src/property/judge.ts';
import { invariantNames, loadInvariants } from '../../src/run/invariants.ts';
import { randomStates } from '../cluster/reduce/states.ts';
import { whole } from '../long.ts';
import { exploreDumbly } from './dumb-cluster.ts';
import { clusterOf, keepHistory, levelsOf } from './levels.ts';
import { reaching, type SmallSpec, small } from './small-specs.ts';

const wanted: Wanted = { on: [], refuted: [], seesMessages: false, seesLeaders: false };

function relative(differences: Partial<Model>, spread: number, bounds: Partial<Bounds>): Model {
  const own = { 'max-term': null, 'max-spread': spread, 'max-in-flight': 3, ...bounds };
  return small({ terms: 'relative', ...differences }, own);
}

const specs: readonly SmallSpec[] = [
  {
    name: 'two nodes that campaign as often as they like',
    model: relative({}, 2, { 'max-timeouts': 5 }),
    depth: 40,
    near: 9,
  },
  { name: 'three nodes', model: relative({ nodes: 3 }, 1, { 'max-drops': null }), depth: 9, near: 6 },
  {
    name: 'two nodes with a proposal and a crash',
    model: relative({}, 2, { 'max-proposals': 1, 'max-crashes': 1, 'max-heartbeats': 1 }),
    depth: 12,
    near: 8,
  },
  {
    name: 'two nodes that ask before they campaign, with leases',
    model: relative({ preVote: true, checkQuorum: true }, 2, { 'max-drops': null }),
    depth: 18,
    near: 10,
  },
  {
    name: 'two nodes whose storage takes its time, with a crash',
    model: relative({ storage: 'async' }, 2, { 'max-crashes': 1 }),
    depth: 14,
    near: 7,
  },
  {
    name: 'two nodes with snapshots',
    model: relative({}, 3, {
      'max-proposals': 1,
      'max-compactions': 2,
      'max-drops': null,
      'max-timeouts': 3,
    }),
    depth: 20,
    near: 9,
  },
  {
    name: 'two nodes that hand over',
    model: relative({}, 2, { 'max-transfers': 2, 'max-timeouts': 2 }),
    depth: 16,
    near: 10,
  },
];

function explore(reduced: Reduced, depth: number): Exploration {
  const slices = search(reduced.system, { strategy: 'bfs', depth, pack: true, maxStates: 1e7 });
  for (;;) {
    const slice = slices.next(null);
    if (slice.done) return slice.value;
  }
}

describe.each(reaching(specs, whole))('$name', ({ model, depth }) => {
  it('are searched by one state for all that differ in the numbers of their terms', () => {
    const dumb = exploreDumbly(model, guarded(createAdapter(model), model), depth, () => false);
    const reduced = reduce(clusterOf(model, keepHistory), wanted);
    const found = levelsOf(reduced.system, depth).map(({ size }) => size);
    expect(found).toEqual(dumb.levels);
    expect(dumb.distinct).toBeGreaterThan(100);
    expect(reduced.refutations()).toEqual([]);
  });

  it('show what breaks by a behavior with its own terms, as soon with every reduction as without', () => {
    const judge: ClusterJudge = {
      ...keepHistory,
      state: (tables, state) => {
        const { nodes } = tables.view(state);
        return nodes.every(({ term }) => term > 0) && nodes.some(({ role }) => role === 'leader') ? 0 : -1;
      },
    };
    const lengths = [[], reductionNames].map((on) => {
      const cluster = clusterOf(model, judge);
      const reduced = reduce(cluster, { ...wanted, on });
      const { path } = reduced.concrete(explore(reduced, depth).violation!);
      const terms = path.steps.map(({ state }) => cluster.view(state).nodes.map(({ term }) => term));
      // No node's term falls, but in a crash: these are no representatives.
      expect(cluster.judge(path.steps.at(-1)!.state)).toBe(0);
      return [path.steps.length, Math.max(...terms.flat()) > 0];
    });
    expect(lengths[1]).toEqual(lengths[0]);
  });
});

const properties = await loadInvariants(invariantNames());
const everything: Partial<Bounds> = {
  'max-in-flight': 10,
  'max-proposals': 3,
  'max-crashes': 2,
  'max-duplicates': 1,
  'max-drops': 1,
  'max-heartbeats': 4,
  'max-reads': 2,
  'max-compactions': 2,
  'max-transfers': 1,
  'max-forgets': 1,
  'max-unreachables': 1,
};

describe.each([
  ['all faults', { nodes: 3 }],
  ['asynchronous storage', { nodes: 3, storage: 'async' }],
  [
    'PreVote, CheckQuorum and lease reads',
    { nodes: 3, preVote: true, checkQuorum: true, readOnly: 'lease', proposeAt: 'any' },
  ],
  ['configuration changes', { nodes: 4, confChanges: ['r4', 'l3 implicit', 'v3 explicit', 'leave'] }],
] as const)('the numbers of terms mean nothing: %s', (_name, differences) => {
  const changes = 'confChanges' in differences ? 2 : 0;
  const model = relative(differences, 9, { ...everything, 'max-conf-changes': changes });
  const judged = properties.filter((p) => p.scope !== 'sometimes' && p.applies?.(model) !== false);
  const cluster = createCluster(model, createAdapter(model), createJudge(judged));

  it('every step of a state in other terms is the step in other terms, and breaks what it broke', () => {
    let asked = 0;
    for (const state of randomStates(cluster, whole ? 20 : 6, 80, 13)) {
      const rename = inOtherTerms(cluster, state);
      if (rename === null) continue;
      const renamed = rename(state);
      expect(cluster.judge(renamed)).toBe(cluster.judge(state));
      const expected: string[] = [];
      cluster.next(state, (successor, kind, _arg, broken) => {
        expected.push(`${cluster.actionKinds[kind]} ${broken} ${rename(successor.slice()).join(' ')}`);
      });
      const found: string[] = [];
      cluster.next(renamed, (successor, kind, _arg, broken) => {
        found.push(`${cluster.actionKinds[kind]} ${broken} ${successor.join(' ')}`);
      });
      expect(found.sort()).toEqual(expected.sort());
      asked++;
    }
    expect(asked).toBeGreaterThan(20);
  });
});

/** A renaming by which nothing stays as it is and terms below the lowest of a node move together; null: a node is in term 0. */
function inOtherTerms(cluster: Cluster, state: Int32Array): ((state: Int32Array) => Int32Array) | null {
  const { cells, messages, inbox, terms } = cluster.reductions;
  const { nodes } = cluster;
  const from = Math.min(...[...state.subarray(0, nodes)].map((cell) => terms!.lowest(cells.node(cell))));
  if (from === 0) return null;
  const all = [
    ...terms!.ofEnvironment(state[nodes]),
    ...[...state.subarray(0, nodes)].flatMap((cell) => [
      ...terms!.ofNode(cells.node(cell)),
      ...[...messages(cells.inbox(cell))].flatMap((message) => terms!.ofMessage(message)),
    ]),
  ];
  const below = [...new Set(all)].filter((term) => term > 0 && term < from).sort((a, b) => a - b);
  const map = terms!.map({ below, from, raised: 20 });
  return (given) => {
    const out = given.slice();
    for (let i = 0; i < nodes; i++) {
      const held = [...messages(cells.inbox(given[i]))].map((message) => terms!.renameMessage(message, map)!);
      out[i] = cells.of(terms!.renameNode(cells.node(given[i]), map)!, inbox(held));
    }
    out[nodes] = terms!.renameEnvironment(given[nodes], map);
    return out;
  };
}

describe('a core that tells terms apart', () => {
  /** In these terms nobody answers a vote request. */
  function odd<S, M>(adapter: Adapter<S, M>, isOdd: (term: number) => boolean): Adapter<S, M> {
    return {
      ...adapter,
      step(state, input) {
        const outcome = adapter.step(state, input);
        if (outcome === null || input.kind !== 'deliver') return outcome;
        const { type, term = 0 } = adapter.viewMessage(input.message);
        return type === 'MsgVote' && isOdd(term) ? { ...outcome, messages: [] } : outcome;
      },
    };
  }

  it.each([
    ['from one to the next', (term: number) => term % 2 === 1],
    ['only where they are higher than any that the search comes to', (term: number) => term > 9],
  ])('refutes relative terms: %s', (_where, isOdd) => {
    const model = relative({ nodes: 3 }, 2, { 'max-drops': null });
    const cluster = createCluster(model, odd(createAdapter(model), isOdd), createJudge([]));
    const reduced = reduce(cluster, wanted);
    explore(reduced, 8);
    const why = expect.stringMatching(/^n\d makes something else of MsgVote in term \d+ than in term \d+$/);
    expect(reduced.refutations()).toEqual([{ premise: { kind: 'terms-are-relative' }, why }]);
  });
});
