/** A core whose answers are known from before is asked hardly anything, and nothing that is found is another than without. */
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../../src/cluster/adapter.ts';
import { AnswerTable } from '../../../src/cluster/answers/table.ts';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../../src/cluster/model.ts';
import { reductionNames } from '../../../src/cluster/reduce/names.ts';
import { reduce } from '../../../src/cluster/reduce/reduce.ts';
import { search } from '../../../src/explore/search.ts';
import { createJudge } from '../../../src/property/judge.ts';
import type { Property } from '../../../src/property/property.ts';
import { seenBy } from '../../../src/property/seen.ts';
import { loadInvariants } from '../../../src/run/invariants.ts';
import { small } from '../../soundness/small-specs.ts';
import { nothingCommitted } from '../../trace/make.ts';

const properties = await loadInvariants(['recovers', 'election-safety', 'log-matching', 'core-panic']);

/** The table as the next run finds it. */
const later = (table: AnswerTable): AnswerTable => AnswerTable.of(Buffer.concat(table.form()))!;

interface Run {
  readonly model: Model;
  readonly judged?: readonly Property[];
  readonly reduced?: boolean;
  readonly depth?: number;
  /** What the core is in place of the built-in one. */
  readonly edited?:
    | ((adapter: ReturnType<typeof createAdapter>) => ReturnType<typeof createAdapter>)
    | undefined;
}

/** Searches; all that is found, how often the core was asked for a step, and of how many of the calls the answers were there. */
function run(
  { model, judged = properties, reduced = true, depth = 30, edited }: Run,
  table: AnswerTable | null,
) {
  let asked = 0;
  const core = (edited ?? ((one) => one))(createAdapter(model));
  const counted: typeof core = {
    ...core,
    step(state, input) {
      asked++;
      return core.step(state, input);
    },
  };
  const judge = createJudge(judged);
  const cluster = createCluster(model, counted, judge, undefined, null, table);
  const on = reduced ? reductionNames : [];
  const { system, standings, refutations } = reduce(cluster, { on, refuted: [], ...seenBy(judged) });
  const slices = search(system, { strategy: 'bfs', depth, pack: true, maxStates: 1e6 });
  let slice = slices.next(null);
  while (!slice.done) slice = slices.next(null);
  const { storeBytes, violation, ...exploration } = slice.value;
  const path = violation?.path.steps.map(({ state }) =>
    Buffer.from(cluster.canonicalBytes(state)).toString('hex'),
  );
  const found = {
    ...exploration,
    broken: violation === null ? null : { property: violation.property, path },
    kinds: cluster.actionKinds,
    cuts: [...cluster.cuts],
    properties: judge.report(violation?.property ?? -1),
    standings,
    refuted: refutations(),
    calls: cluster.stepCalls,
  };
  return { found, asked, known: cluster.knownCalls };
}

const crashing = small(
  { nodes: 3 },
  { 'max-term': 2, 'max-in-flight': 2, 'max-crashes': 1, 'max-proposals': 1 },
);

describe('a search that knows the answers of an earlier one', () => {
  it.each<[string, Run]>([
    ['all that holds, with every reduction', { model: crashing }],
    ['without a reduction', { model: crashing, reduced: false, depth: 9 }],
    ['what breaks', { model: { ...crashing, nodes: 2 }, judged: [nothingCommitted] }],
    ['reads, of which a client is told', { model: small({}, { 'max-reads': 1, 'max-heartbeats': 1 }) }],
    [
      'terms that count by their order alone',
      { model: small({ terms: 'relative' }, { 'max-term': null, 'max-spread': 1 }), depth: 12 },
    ],
  ])('finds the same: %s', (_, what) => {
    const without = run(what, null);
    const table = AnswerTable.empty();
    const first = run(what, table);
    const second = run(what, later(table));
    expect(first.found).toEqual(without.found);
    expect(second.found).toEqual(without.found);
    expect([without.known, first.known]).toEqual([0, 0]);
    expect(second.known).toBe(second.found.calls);
    expect(second.asked).toBeLessThan(without.asked / 2);
  });

  it('asks a core that panics again where it did', () => {
    const edited: Run['edited'] = (core) => ({
      ...core,
      step(state, input) {
        if (input.kind === 'crash') throw new Error('no crash');
        return core.step(state, input);
      },
    });
    const what = { model: crashing, edited };
    const table = AnswerTable.empty();
    const first = run(what, table);
    const second = run(what, later(table));
    expect(first.found).toEqual(run(what, null).found);
    expect(second.found).toEqual(first.found);
    expect(second.found.broken).not.toBe(null);
    expect(second.known).toBeLessThan(second.found.calls);
  });

  it('goes on from what an earlier one has not come to', () => {
    const table = AnswerTable.empty();
    run({ model: crashing, depth: 6 }, table);
    const further = later(table);
    const found = run({ model: crashing }, further);
    expect(found.found).toEqual(run({ model: crashing }, null).found);
    expect(found.known).toBeGreaterThan(0);
    expect(further.news).toBeGreaterThan(0);
  });

  it('takes what others have learned, in any order', () => {
    const [one, other, all] = [AnswerTable.empty(), AnswerTable.empty(), AnswerTable.empty()];
    run({ model: crashing, depth: 6 }, one);
    run({ model: crashing, judged: [nothingCommitted] }, other);
    run({ model: crashing }, all);
    for (const tables of [
      [one, other, all],
      [all, other, one],
    ]) {
      const together = AnswerTable.empty();
      for (const table of tables) together.take(table.newForm());
      const found = run({ model: crashing }, later(together));
      expect(found.known).toBe(found.found.calls);
    }
  });
});

describe('a core that answers otherwise than it did', () => {
  const table = AnswerTable.empty();
  run({ model: crashing }, table);
  const without = (kind: string) => (core: Adapter<never, never>) =>
    ({
      ...core,
      step: (state: never, input: { kind: string }) =>
        input.kind === kind ? null : core.step(state, input as never),
    }) as never;

  it.each(['timeout', 'deliver', 'crash'])('is found before anything is searched: %s', (kind) => {
    const edited = without(kind) as unknown as Run['edited'];
    expect(() => run({ model: crashing, edited }, later(table))).toThrow(
      /n\d in term \d.*answers otherwise than before/,
    );
  });
});

describe('the form of a table', () => {
  const table = AnswerTable.empty();
  run({ model: small({}, {}) }, table);
  const form = Buffer.concat(table.form());

  it('is the table again', () => {
    const again = later(table);
    expect(Buffer.concat(again.form()).equals(form)).toBe(true);
    expect([again.things, again.rows, again.news]).toEqual([table.things, table.rows, 0]);
  });

  it('is none where a part of it is missing, or speaks of what is not there', () => {
    const words = form.length >>> 2;
    for (let k = 0; k < words; k += 7)
      expect(AnswerTable.of(Buffer.from(form.subarray(0, 4 * k)))).toBe(null);
    const rowsAt = 3 + 2 * table.things;
    expect(table.askedIn(0).length).toBe(1);
    for (const [word, value] of [
      [0, -1],
      [0, table.things + 1],
      [1, -5],
      [2, form.length],
      [3, -1],
      [3, 0],
      [rowsAt, 0],
      [rowsAt, -1],
      [rowsAt + 1, 1 << 30],
      [rowsAt + 2, table.things],
      [rowsAt + 2, -1],
      // The first state is said to come of itself.
      [rowsAt + 2, table.answerIn(0)[0]],
    ]) {
      const copy = Buffer.from(form);
      copy.writeInt32LE(value, 4 * word);
      expect([word, value, AnswerTable.of(copy)]).toEqual([word, value, null]);
    }
  });
});
