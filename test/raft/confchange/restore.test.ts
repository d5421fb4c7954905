import fc from 'fast-check';
import { List } from 'immutable';
import { expect, test } from 'vitest';
import { Changer } from '../../../src/raft/confchange/changer.ts';
import { assertConfStatesEquivalent, equivalent } from '../../../src/raft/confchange/confstate.ts';
import { restore } from '../../../src/raft/confchange/restore.ts';
import { RaftPanic } from '../../../src/raft/panic.ts';
import { ConfState } from '../../../src/raft/pb.ts';
import { confState, makeProgressTracker } from '../../../src/raft/tracker/tracker.ts';

interface Parts {
  readonly voters?: readonly number[];
  readonly learners?: readonly number[];
  readonly votersOutgoing?: readonly number[];
  readonly learnersNext?: readonly number[];
  readonly autoLeave?: boolean;
}

function state(parts: Parts): ConfState {
  return ConfState({
    voters: List(parts.voters),
    learners: List(parts.learners),
    votersOutgoing: List(parts.votersOutgoing),
    learnersNext: List(parts.learnersNext),
    autoLeave: parts.autoLeave ?? false,
  });
}

function roundTrip(cs: ConfState): ConfState {
  const tracker = makeProgressTracker(20, 0);
  const restored = restore(Changer({ tracker, lastIndex: 10 }), cs);
  if (typeof restored === 'string') throw new Error(restored);
  return confState(tracker.merge(restored));
}

test.each<Parts>([
  {},
  { voters: [1, 2, 3] },
  { voters: [3, 1, 2] },
  { voters: [1, 2, 3], learners: [4, 5, 6] },
  { voters: [1, 2, 3], learners: [5], votersOutgoing: [1, 2, 4, 6], learnersNext: [4] },
  { voters: [1, 2], votersOutgoing: [1, 2], autoLeave: true },
])('%j is restored', (parts) => {
  expect(equivalent(roundTrip(state(parts)), state(parts))).toBe(true);
});

test('any configuration that can be, is restored', () => {
  const part = fc.constantFrom('out', 'both', 'in', 'learner', 'staged');
  const nodes = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), part), {
    selector: ([id]) => id,
    minLength: 1,
    maxLength: 10,
  });
  fc.assert(
    fc.property(nodes, fc.boolean(), (parts, autoLeave) => {
      const of = (...names: readonly string[]): number[] =>
        parts.filter(([, name]) => names.includes(name)).map(([id]) => id);
      const voters = of('in', 'both');
      const votersOutgoing = of('out', 'both', 'staged');
      fc.pre(voters.length > 0);
      const joint = votersOutgoing.length > 0;
      const cs = state({
        voters,
        votersOutgoing,
        learners: of('learner'),
        learnersNext: of('staged'),
        autoLeave: joint && autoLeave,
      });
      expect(equivalent(roundTrip(cs), cs)).toBe(true);
    }),
  );
});

test('a configuration that cannot be is refused', () => {
  const tracker = makeProgressTracker(20, 0);
  expect(restore(Changer({ tracker }), state({ learners: [1] }))).toBe('removed all voters');
});

test.each<[what: string, Parts, Parts, same: boolean]>([
  ['in another order', { voters: [1, 2], learners: [4, 3] }, { voters: [2, 1], learners: [3, 4] }, true],
  ['with another voter', { voters: [1, 2] }, { voters: [1, 3] }, false],
  ['with a node twice', { voters: [1, 2] }, { voters: [1, 2, 2] }, false],
  ['with a node elsewhere', { voters: [1], learners: [2] }, { voters: [1], learnersNext: [2] }, false],
  ['with another autoLeave', { voters: [1], autoLeave: true }, { voters: [1] }, false],
])('the same configuration %s is equivalent', (_, one, other, same) => {
  expect(equivalent(state(one), state(other))).toBe(same);
  if (same) assertConfStatesEquivalent(state(one), state(other));
  else expect(() => assertConfStatesEquivalent(state(one), state(other))).toThrow(RaftPanic);
});
