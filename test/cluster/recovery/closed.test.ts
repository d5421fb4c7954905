/** A trap is one however high terms grow where the core cannot tell their numbers apart, and only then is it said to be. */
import { describe, expect, it } from 'vitest';
import type { Adapter } from '../../../src/cluster/adapter.ts';
import { type Cluster, createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import type { Model } from '../../../src/cluster/model.ts';
import type { Told } from '../../../src/cluster/recovery/words.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { levelsOf } from '../../soundness/levels.ts';
import { small } from '../../soundness/small-specs.ts';

const model = small({ nodes: 3 }, { 'max-term': 2, 'max-in-flight': 4 });

/** Nobody is given a vote in these terms. */
function without<S, M>(adapter: Adapter<S, M>, isWithout: (term: number) => boolean): Adapter<S, M> {
  return {
    ...adapter,
    step(state, input) {
      const outcome = adapter.step(state, input);
      if (outcome === null) return null;
      const messages = outcome.messages.filter((message) => {
        const { type, term = 0 } = adapter.viewMessage(message);
        return type !== 'MsgVoteResp' || !isWithout(term);
      });
      return { ...outcome, messages };
    },
  };
}

/** What is told of every distinct start from which the cluster does not come back, within some steps. */
function trapsOf(asked: Model, isWithout: (term: number) => boolean): readonly Told[] {
  const cluster = createCluster(asked, without(createAdapter(asked), isWithout), createJudge([]));
  return startsOf(cluster)
    .filter((ids) => cluster.recovery('return', ids) === 'broken')
    .map(
      (ids) =>
        cluster.tellRecovery(
          'return',
          Array.from(ids, (id) => cluster.nodeView(id)),
        )!,
    );
}

function startsOf(cluster: Cluster): readonly Int32Array[] {
  const states = levelsOf(cluster, 4).flatMap((level) => [...level.values()]);
  const starts = states.map((state) => state.subarray(0, cluster.nodes).map((cell) => cluster.nodeId(cell)));
  return [...new Map(starts.map((ids) => [ids.join(), ids])).values()];
}

describe('a trap in which terms rise for ever', () => {
  it('is conclusive: its quiet states by the order of their terms are a closed set', () => {
    const traps = trapsOf(model, () => true);
    expect(traps.length).toBeGreaterThan(20);
    for (const { message, table } of traps) {
      expect(message).toMatch(/^it never comes back whichever timers fire: in \d+ quiet states no leader$/);
      expect(table?.about).toContain('term (by order: whichever they are)');
      expect(table?.rows.flat().join()).not.toContain('terms not asked');
    }
  });

  it('is one as far as some more terms show where a core tells them apart', () => {
    // From term 8 on there is a way back.
    const traps = trapsOf(model, (term) => term < 7 || term % 2 === 1);
    expect(traps.length).toBeGreaterThan(20);
    for (const { message } of traps) expect(message).toContain(', as far as 4 more terms show: ');
  });

  it('is the same from starts whose terms are relative', () => {
    const relative = { ...model.bounds, 'max-term': null, 'max-spread': 1 };
    const traps = trapsOf({ ...model, terms: 'relative', bounds: relative }, () => true);
    expect(traps.length).toBeGreaterThan(20);
    for (const { message } of traps) expect(message).not.toContain('as far as');
  });
});
