/**
 * Properties that are written as expressions are judged as the same in TypeScript, asked of every state in full and searched without
 * any reduction: the same verdict, and the same shortest length, whichever reductions are on.
 */
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import { groundOf, type ReductionName, reductionNames } from '../../src/cluster/reduce/names.ts';
import { reduce } from '../../src/cluster/reduce/reduce.ts';
import { type ClusterView, lastIndex, type NodeView, termAt } from '../../src/cluster/view.ts';
import { search } from '../../src/explore/search.ts';
import { invariantOf } from '../../src/property/expression/expression.ts';
import { createJudge } from '../../src/property/judge.ts';
import type { Property, StepProperty } from '../../src/property/property.ts';
import { seenBy } from '../../src/property/seen.ts';
import { whole } from '../long.ts';
import { smallSpecs } from './small-specs.ts';

type Holds = (state: ClusterView) => boolean;

const leads = ({ up, role }: NodeView): boolean => up && role === 'leader';
const pairs = ({ nodes }: ClusterView): [NodeView, NodeView][] =>
  nodes.flatMap((a) => nodes.filter((b) => b !== a).map((b): [NodeView, NodeView] => [a, b]));
const namedNode = ({ nodes }: ClusterView, id: number): NodeView => nodes[id - 1];

/** The first of two logs' entries with equal index and term that differ before, in the words of the paper. */
function logsMatch([a, b]: readonly [NodeView, NodeView]): boolean {
  return a.log.every(({ index, term }) => {
    if (termAt(b, index) !== term || index <= b.snapshot.index) return true;
    const below = ({ log }: NodeView) => log.filter((entry) => entry.index <= index);
    const [x, y] = [below(a), below(b)].map((entries) =>
      JSON.stringify(entries.filter((entry) => entry.index > Math.max(a.snapshot.index, b.snapshot.index))),
    );
    return x === y;
  });
}

/** Those that hold, and wishes that break at different depths. */
const ofStates: readonly [string, Holds][] = [
  [
    'all a, b: a.up and b.up and a.role == leader and b.role == leader -> a.term != b.term',
    (state) => pairs(state).every(([a, b]) => !leads(a) || !leads(b) || a.term !== b.term),
  ],
  [
    'all n: n.role == leader -> count(leaders[n.term]) == 1',
    ({ nodes, ghost }) =>
      nodes.every((n) => n.role !== 'leader' || (ghost.leaders[n.term] ?? []).length === 1),
  ],
  [
    'all a, b: all e in a.log: b.log[e.index].term == e.term -> all f in a.log: f.index <= e.index -> f in b.log or f.index <= b.snapshot.index',
    (state) => pairs(state).every(logsMatch),
  ],
  ['all n: n.role != leader', ({ nodes }) => nodes.every((n) => n.role !== 'leader')],
  ['not (some a, b: a.term > b.term + 1)', (state) => !pairs(state).some(([a, b]) => a.term > b.term + 1)],
  ['all n: n.commit < 2', ({ nodes }) => nodes.every((n) => n.commit < 2)],
  ['n1.role != leader', (state) => namedNode(state, 1).role !== 'leader'],
  [
    'n2.vote != n1 or n1.commit == 0',
    (state) => namedNode(state, 2).vote !== 1 || namedNode(state, 1).commit === 0,
  ],
  ['all n: n.vote != n2', ({ nodes }) => nodes.every((n) => n.vote !== 2)],
  [
    'all n: n.lead != none -> some m: m == n.lead and m.term >= n.term',
    ({ nodes }) => nodes.every((n) => n.lead === 0 || nodes.some((m) => m.id === n.lead && m.term >= n.term)),
  ],
  [
    'not (some m in messages: m.type == MsgVoteResp and m.term < 2)',
    ({ messages }) => !messages.some((m) => m.type === 'MsgVoteResp' && (m.term ?? 0) < 2),
  ],
  [
    'all m in messages: some n: n == m.to and n.term <= m.term',
    ({ messages, nodes }) => messages.every((m) => nodes[m.to - 1].term <= (m.term ?? 0)),
  ],
  [
    'not (count(leaders[1]) == 1 and some n: n.up and n.role == leader and n.term == 2)',
    ({ ghost, nodes }) =>
      !((ghost.leaders[1] ?? []).length === 1 && nodes.some((n) => leads(n) && n.term === 2)),
  ],
  ['committed.last.index <= 1', ({ ghost }) => ghost.committed.length <= 1],
  ['all n: n.log.last.index <= 1', ({ nodes }) => nodes.every((n) => lastIndex(n) <= 1)],
];

const ofSteps: readonly [string, (...step: Parameters<StepProperty['check']>) => boolean][] = [
  ['before.term <= after.term', (before, _, after) => before.term <= after.term],
  [
    'before.term < after.term or before.log.last == after.log.last',
    (before, _, after) =>
      before.term < after.term ||
      (lastIndex(before) === lastIndex(after) &&
        termAt(before, lastIndex(before)) === termAt(after, lastIndex(after))),
  ],
  [
    'action.message.type == MsgVote -> action.message.term >= before.term',
    (before, action) =>
      action.kind !== 'deliver' ||
      action.message.type !== 'MsgVote' ||
      (action.message.term ?? 0) >= before.term,
  ],
  [
    'before.lead == after.lead or after.lead != n1',
    (before, _, after) => before.lead === after.lead || after.lead !== 1,
  ],
  [
    'action.kind == timeout -> after.role != leader',
    (_, { kind }, after) => kind !== 'timeout' || after.role !== 'leader',
  ],
];

const about = { name: 'p', sentence: 'p', source: 'p' };

/** In full: every state as a whole, all history, all messages. */
const dumb = (holds: Holds): Property => ({
  ...about,
  scope: 'cluster',
  ghosts: ['leaders', 'committed'],
  messages: true,
  check: (state) => (holds(state) ? 'held' : { broken: 'it does not hold' }),
});

/** The reductions that are on, each with the one that it rests on. */
const settings: ReductionName[][] = [[]];
for (const name of reductionNames) {
  const ground = groundOf(name);
  const fit = settings.filter((set) => ground === undefined || set.includes(ground));
  settings.push(...fit.map((set) => [...set, name]));
}

/** Length of the shortest behavior that breaks it, or null. */
function shortest(
  model: Model,
  depth: number,
  property: Property,
  on: readonly ReductionName[],
  seen = seenBy([property]),
): number | null {
  const judge = createJudge([property]);
  const cluster = createCluster(model, createAdapter(model), judge);
  const reduced = reduce(cluster, { on, refuted: [], ...seen });
  const slices = search(reduced.system, { strategy: 'bfs', depth, pack: true, maxStates: 1e6 });
  for (;;) {
    const { done, value } = slices.next(null);
    if (done !== true) continue;
    expect(reduced.refutations()).toEqual([]);
    return value.violation?.path.steps.length ?? null;
  }
}

// Where bounds of messages in flight cut, a search without dead messages may find more.
const specs = smallSpecs.filter(({ model }) => model.nodes > 1).slice(0, whole ? 5 : 3);

describe.each(specs)('$name', ({ model: given, depth: deepest }) => {
  const model: Model = { ...given, bounds: { ...given.bounds, 'max-in-flight': null } };
  const depth = Math.min(deepest, model.nodes === 2 ? 8 : 6);

  it.each(ofStates)('%s', (text, holds) => {
    const expected = shortest(model, depth, dumb(holds), []);
    const property = invariantOf({ name: 'p', holds: text }, model.nodes);
    expect(settings.map((on) => shortest(model, depth, property, on))).toEqual(settings.map(() => expected));
  });

  it.each(ofSteps)('of steps: %s', (text, holds) => {
    const step: Property = {
      ...about,
      scope: 'step',
      check: (...seen) => (holds(...seen) ? 'held' : { broken: 'it does not hold' }),
    };
    const expected = shortest(model, depth, step, []);
    const property = invariantOf({ name: 'p', holds: text }, model.nodes);
    expect(settings.map((on) => shortest(model, depth, property, on))).toEqual(settings.map(() => expected));
  });
});

describe('what an expression looks at', () => {
  const nothing = { seesMessages: false, seesLeaders: false, tellsApart: [] };
  const three = smallSpecs[1].model;
  const model: Model = { ...three, bounds: { ...three.bounds, 'max-in-flight': null, 'max-term': 2 } };

  it.each([
    ['symmetry', 'not (n1.role == leader and n1.term == 1)'],
    ['dead-messages', 'action.message.type == MsgVoteResp -> action.message.term >= before.term'],
    [
      'dead-messages',
      'not (some m in messages: some n: n == m.to and m.term + 1 == n.term and n.role == leader)',
    ],
  ] as const)('would be missed where %s did not know of it: %s', (reduction, text) => {
    const property = invariantOf({ name: 'p', holds: text }, model.nodes);
    const found = shortest(model, 9, property, []);
    expect(found).not.toBeNull();
    expect(shortest(model, 9, property, [reduction])).toBe(found);
    expect(shortest(model, 9, property, [reduction], nothing)).not.toBe(found);
  });
});
