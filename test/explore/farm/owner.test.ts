/** Owners that share nothing find together what one search finds, however many they are and whatever they lose on the way. */
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../../src/cluster/model.ts';
import { reductionNames } from '../../../src/cluster/reduce/names.ts';
import { reduce } from '../../../src/cluster/reduce/reduce.ts';
import type { Registrar } from '../../../src/explore/ids.ts';
import { plainSystem } from '../../../src/explore/plain.ts';
import type { TransitionSystem } from '../../../src/explore/system.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { loadInvariants } from '../../../src/run/invariants.ts';
import { smallSpecs } from '../../soundness/small-specs.ts';
import { explore } from '../run.ts';
import { type FoundTogether, type Shared, searchTogether } from './together.ts';

const reached = await loadInvariants(['leader-elected', 'proposal-committed']);

/** The cluster as it is searched; a goal that is broken where it is reached is a violation. */
function maker(model: Model, on: typeof reductionNames, goal: boolean) {
  const judged = goal
    ? reached.map((one) => ({
        name: one.name,
        scope: 'node' as const,
        check: (node: never) =>
          'reached' in one && (one.reached as (node: never) => boolean)(node)
            ? { broken: 'reached' }
            : 'held',
      }))
    : [];
  return (registrar?: Registrar): Shared & { readonly system: TransitionSystem } => {
    const cluster = createCluster(model, createAdapter(model), createJudge(judged as never), registrar);
    const wanted = { on, refuted: [], seesMessages: false, seesLeaders: false };
    return { system: reduce(cluster, wanted).system, portable: cluster.portable };
  };
}

/** What one search finds, in the same form. */
function alone(make: () => Shared, depth: number) {
  const { system } = make();
  const { found } = explore(system, { depth });
  const { distinct, generated, deadlocks, violation } = found;
  return {
    distinct,
    generated,
    deadlocks,
    levels: found.levels.map((level) => level.distinct),
    actions: new Map(system.actionKinds.map((name, kind) => [name, found.actions[kind]])),
    cuts: [...system.cuts],
    violation: violation && [violation.property, violation.path.steps.length],
  };
}

function agreed({ walked: _, shares: __, actions, ...found }: FoundTogether) {
  return { ...found, actions: new Map([...actions].filter(([, taken]) => taken > 0)) };
}

function expected(make: () => Shared, depth: number) {
  const found = alone(make, depth);
  return { ...found, actions: new Map([...found.actions].filter(([, taken]) => taken > 0)) };
}

/** A dozen of them, of every kind. */
const dozen = smallSpecs.filter((_, k) => k % 2 === 0);

describe.each(dozen)('owners that share nothing: $name', ({ model, depth }) => {
  const most = Math.min(depth, 7);

  it.each([
    { owners: 1, on: reductionNames, compiled: false },
    { owners: 2, on: reductionNames, compiled: true },
    { owners: 3, on: reductionNames, compiled: false },
    { owners: 2, on: [], compiled: false },
  ])(
    '$owners find what one search finds (reductions: $on, compiled: $compiled)',
    ({ owners, on, compiled }) => {
      const make = maker(model, on, false);
      const found = searchTogether(make, { owners, depth: most, compiled });
      expect(agreed(found)).toEqual(expected(make, most));
    },
  );

  it('and lose nothing where some of them begin anew', () => {
    const make = maker(model, reductionNames, false);
    const lose = (level: number) => (level % 3 === 1 ? [level % 2] : level % 3 === 2 ? [1, 2] : []);
    const found = searchTogether(make, { owners: 3, depth: most, lose });
    expect(agreed(found)).toEqual(expected(make, most));
  });

  it('find what is broken as soon, and a way there', () => {
    const make = maker(model, reductionNames, true);
    const found = searchTogether(make, { owners: 3, depth: most });
    expect(agreed(found)).toEqual(expected(make, most));
    if (found.violation !== null) expect(found.walked).toBe(found.violation[1]);
  });
});

/** Values of every kind that a state may have: whole states that are no objects, fields that come and go, keys in any order. */
type Plain = Readonly<Record<string, unknown>> | readonly unknown[];

function plainMaker(broken: boolean) {
  const values = [-3, 0.5, 2 ** 40, 12n, 'a\u0000\ud83d', true, null, undefined, [[], { b: [1], a: 'x' }]];
  const next = (state: Plain): { action: string; state: Plain }[] => {
    if (Array.isArray(state)) return [{ action: 'back', state: { n: 0, value: state[0], seen: [] } }];
    const { n, seen } = state as { n: number; seen: readonly number[] };
    if (seen.length === 4) return [];
    const steps = values.map((value, k) => ({
      action: `take ${k % 3}`,
      state: { value, seen: [...seen, k].sort(), n: n + 1, ...(k % 2 === 0 ? { more: { k } } : {}) },
    }));
    return [...steps, { action: 'leave', state: [n, { seen }] }];
  };
  const few = [
    {
      name: 'few',
      holds: (state: Plain) =>
        Array.isArray(state) || JSON.stringify((state as { seen: unknown }).seen) !== '[1,5,8]',
    },
  ];
  return (registrar?: Registrar): Shared => {
    const system = plainSystem<Plain>(
      { init: () => [{ n: 0, value: 'first', seen: [] }], next, invariants: broken ? few : [] },
      { deadlock: false, ...(registrar === undefined ? {} : { registrar }) },
    );
    return { system, portable: system.portable };
  };
}

describe("owners that share nothing: a system of one's own", () => {
  it.each([
    { owners: 1, lose: () => [] },
    { owners: 3, lose: () => [] },
    { owners: 3, lose: (level: number) => (level === 2 ? [0, 2] : level === 4 ? [1] : []) },
  ])('$owners find what one search finds', ({ owners, lose }) => {
    const make = plainMaker(false);
    const found = searchTogether(make, { owners, lose });
    expect(agreed(found)).toEqual(expected(make, Number.POSITIVE_INFINITY));
    expect(found.distinct).toBe(2205);
  });

  it('find what is broken as soon, and a way there', () => {
    const make = plainMaker(true);
    const found = searchTogether(make, { owners: 2 });
    expect(agreed(found)).toEqual(expected(make, Number.POSITIVE_INFINITY));
    expect(found.walked).toBe(3);
  });
});
