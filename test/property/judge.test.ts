/** The judge's memos change nothing: against a judge that asks everything anew, with parts and without. */
import { describe, expect, it } from 'vitest';
import { committedDurable } from '../../invariants/committed-durable.ts';
import { corePanic } from '../../invariants/core-panic.ts';
import { electionSafety } from '../../invariants/election-safety.ts';
import { indexOrder } from '../../invariants/index-order.ts';
import { leaderCompleteness } from '../../invariants/leader-completeness.ts';
import { leaderElected } from '../../invariants/leader-elected.ts';
import { leaderInLaterTerm } from '../../invariants/leader-in-later-term.ts';
import { logMatching } from '../../invariants/log-matching.ts';
import { matchReplicated } from '../../invariants/match-replicated.ts';
import { monotonicTerm } from '../../invariants/monotonic-term.ts';
import { oneUncommittedConfChange } from '../../invariants/one-uncommitted-conf-change.ts';
import { stateMachineSafety } from '../../invariants/state-machine-safety.ts';
import type { ClusterView, Ghost, NodeView } from '../../src/cluster/view.ts';
import { explain } from '../../src/property/explain.ts';
import { createJudge } from '../../src/property/judge.ts';
import type { ClusterProperty, PairProperty, Property } from '../../src/property/property.ts';
import { committedIn, delivery, ghost, log, node, progress, timeout } from './build.ts';
import { makeTables, numbers } from './tables.ts';

const narrowed: readonly Property[] = [
  committedDurable,
  electionSafety,
  leaderCompleteness,
  logMatching,
  matchReplicated,
  oneUncommittedConfChange,
  stateMachineSafety,
  indexOrder,
];

/** Few terms, short logs and few leaders: most states hold, some break in each way. */
function randomNode(id: number, draw: (below: number) => number): NodeView {
  const terms = Array.from({ length: draw(4) }, () => 1 + draw(2)).sort((a, b) => a - b);
  const entries = log(...terms).map((entry) => (draw(12) === 0 ? { ...entry, data: 'odd' } : entry));
  const changes = entries.map((entry) =>
    draw(9) === 0 ? { ...entry, type: 'conf-change-v2' as const, data: 'v4' } : entry,
  );
  const role = draw(3) === 0 ? 'leader' : 'follower';
  const matches = [1, 2, 3].map((to) => [to, progress(draw(changes.length + 1))]);
  const commit = draw(6) === 0 ? changes.length : Math.min(changes.length, draw(2));
  return node(id, {
    up: draw(6) !== 0,
    role,
    term: 2 + draw(2),
    log: changes,
    commit,
    applied: draw(15) === 0 ? commit + 1 : commit,
    progress: role === 'leader' ? Object.fromEntries(matches) : {},
    durable: draw(8) === 0 ? { log: changes.slice(0, -1), commit: 0 } : {},
  });
}

function randomTables(seed: number) {
  const draw = numbers(seed);
  const pool = [1, 2, 3].map((id) => Array.from({ length: 12 }, () => randomNode(id, draw)));
  const ghosts: Ghost[] = [
    ghost(),
    ghost({ leaders: { 2: [1] }, committed: committedIn(1, log(1)) }),
    ghost({ leaders: { 2: [1], 3: [2, 3] }, committed: committedIn(2, log(1, 1)) }),
  ];
  const tables = makeTables(pool, ghosts);
  // One node changes at a time, as in a search, and sometimes nothing does.
  const at = [0, 0, 0];
  const states = Array.from({ length: 400 }, () => {
    at[draw(3)] = draw(12);
    return tables.vector(at, draw(3), draw(2));
  });
  return { tables, states };
}

function dumb(properties: readonly Property[], view: ClusterView): number {
  return properties.findIndex((property) => explain(property, { last: null, after: view }).length > 0);
}

describe("the judge's verdicts", () => {
  it.each([1, 2, 3, 4, 5])('finds what a judge without memos finds (seed %i)', (seed) => {
    const { tables, states } = randomTables(seed);
    // Every order of properties makes another one the lowest.
    for (let turn = 0; turn < narrowed.length; turn++) {
      const properties = [...narrowed.slice(turn), ...narrowed.slice(0, turn)];
      const expected = states.map((state) => dumb(properties, tables.view(state)));
      for (const parts of [true, false]) {
        const reports = [true, false].map((held) => {
          const judge = createJudge(properties, { parts, held });
          expect(states.map((state) => judge.state(tables, state))).toEqual(expected);
          return judge.report(-1);
        });
        expect(reports[0]).toEqual(reports[1]);
      }
    }
  });

  it('is tried on all narrowed properties, each holding and broken somewhere', () => {
    for (const property of narrowed) {
      const found = new Set<boolean>();
      for (let seed = 1; seed <= 5; seed++) {
        const { tables, states } = randomTables(seed);
        for (const state of states) found.add(dumb([property], tables.view(state)) === 0);
      }
      expect([property.name, found.size]).toEqual([property.name, 2]);
    }
  });
});

describe("the judge's questions", () => {
  it('asks about every distinct argument once', () => {
    const { tables, states } = randomTables(7);
    const seen = states.map((state) => [...state.subarray(0, 3)].map(tables.nodeId));
    const histories = states.map((state) => state[3]);
    const pairs = new Set(seen.flatMap(([a, b, c]) => [`${a} ${b}`, `${a} ${c}`, `${b} ${c}`]));
    const nodes = new Set(seen.flat());
    const withGhost = new Set(seen.flatMap((ids, k) => ids.map((id) => `${id} ${histories[k]}`)));
    const tuples = new Set(seen.map((ids, k) => `${ids} ${histories[k]}`));
    const judge = createJudge([logMatching, indexOrder, stateMachineSafety, committedDurable], {
      parts: false,
    });
    for (const state of [...states, ...states]) judge.state(tables, state);
    expect(judge.report(-1).map((report) => report.evaluated)).toEqual([
      pairs.size,
      nodes.size,
      withGhost.size,
      tuples.size,
    ]);
  });

  it('asks less often when properties say what they look at', () => {
    const { tables, states } = randomTables(7);
    const evaluated = (parts: boolean) => {
      const judge = createJudge([logMatching], { parts });
      for (const state of states) judge.state(tables, state);
      return judge.report(-1)[0].evaluated;
    };
    expect(evaluated(true)).toBeLessThan(evaluated(false));
  });

  it('passes pairs with the lower id first', () => {
    const seen: [number, number][] = [];
    const witness: PairProperty = {
      name: 'witness',
      sentence: 'Sees pairs.',
      source: 'here',
      scope: 'pair',
      check(a, b) {
        seen.push([a.id, b.id]);
        return 'held';
      },
    };
    const tables = makeTables([[node(1)], [node(2)], [node(3)]], [ghost()]);
    createJudge([witness]).state(tables, tables.vector([0, 0, 0], 0));
    expect(seen).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  it('shows messages to a property of the cluster that asks for them, and judges each set of them', () => {
    const quiet: ClusterProperty = {
      name: 'quiet',
      sentence: 'No message is ever sent.',
      source: 'here',
      scope: 'cluster',
      messages: true,
      check: ({ messages }) => (messages.length === 0 ? 'held' : { broken: 'somebody speaks' }),
    };
    const tables = makeTables([[node(1)], [node(2)]], [ghost()]);
    const judge = createJudge([quiet]);
    const verdicts = [0, 1, 2, 0].map((inbox) => judge.state(tables, tables.vector([0, 0], 0, inbox)));
    expect(verdicts).toEqual([-1, 0, 0, -1]);
    expect(judge.report(-1)[0].evaluated).toBe(3);
  });
});

describe('the judge over time', () => {
  it('keeps finding what an unchanged node breaks', () => {
    const tables = makeTables(
      [[node(1, { extra: { panic: 'x' } })], [node(2), node(2, { term: 1 })]],
      [ghost()],
    );
    const judge = createJudge([corePanic]);
    const verdicts = [0, 0, 1, 0].map((k) => judge.state(tables, tables.vector([0, k], 0)));
    expect(verdicts).toEqual([0, 0, 0, 0]);
    expect(judge.panic).toBe(0);
  });

  it('judges steps and counts those that say something', () => {
    const judge = createJudge([indexOrder, monotonicTerm]);
    expect(judge.step(node(1), timeout(1), node(1, { term: 1 }))).toBe(-1);
    expect(judge.step(node(1, { term: 1 }), delivery(1), node(1, { term: 2 }))).toBe(-1);
    expect(judge.step(node(1, { term: 2 }), delivery(1), node(1, { term: 1 }))).toBe(1);
    expect(judge.report(1)).toEqual([
      { name: 'index-order', scope: 'node', status: 'held', evaluated: 0, relevant: 0 },
      { name: 'monotonic-term', scope: 'step', status: 'broken', evaluated: 3, relevant: 2 },
    ]);
  });

  it('asks about a goal until it is reached', () => {
    const pool = [
      [node(1), node(1, { role: 'leader', term: 2 }), node(1, { term: 3 })],
      [node(2), node(2, { log: log(1) })],
    ];
    const tables = makeTables(pool, [ghost()]);
    const judge = createJudge([leaderElected, leaderInLaterTerm]);
    expect(judge.report(-1).map((report) => report.status)).toEqual(['unreached', 'unreached']);
    judge.state(tables, tables.vector([1, 0], 0));
    expect(judge.report(-1).map((report) => report.status)).toEqual(['reached', 'unreached']);
    judge.state(tables, tables.vector([1, 1], 0));
    judge.state(tables, tables.vector([2, 1], 0));
    expect(judge.report(-1)).toEqual([
      { name: 'leader-elected', scope: 'sometimes', status: 'reached', evaluated: 1, relevant: 1 },
      { name: 'leader-in-later-term', scope: 'sometimes', status: 'reached', evaluated: 2, relevant: 1 },
    ]);
  });

  it('keeps the history that its properties need, and no more', () => {
    expect([...createJudge([logMatching, leaderElected]).ghosts]).toEqual([]);
    expect([...createJudge([electionSafety]).ghosts]).toEqual(['rivals']);
    expect([...createJudge([electionSafety, committedDurable]).ghosts].sort()).toEqual([
      'committed',
      'rivals',
    ]);
  });

  it('names every witness', () => {
    const leader = (id: number) => node(id, { role: 'leader', term: 2 });
    const after: ClusterView = {
      nodes: [leader(1), node(2), leader(3)],
      messages: [],
      ghost: ghost({ leaders: { 2: [1, 3] } }),
      used: {},
    };
    expect(createJudge([electionSafety]).explain(0, { last: null, after })).toEqual([
      { nodes: [1], message: 'n1 leads term 2, which n3 led too' },
      { nodes: [3], message: 'n3 leads term 2, which n1 led too' },
    ]);
    const before = { ...after, nodes: [node(1, { term: 3 }), node(2), leader(3)] };
    expect(createJudge([monotonicTerm]).explain(0, { last: { before, action: timeout(1) }, after })).toEqual([
      { nodes: [1], message: 'n1 went from term 3 back to term 2' },
    ]);
  });
});
