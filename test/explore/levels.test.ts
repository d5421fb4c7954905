/** The one breadth-first search, over memory of one's own and over memory that workers share: for one worker nothing may differ. */
import { describe, expect, test } from 'vitest';
import { Random } from '../../src/explore/random.ts';
import type { Exploration, TransitionSystem } from '../../src/explore/system.ts';
import { type Graph, graphSystem } from './graphs.ts';
import { searchInTurns } from './parallel/pool.ts';
import { everything, explore } from './run.ts';

/** Levels of some hundred nodes; now and then a node or a step that breaks a property. */
function graph(seed: number, nodes: number, breaks: boolean): Graph {
  const random = new Random(seed, 0);
  const edges = Array.from({ length: nodes }, (_, from) =>
    Array.from({ length: random.below(6) }, () => {
      const to = Math.min(nodes - 1, from + random.below(1 + (nodes >> 2)));
      const broken = breaks && random.below(400) === 0 ? 1 + random.below(2) : -1;
      return { to, kind: random.below(3), broken };
    }),
  );
  const bad = breaks ? { [nodes - 2]: 0, [nodes >> 1]: 2 } : {};
  return { init: [0, 1, 2], edges, bad };
}

/** All but the memory, and what the bounds have cut. */
function told(found: Exploration, { cuts }: TransitionSystem): unknown {
  const { storeBytes: _, ...rest } = found;
  return { ...rest, cuts: [...cuts] };
}

describe('one worker of a pool', () => {
  test.each([
    [false, Number.POSITIVE_INFINITY],
    [false, 4],
    [true, Number.POSITIVE_INFINITY],
    [true, 3],
  ])(
    'finds what one alone finds, to the last count, wherever it stops (properties break: %s, depth %s)',
    (breaks, depth) => {
      for (const maxStates of [1, 2, 3, 60, 64, 65, 200, 333, 900, Number.POSITIVE_INFINITY]) {
        for (let seed = 1; seed <= 3; seed++) {
          const own = graphSystem(graph(seed, 1000, breaks));
          const expected = told(explore(own, { depth, maxStates }).found, own);
          const systems: TransitionSystem[] = [];
          const make = (): TransitionSystem => {
            const system = graphSystem(graph(seed, 1000, breaks));
            systems.push(system);
            return system;
          };
          const found = searchInTurns(make, 1, { ...everything, depth, maxStates });
          expect(told(found, systems[0])).toEqual(expected);
        }
      }
    },
  );

  test('of several workers no two keep more states than may be kept, or go on when they are kept', () => {
    for (const maxStates of [1, 64, 333]) {
      const { distinct, stopped } = searchInTurns(() => graphSystem(graph(1, 1000, false)), 3, {
        ...everything,
        maxStates,
      });
      expect([distinct <= maxStates, stopped]).toEqual([true, 'max-states']);
    }
  });
});
