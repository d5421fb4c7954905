/** A core that tells apart what is one to the other: more pairs, no difference, and it is named. */
import { expect, it } from 'vitest';
import { createCluster } from '../../../src/cluster/cluster.ts';
import { createAdapter } from '../../../src/cluster/etcd/adapter.ts';
import { search } from '../../../src/explore/search.ts';
import { createJudge } from '../../../src/property/judge.ts';
import { coresAgree } from '../../../src/run/compare/against.ts';
import { type Identities, identitiesOf } from '../../../src/run/compare/identities.ts';
import { pairedAdapter, type Side } from '../../../src/run/compare/paired.ts';
import { smallSpecs } from '../../soundness/small-specs.ts';

const [{ model, depth }] = smallSpecs;

/** The built-in core. */
function plain(): Side {
  return { adapter: createAdapter(model) as Side['adapter'], offers: null };
}

/** The built-in core, which counts its steps up to three: what it counts belongs to its states, and nobody sees it. */
function counting(): Side {
  type Counted = { readonly state: unknown; readonly steps: number };
  const { adapter } = plain();
  const of = (counted: unknown): Counted => counted as Counted;
  return {
    offers: null,
    adapter: {
      ...adapter,
      init: (id) => ({ state: adapter.init(id), steps: 0 }),
      step: (counted, input) => {
        const { state, steps } = of(counted);
        const outcome = adapter.step(state, input);
        return outcome && { ...outcome, state: { state: outcome.state, steps: Math.min(3, steps + 1) } };
      },
      encode: (counted, out) => {
        out.byte(of(counted).steps);
        adapter.encode(of(counted).state, out);
      },
      view: (counted) => adapter.view(of(counted).state),
      floors: (counted) => adapter.floors(of(counted).state),
      ignores: (counted, message) => adapter.ignores(of(counted).state, message),
    },
  };
}

function compared(one: Side, other: Side): Identities {
  const adapter = pairedAdapter(one, other, ['one', 'other']);
  const cluster = createCluster(model, adapter, createJudge([coresAgree]));
  const slices = search(cluster, { strategy: 'bfs', depth, pack: true, maxStates: 1e6 });
  for (;;) {
    const slice = slices.next(null);
    if (!slice.done) continue;
    expect(slice.value.violation).toBeNull();
    return identitiesOf(cluster);
  }
}

it('one core twice has one state for one state', () => {
  const { nodeStates, messages } = compared(plain(), plain());
  for (const { one, other, pairs, oneSplits, otherSplits } of [nodeStates, messages]) {
    expect([one, other, oneSplits, otherSplits]).toEqual([pairs, pairs, null, null]);
  }
});

it('a core with two states for one is named, on whichever side it stands', () => {
  const { nodeStates } = compared(plain(), counting());
  expect(nodeStates.one).toBeLessThan(nodeStates.pairs);
  expect(nodeStates.other).toBe(nodeStates.pairs);
  expect(nodeStates.otherSplits).toMatch(/^n\d, \w+ of term \d/);
  expect(nodeStates.oneSplits).toBeNull();
  const turned = compared(counting(), plain()).nodeStates;
  expect([turned.other, turned.one]).toEqual([nodeStates.one, nodeStates.other]);
  expect(turned.oneSplits).toBe(nodeStates.otherSplits);
  expect(turned.otherSplits).toBeNull();
});
