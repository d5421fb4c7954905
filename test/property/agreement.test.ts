/**
 * On real clusters: narrowing what properties look at changes how often they are asked, and nothing else; passing over what
 * is known to hold changes nothing at all.
 */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../src/cluster/model.ts';
import { search } from '../../src/explore/search.ts';
import { createJudge, type JudgeOptions } from '../../src/property/judge.ts';
import type { ClusterProperty, Property } from '../../src/property/property.ts';
import { defaultModel } from '../../src/spec/defaults.ts';
import { whole } from '../long.ts';

const folder = new URL('../../invariants/', import.meta.url);

async function everyProperty(): Promise<Property[]> {
  const files = readdirSync(folder).sort();
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href)));
  return modules.map((module) => Object.values<Property>(module)[0]);
}

function run(model: Model, depth: number, properties: readonly Property[], options: JudgeOptions) {
  const judge = createJudge(properties, options);
  const cluster = createCluster(model, createAdapter(model), judge);
  const searching = search(cluster, { strategy: 'bfs', depth, pack: true, maxStates: 1_000_000 });
  let step = searching.next(null);
  while (step.done !== true) step = searching.next(null);
  const { distinct, generated, violation } = step.value;
  return { distinct, generated, violation, reports: judge.report(violation?.property ?? -1) };
}

const bounds = defaultModel.bounds;
const less = whole ? 0 : 1;
const models: readonly [string, number, Model][] = [
  ['three nodes', 9 - less, defaultModel],
  ['crashes', 8 - less, { ...defaultModel, bounds: { ...bounds, 'max-crashes': 1 } }],
  ['asynchronous storage', 7, { ...defaultModel, storage: 'async' }],
  [
    'configuration changes',
    8 - less,
    {
      ...defaultModel,
      confChanges: ['r3', 'v3', 'r2 l3'],
      bounds: { ...bounds, 'max-conf-changes': 2, 'max-proposals': 0 },
    },
  ],
];

/** What is asked of everything that a cluster has, messages too; with a question that is not answered before long. */
const ofEverything: readonly Property[] = [
  {
    name: 'few-in-flight',
    sentence: 'Messages are counted.',
    source: 'here',
    scope: 'cluster',
    messages: true,
    looksAt: (node) => node.role,
    check: ({ messages }) => (messages.length > 1 ? 'held' : 'irrelevant'),
  } satisfies ClusterProperty,
  {
    name: 'two-commit-in-term-two',
    sentence: 'Two nodes of term 2 have committed.',
    source: 'here',
    scope: 'sometimes',
    over: 'cluster',
    reached: ({ nodes }) => nodes.filter(({ term, commit }) => term > 1 && commit > 0).length > 1,
  },
];

/** Holds of most states that a search meets, and not of all. */
const oneLeaderAtMost: Property = {
  name: 'one-leader-at-most',
  sentence: 'No two nodes lead, in whatever term.',
  source: 'here',
  scope: 'pair',
  looksAt: ({ up, role }) => (up && role === 'leader' ? true : null),
  check: (a, b) => ({ broken: `n${a.id} and n${b.id} lead` }),
};

describe('what is known to hold', () => {
  it.each(models)('is passed over without a change of verdicts or counts: %s', async (_, depth, model) => {
    const applicable = (await everyProperty()).filter((property) => property.applies?.(model) !== false);
    const properties = [...applicable, ...ofEverything];
    const known = run(model, depth - 1, properties, { held: true });
    expect(known).toEqual(run(model, depth - 1, properties, { held: false }));
    expect(known.violation).toBeNull();
  });

  it('is not taken for what is broken', () => {
    const known = run(defaultModel, 12, [oneLeaderAtMost], { held: true });
    expect(known.violation).not.toBeNull();
    expect(known).toEqual(run(defaultModel, 12, [oneLeaderAtMost], { held: false }));
  });
});

describe('narrowed properties', () => {
  it.each(models)('agree with properties that look at everything: %s', async (_, depth, model) => {
    const properties = (await everyProperty()).filter((property) => property.applies?.(model) !== false);
    const narrow = run(model, depth, properties, { parts: true });
    const wide = run(model, depth, properties, { parts: false });
    expect(narrow.violation).toBeNull();
    expect([narrow.distinct, narrow.generated]).toEqual([wide.distinct, wide.generated]);
    for (const [k, report] of narrow.reports.entries()) {
      const other = wide.reports[k];
      expect([report.name, report.status]).toEqual([other.name, other.status]);
      expect([report.name, report.relevant > 0]).toEqual([other.name, other.relevant > 0]);
      expect(report.evaluated).toBeLessThanOrEqual(other.evaluated);
    }
  });
});
