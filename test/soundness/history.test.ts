/**
 * Forgetting who has led terms that nobody can lead any more loses nothing: the states that are left are those of the search
 * that remembers, each at its depth, with what is dead taken out by hand; and election safety says the same of both.
 */
import { describe, expect, it } from 'vitest';
import { electionSafety } from '../../invariants/election-safety.ts';
import type { Cluster } from '../../src/cluster/cluster.ts';
import { DeadHistory } from '../../src/cluster/reduce/history.ts';
import type { Refutation } from '../../src/cluster/reduce/premise.ts';
import { reduce, type Wanted } from '../../src/cluster/reduce/reduce.ts';
import type { ReductionTables } from '../../src/cluster/reduce/tables.ts';
import type { ClusterView, Ghost } from '../../src/cluster/view.ts';
import { whole } from '../long.ts';
import { clusterOf, keepHistory, levelsOf } from './levels.ts';
import { reaching, roomySpecs, smallSpecs } from './small-specs.ts';

const seesNothing = { refuted: [], seesMessages: false, seesLeaders: false };
const forgetful: Wanted = { ...seesNothing, on: ['dead-messages', 'dead-history'] };
const remembering: Wanted = { ...seesNothing, on: ['dead-messages'] };

describe.each(reaching([...smallSpecs, ...roomySpecs], whole))('$name', ({ model, depth }) => {
  it('has the states of the search that remembers, without what is dead', () => {
    const cluster = clusterOf(model, keepHistory);
    const levels = (wanted: Wanted): Map<string, Int32Array>[] =>
      levelsOf(reduce(cluster, wanted).system, depth);
    const found = levels(forgetful).map((level) => [...level.values()].map((state) => shown(cluster, state)));
    const seen = new Set<string>();
    const expected = levels(remembering).map((level) => {
      const without = [...level.values()].map((state) => {
        const view = cluster.view(state);
        // Refused, as dead messages are.
        return shown(cluster, state, model.network === 'fifo' ? view.ghost : withoutDeadRecords(view));
      });
      const fresh = new Set(without.filter((state) => !seen.has(state)));
      for (const state of fresh) seen.add(state);
      return [...fresh];
    });
    const sorted = (texts: string[][]): string[][] => texts.map((level) => level.sort());
    expect(sorted(found)).toEqual(sorted(expected.filter((level) => level.length > 0)));
    expect(reduce(cluster, forgetful).refutations()).toEqual([]);
  });

  it('forgets nothing that election safety would ask for', () => {
    const cluster = clusterOf(model, keepHistory);
    for (const state of levelsOf(cluster, depth).flatMap((level) => [...level.values()])) {
      const view = cluster.view(state);
      const says = (history: Ghost): unknown[] =>
        view.nodes.map((node) => electionSafety.check(node, history));
      expect(says(withoutDeadRecords(view))).toEqual(says(view.ghost));
    }
  });
});

describe('a core whose leader leads below its floor', () => {
  const tables = (
    leads: number | null,
  ): Pick<ReductionTables, 'nodeStates' | 'leads' | 'leadFloor' | 'floors' | 'owner'> => ({
    nodeStates: 2,
    leads: (nodeId) => (nodeId === 1 ? leads : null),
    leadFloor: 1,
    floors: () => [9, 3],
    owner: () => 2,
  });
  const refuted = (leads: number | null, asked = true): readonly Refutation[] =>
    new DeadHistory(tables(leads) as ReductionTables, 3).verify(() => asked);

  it('is told apart from one that keeps to it', () => {
    const why = 'n2 leads term 2, which it could not lead any more';
    expect(refuted(2)).toEqual([{ premise: { kind: 'leaders-above-floor' }, why }]);
    expect(refuted(3)).toEqual([]);
    expect(refuted(null)).toEqual([]);
    expect(refuted(2, false)).toEqual([]);
  });
});

/** Forgets who has led terms below every node's: below its durable term, or at it if it neither leads it nor may win it. */
function withoutDeadRecords({ nodes, ghost }: ClusterView): Ghost {
  const lowest = nodes.map(({ up, role, term, durable }) => {
    const runs = up && term === durable.term && (role === 'candidate' || role === 'leader');
    return runs ? term : durable.term + 1;
  });
  const open = Object.entries(ghost.leaders).filter(([term]) =>
    lowest.some((floor) => floor <= Number(term)),
  );
  return { ...ghost, leaders: Object.fromEntries(open) };
}

/** A state as a text, with another history if one is given. */
function shown(cluster: Cluster, state: Int32Array, ghost = cluster.view(state).ghost): string {
  const { used } = cluster.view(state);
  return JSON.stringify([[...state.subarray(0, cluster.nodes)], used, ghost]);
}
