/**
 * What identity leaves out cannot be told apart, in all that a small cluster reaches: the core with its nodes as it left them,
 * compared with the core that keeps only what matters of them, is equal. (Walks go further: test/cluster/identity.test.ts.)
 */

import { Map as ImmutableMap } from 'immutable';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../src/cluster/cluster.ts';
import { createAdapter } from '../../src/cluster/etcd/adapter.ts';
import { type Identity, identity } from '../../src/cluster/etcd/identity.ts';
import type { Node } from '../../src/cluster/etcd/node.ts';
import type { Model } from '../../src/cluster/model.ts';
import { search } from '../../src/explore/search.ts';
import type { Exploration } from '../../src/explore/system.ts';
import { createJudge } from '../../src/property/judge.ts';
import { coresAgree } from '../../src/run/compare/against.ts';
import { type Identities, identitiesOf } from '../../src/run/compare/identities.ts';
import { pairedAdapter, type Side } from '../../src/run/compare/paired.ts';
import { whole } from '../long.ts';
import { reaching, small, smallSpecs } from './small-specs.ts';

interface Compared {
  readonly exploration: Exploration;
  readonly identities: Identities;
}

/** Nodes as the core leaves them, seen as `kept` has them; and nodes of which `kept` keeps what matters. */
function compared(model: Model, depth: number, kept: Identity): Compared {
  const raw = createAdapter(model, (node) => node);
  const seen = { ...raw, view: (node: Node) => raw.view(kept(node)) };
  const sides = [seen, createAdapter(model, kept)].map(
    (adapter): Side => ({ adapter: adapter as Side['adapter'], offers: null }),
  );
  const paired = pairedAdapter(sides[0], sides[1], ['as it was left', 'what matters']);
  const cluster = createCluster(model, paired, createJudge([coresAgree]));
  const slices = search(cluster, { strategy: 'bfs', depth, pack: true, maxStates: 1e7 });
  for (;;) {
    const slice = slices.next(null);
    if (slice.done) return { exploration: slice.value, identities: identitiesOf(cluster) };
  }
}

describe('identity', () => {
  it.each(reaching(smallSpecs, whole))(
    'leaves out nothing that anybody could tell: $name',
    ({ model, depth }) => {
      const { exploration, identities } = compared(model, depth, identity(model));
      expect(exploration.violation).toBeNull();
      // One state may stand for many, and never the other way round.
      const { one, other, pairs } = identities.nodeStates;
      expect(one).toBe(pairs);
      expect(other).toBeLessThanOrEqual(one);
    },
  );

  it('that leaves out what matters is found: the echoes of a read that waits', () => {
    const model = small({}, { 'max-in-flight': 3, 'max-reads': 2 });
    const canonical = identity(model);
    const forgetful: Identity = (node) => {
      const kept = canonical(node);
      if (kept.rn === null) return kept;
      return kept.setIn(['rn', 'raft', 'readOnly', 'acks'], ImmutableMap());
    };
    expect(compared(model, 16, forgetful).exploration.violation).not.toBeNull();
  });
});
